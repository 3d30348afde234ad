/** Plain JavaScript, so that any Node from 20 on can hand over to the one that this repository has. */
import { spawnSync } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const OWN = join(import.meta.dirname, '../node_modules/.bin', process.platform === 'win32' ? 'node.cmd' : 'node')

/** Whether this process runs TypeScript, and Vitest. */
export const IS_NEW_ENOUGH = Number.parseInt(process.versions.node, 10) >= 24

/**
 * Runs a script, and ends as it does.
 *
 * @param {readonly string[]} args
 */
export function handOver(args) {
  const node = IS_NEW_ENOUGH ? process.execPath : OWN
  if (!existsSync(node)) {
    console.error('Install the dependencies of the repository first: npm ci')
    process.exitCode = 3
    return
  }
  // Ctrl-C reaches both processes: the other one tidies up, this one takes over its exit code.
  process.on('SIGINT', () => {})
  const run = spawnSync(node, args, { stdio: 'inherit' })
  process.exitCode = run.status ?? 128 + (run.signal ? constants.signals[run.signal] : 0)
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) handOver(process.argv.slice(2))
