/** A circuit breaker: after failures in a row nothing is sent for a while, then one call tries whether all is well. */

export interface Breaker {
  /** In a row. */
  readonly failures: number
  /** Until when nothing is sent, Unix milliseconds; `null`: closed. */
  readonly openUntil: number | null
  /** Until when the call that tries is waited for; a call whose isolate died never comes back. */
  readonly probeUntil: number
}

export interface BreakerRules {
  /** Failures that open it; 0: it never opens. */
  readonly failures: number
  readonly openMs: number
}

export const CLOSED: Breaker = { failures: 0, openUntil: null, probeUntil: 0 }

/** @returns `waitMs` 0: the call may go on, as `breaker` then is; else it may be tried after so many milliseconds. */
export function admit(breaker: Breaker, now: number, { openMs }: BreakerRules): { breaker: Breaker; waitMs: number } {
  const { openUntil, probeUntil } = breaker
  if (openUntil === null) return { breaker, waitMs: 0 }
  const waitMs = Math.max(openUntil - now, probeUntil - now, 0)
  return waitMs > 0 ? { breaker, waitMs } : { breaker: { ...breaker, probeUntil: now + openMs }, waitMs }
}

/**
 * What is known after a call that went on has ended.
 *
 * @param hasFailed `null`: it says nothing of the service, and the next one may try instead.
 */
export function settled(breaker: Breaker, hasFailed: boolean | null, now: number, rules: BreakerRules): Breaker {
  if (hasFailed === null) return breaker.probeUntil === 0 ? breaker : { ...breaker, probeUntil: 0 }
  if (!hasFailed) return CLOSED
  const failures = breaker.failures + 1
  const opens = rules.failures > 0 && (failures >= rules.failures || breaker.openUntil !== null)
  return opens ? { failures, openUntil: now + rules.openMs, probeUntil: 0 } : { ...breaker, failures }
}

/** Whether one call more has opened it. */
export function hasOpened(before: Breaker, after: Breaker): boolean {
  return before.openUntil === null && after.openUntil !== null
}
