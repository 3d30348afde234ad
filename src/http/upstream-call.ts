/** Calls a service as its plugin may: within the budget, not while its breaker is open, and twice where that is safe. */
import { settleBreaker, waitForBreaker } from '../io/breakers.ts'
import { log } from '../io/log.ts'
import { callUpstream, type UpstreamOutcome, type UpstreamRequest } from '../io/upstream.ts'
import { takeShare } from './budget.ts'
import { count } from './counting.ts'
import { Problem } from './problem.ts'
import type { Seen } from './seen.ts'

/** Said by a service, or by what stands before it, that cannot do its work now. */
const OUT_OF_ORDER: readonly number[] = [502, 503, 504]

/**
 * @param service Its name. A breaker is of one plugin and one service: what one plugin asks for in vain closes nothing to
 *   the others.
 * @throws {Problem} `circuit_open` while the service rests, `budget_exhausted` for a stream too many.
 */
export async function behindBreaker(
  c: Seen,
  plugin: string,
  service: string,
  request: Omit<UpstreamRequest, 'count' | 'over'>,
): Promise<UpstreamOutcome> {
  const { tenant, live } = c.var
  const rules = live.registry.settings.breaker
  const name = `${tenant} ${plugin} ${service}`
  // First, since it may refuse too: a call that the breaker lets try must be made, or nothing is heard of it.
  const { bytes, over } = takeShare(c, plugin, request.mayGoOn !== null)
  const waitMs = waitForBreaker(name, rules)
  if (waitMs > 0) {
    over()
    count(c, plugin, 'upstream_error', 'circuit_open')
    throw new Problem('circuit_open', { retryAfter: Math.ceil(waitMs / 1000) })
  }
  const outcome = await callTwice(c, plugin, { ...request, count: bytes, over })
  if (settleBreaker(name, hasFailed(outcome), rules)) {
    count(c, plugin, 'breaker_opened')
    log('error', 'breaker_opened', { tenant, plugin, service, failures: rules.failures, openMs: rules.openMs })
  }
  return outcome
}

/** Once more, and at once, where nothing was heard of the first call and a second one changes nothing. */
async function callTwice(c: Seen, plugin: string, request: UpstreamRequest): Promise<UpstreamOutcome> {
  const isSafe = request.method === 'GET' || request.method === 'HEAD'
  if (!isSafe || request.mayGoOn !== null) return callUpstream(request)
  const first = await callUpstream(request)
  if (first.kind !== 'unreachable' || first.hasAnswered) return first
  count(c, plugin, 'upstream_retried')
  return callUpstream(request)
}

/** @returns `null` for what is of the caller's making, and says nothing of the service. */
function hasFailed(outcome: UpstreamOutcome): boolean | null {
  switch (outcome.kind) {
    case 'unreachable':
    case 'timeout':
      return outcome.isCallers ? null : true
    case 'answer':
      return OUT_OF_ORDER.includes(outcome.response.status)
    case 'refused':
      return OUT_OF_ORDER.includes(outcome.status)
    case 'body_too_large':
      return null
    default:
      return outcome satisfies never
  }
}
