/** How long to measure, and where. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isTaken } from '../dev/ports.ts'
import type { ContestOptions } from './contest.ts'
import { loadTool } from './pressure.ts'

export interface BenchOptions {
  /** A look, not a measurement: what is far off shows, and nothing is written. */
  readonly quick: boolean
  /** Keeps whoever waits informed. */
  readonly say: (line: string) => void
}

/** Ports that a part of the bench uses from its first on. */
const PORTS = 10
const FIRST_PORT = 20_700
const PLACES = 2000

export function settingsOf({ quick }: BenchOptions): ContestOptions {
  const rounds = Number(process.env['ROUNDS'] ?? (quick ? 1 : 9))
  return { rounds, seconds: quick ? 1 : 2, connections: 16 }
}

/** A folder of its own that is gone afterwards, and ten free ports. */
export async function withFolder<Value>(measure: (folder: string, port: number) => Promise<Value>): Promise<Value> {
  const folder = mkdtempSync(join(tmpdir(), 'experience-edge-bench-'))
  try {
    return await measure(folder, await freePorts())
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** From a place of this process's own on: another one that looks at the same time would find the same ports free. */
async function freePorts(): Promise<number> {
  const places = PLACES / PORTS
  for (let turn = 0; turn < places; turn += 1) {
    const first = FIRST_PORT + ((process.pid + turn) % places) * PORTS
    const taken = await Promise.all(Array.from({ length: PORTS }, (_, index) => isTaken(first + index)))
    if (!taken.includes(true)) return first
  }
  throw new Error(`no ${PORTS} free ports among ${PLACES} from ${FIRST_PORT} on`)
}

/** A part as a program of its own. */
export async function runPart(run: (options: BenchOptions) => Promise<void>): Promise<void> {
  if (loadTool() === null) return
  const say = (line: string): void => {
    if (process.stdout.isTTY) process.stdout.write(`\r${line}`)
  }
  await run({ quick: process.argv.includes('--quick'), say })
  process.exit(0)
}
