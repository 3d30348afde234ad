/** What a running stack leaves in its data folder, so that other commands find it: its ports, and who it is. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { own, ownText } from '../src/core/own-property.ts'
import type { Ports } from './ports.ts'

export interface RunningStack extends Ports {
  readonly pid: number
  /** File with the operator's token. */
  readonly secretsFile: string
}

const FILE = 'stack.json'
/** Says that the compiled registries are older than what was seeded. */
const STALE_FILE = 'stale'

export function writeRunning(stateDir: string, stack: RunningStack): void {
  writeFileSync(join(stateDir, FILE), JSON.stringify(stack))
}

export function forgetRunning(stateDir: string): void {
  rmSync(join(stateDir, FILE), { force: true })
}

/** @returns `null` when no stack runs on this data, also when one was killed and could not say so. */
export function readRunning(stateDir: string): RunningStack | null {
  const file = join(stateDir, FILE)
  if (!existsSync(file)) return null
  const value: unknown = JSON.parse(readFileSync(file, 'utf8'))
  const numbers = ['pid', 'port', 'idpPort', 'upstreamPort'].map((name) => own(value, name))
  const [pid = 0, port = 0, idpPort = 0, upstreamPort = 0] = numbers.filter((each) => typeof each === 'number')
  const secretsFile = ownText(value, 'secretsFile')
  return secretsFile !== undefined && isAlive(pid) ? { pid, port, idpPort, upstreamPort, secretsFile } : null
}

function isAlive(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0)
  } catch {
    return false
  }
}

export function markStale(stateDir: string): void {
  writeFileSync(join(stateDir, STALE_FILE), '')
}

export function isStale(stateDir: string): boolean {
  return existsSync(join(stateDir, STALE_FILE))
}

export function markFresh(stateDir: string): void {
  rmSync(join(stateDir, STALE_FILE), { force: true })
}
