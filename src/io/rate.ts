/** How often somebody may do something, as one isolate sees it: cheap, and enough against floods. */
import { filled, spend, take, type Bucket, type Rate } from '../core/bucket.ts'
import { Memo } from './memo.ts'

/** Longer than any bucket of ours takes to fill again: what is forgotten is full. */
const FORGOTTEN_MS = 600_000
const MAX_NAMES = 50_000

const buckets = new Memo<Bucket>(FORGOTTEN_MS, MAX_NAMES)

/**
 * Takes one of what somebody may do.
 *
 * @param name Who does what.
 * @param cost 0 asks whether nothing is owed, and takes nothing.
 * @returns 0 when there was one; else the milliseconds after which there is.
 */
export function waitFor(name: string, rate: Rate, cost = 1): number {
  const now = Date.now()
  const { bucket, waitMs } = take(filled(buckets.get(name, now) ?? null, now, rate), cost, rate)
  if (cost > 0) buckets.set(name, bucket, now)
  return waitMs
}

/** Takes what was spent already. */
export function charge(name: string, rate: Rate, cost: number): void {
  const now = Date.now()
  buckets.set(name, spend(filled(buckets.get(name, now) ?? null, now, rate), cost), now)
}

/** @returns The same as {@link waitFor}, of what a minute has room for. */
export function waitInMinute(name: string, perMinute: number): number {
  return waitFor(name, { perSecond: perMinute / 60, burst: perMinute })
}
