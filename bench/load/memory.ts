/** What the runtime of a load run holds: the gateway's own heap, by the inspector, and the process, by the process table. */
import { setTimeout as pause } from 'node:timers/promises'
import { figuresOf } from '../figures.ts'
import { residentMb } from '../growth-setup.ts'
import { heapMb } from '../heap.ts'

const LOOK_EVERY_MS = 2000
/** Of the run, from the warm-up on. */
const PARTS = 5
const GATEWAY = 'experience-edge'

/** One part of a run. */
export interface Held {
  /** What the gateway's isolate holds at the end of the part, after a collection: its heap, and the buffers it knows of. */
  readonly gatewayMb: number
  /** Of the whole process with all Workers, stores and Durable Objects, in the middle of the part. */
  readonly residentMb: number
}

export interface Watched {
  readonly pid: number
  readonly inspectorPort: number
  /** Makes the gateway's isolate run. */
  readonly wake: () => Promise<unknown>
}

/** @param milliseconds How long to watch. */
export async function watchMemory(watched: Watched, milliseconds: number): Promise<readonly Held[]> {
  const parts: Held[] = []
  const startedAt = performance.now()
  while (parts.length < PARTS) {
    const until = startedAt + ((parts.length + 1) * milliseconds) / PARTS
    const resident: number[] = []
    while (performance.now() < until) {
      resident.push(residentMb(watched.pid) ?? Number.NaN)
      await pause(LOOK_EVERY_MS)
    }
    const gatewayMb = await heapMb(watched.inspectorPort, GATEWAY, watched.wake)
    parts.push({ gatewayMb, residentMb: figuresOf(resident).p50 })
  }
  return parts
}

/**
 * Whether the gateway holds no more at the end than after the second of five parts, but for a quarter: what is never let go
 * of grows with every minute, while what is under way, and what faults leave for a while, comes and goes.
 */
export function isLevel(parts: readonly Held[]): boolean {
  const [early, late] = [parts[1], parts.at(-1)]
  return early !== undefined && late !== undefined && late.gatewayMb <= early.gatewayMb * 1.25
}
