/** Builds the SPA and the example plugins, unless nothing they are made of has changed. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..')
const INPUTS = ['spa', 'src/core', 'package-lock.json', 'tsconfig.base.json']
const OUTPUTS = ['dist/shell.json', 'dist/client/assets', 'plugins-kv-seed/plugins']
const STAMP = join(ROOT, 'dist/inputs.sha256')

function filesOf(path: string): readonly string[] {
  const entries = readdirSync(join(ROOT, path), { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

function digestInputs(): string {
  const hash = createHash('sha256')
  for (const input of INPUTS) {
    const files = input.includes('.') ? [join(ROOT, input)] : filesOf(input)
    for (const file of files.toSorted()) hash.update(file.slice(ROOT.length)).update('\0').update(readFileSync(file))
  }
  return hash.digest('hex')
}

/**
 * Builds if needed.
 *
 * @returns Whether there was anything to build.
 * @throws When the build fails; its own output has said why.
 */
export function ensureBuilt(): boolean {
  const digest = digestInputs()
  const complete = OUTPUTS.every((output) => existsSync(join(ROOT, output)))
  if (complete && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === digest) return false
  const run = spawnSync(process.execPath, [join(ROOT, 'spa/build.ts')], { cwd: ROOT, stdio: 'inherit' })
  if (run.status !== 0) throw new Error('The build failed.')
  writeFileSync(STAMP, digest)
  return true
}

if (import.meta.main) ensureBuilt()
