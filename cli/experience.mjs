#!/usr/bin/env node
/** `npx experience`: plain JavaScript, so that any Node from 20 on can hand over to the one that runs TypeScript. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'

const MAIN = join(import.meta.dirname, 'main.ts')
const NODE = join(import.meta.dirname, '../node_modules/.bin', process.platform === 'win32' ? 'node.cmd' : 'node')

if (Number.parseInt(process.versions.node, 10) >= 24) {
  await import(MAIN)
} else if (existsSync(NODE)) {
  // Ctrl-C reaches both processes: the other one tidies up, this one takes over its exit code.
  process.on('SIGINT', () => {})
  const run = spawnSync(NODE, [MAIN, ...process.argv.slice(2)], { stdio: 'inherit' })
  process.exitCode = run.status ?? 128 + (run.signal ? constants.signals[run.signal] : 0)
} else {
  console.error('Install the dependencies first: npm ci')
  process.exitCode = 3
}
