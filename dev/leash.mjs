/**
 * Runs a command and ends its whole process group as soon as standard input closes. Whoever started this holds the
 * other end, so nothing outlives a parent, however the parent ended. It has to lead its process group (`detached`).
 */
import { spawn } from 'node:child_process'

/** How long a program may take to end by itself. */
const GRACE_MS = 4_000

const [command = '', ...args] = process.argv.slice(2)
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] })

/** @param {NodeJS.Signals} signal */
function signalGroup(signal) {
  try {
    process.kill(-process.pid, signal)
  } catch {
    // The group is gone already, which is what we want.
  }
}

process.on('SIGTERM', () => {})
process.on('SIGINT', () => {})
process.stdin.resume()
process.stdin.on('close', () => {
  signalGroup('SIGTERM')
  setTimeout(() => signalGroup('SIGKILL'), GRACE_MS)
})
child.on('error', (error) => {
  console.error(`${command}: ${error.message}`)
  process.exit(127)
})
child.on('exit', (code) => {
  signalGroup('SIGTERM')
  process.exit(code ?? 1)
})
