/** How often somebody may do something, as one isolate sees it: cheap, and enough against floods. */
import { Memo } from './memo.ts'

const WINDOW_MS = 60_000
const MAX_NAMES = 20_000

const counts = new Memo<{ taken: number }>(WINDOW_MS, MAX_NAMES)

/**
 * Takes one of what a minute has room for.
 *
 * @param name Who does what.
 */
export function isWithinRate(name: string, perMinute: number): boolean {
  const now = Date.now()
  const known = counts.get(name, now)
  if (known === undefined) {
    counts.set(name, { taken: 1 }, now)
    return true
  }
  known.taken += 1
  return known.taken <= perMinute
}
