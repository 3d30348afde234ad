/** Installs what package-lock.json names, if it is not there yet; plain JavaScript for whatever Node is at hand. */
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, join } from 'node:path'

const OLDEST_NODE = 20
const ROOT = join(import.meta.dirname, '..')
const LOCK = join(ROOT, 'package-lock.json')
const STAMP = join(ROOT, 'node_modules', '.installed-lock.sha256')
/** npm's own record of an installation, written at its end. */
const NPM_RECORD = join(ROOT, 'node_modules', '.package-lock.json')
const NODE = join(ROOT, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node')

function lockDigest() {
  return createHash('sha256').update(readFileSync(LOCK)).digest('hex')
}

/** True when this lockfile was installed, by us or by hand (`npm install` leaves a record newer than the lockfile). */
function isInstalled() {
  if (!existsSync(NODE)) return false
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === lockDigest()) return true
  return existsSync(NPM_RECORD) && statSync(NPM_RECORD).mtimeMs >= statSync(LOCK).mtimeMs
}

export function ensureInstalled() {
  if (isInstalled()) return
  // Warnings are about the Node at hand, which the one being installed replaces.
  console.log('Installing dependencies (npm ci) …')
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const run = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: ROOT, stdio: 'inherit' })
  if (run.status !== 0) {
    console.error('npm ci failed: nothing can start without the dependencies above.')
    process.exit(1)
  }
  writeFileSync(STAMP, lockDigest())
}

/** Node 24 runs TypeScript as it is; the machine's own Node may be older. */
function refuseOldNode() {
  if (Number.parseInt(process.versions.node, 10) >= OLDEST_NODE) return
  console.error(`Node ${OLDEST_NODE} or newer is needed to begin with; this is ${process.versions.node}.`)
  process.exit(1)
}

/**
 * Goes on in TypeScript, under the Node that node_modules brings. Ctrl-C reaches both processes: this one waits for
 * the other to tidy up. The channel between them tells the other when this one is gone.
 *
 * @param {string} script Path of a TypeScript file, from the root.
 */
export function handOver(script) {
  refuseOldNode()
  ensureInstalled()
  const path = `${join(ROOT, 'node_modules', '.bin')}${delimiter}${process.env['PATH'] ?? ''}`
  const child = spawn(NODE, [join(ROOT, script), ...process.argv.slice(2)], {
    cwd: ROOT,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, PATH: path },
  })
  // A terminal sends Ctrl-C to both, another program perhaps to this one alone; the other does not mind two.
  process.on('SIGINT', () => child.kill('SIGINT'))
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  process.on('SIGHUP', () => child.kill('SIGHUP'))
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (signal ? constants.signals[signal] : 0)))
}
