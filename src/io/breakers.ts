/** Circuit breakers of plugins and services, as one isolate sees them. */
import { admit, CLOSED, hasOpened, settled, type Breaker, type BreakerRules } from '../core/breaker.ts'
import { Memo } from './memo.ts'

const FORGOTTEN_MS = 600_000
const MAX_BREAKERS = 10_000

const breakers = new Memo<Breaker>(FORGOTTEN_MS, MAX_BREAKERS)

/** @returns 0 when the call may go on; else the milliseconds after which another one may. */
export function waitForBreaker(name: string, rules: BreakerRules): number {
  const now = Date.now()
  const known = breakers.get(name, now)
  if (known === undefined) return 0
  const { breaker, waitMs } = admit(known, now, rules)
  if (breaker !== known) breakers.set(name, breaker, now)
  return waitMs
}

/**
 * @param hasFailed `null`: the call says nothing of the service.
 * @returns Whether this call has opened the breaker.
 */
export function settleBreaker(name: string, hasFailed: boolean | null, rules: BreakerRules): boolean {
  const now = Date.now()
  const before = breakers.get(name, now) ?? CLOSED
  const after = settled(before, hasFailed, now, rules)
  if (after === CLOSED) breakers.forget(name)
  else breakers.set(name, after, now)
  return hasOpened(before, after)
}
