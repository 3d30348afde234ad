/** When a call that failed is sent once more, and after how long. */
import { pause, type Pause } from './backoff.ts'
import type { Line, LineInit } from './line.ts'
import { ProblemError, retryAfterOf } from './problem-error.ts'
import type { Transport } from './transport.ts'

/** Sent twice they do what they do sent once (RFC 9110, section 9.2.2). */
const IDEMPOTENT: readonly string[] = ['GET', 'HEAD', 'PUT', 'DELETE']
/** Time heals these: a slow client or gateway, too early, too many, a service that is away. */
const PASSING: readonly number[] = [408, 425, 429, 502, 503, 504]
const MOST_RETRIES = 5
const FIRST_MILLISECONDS = 300
/** Nobody looks at a spinner for longer: a server that asks for more gets no second call. */
const LONGEST_MILLISECONDS = 10_000

export interface Patience {
  readonly pause: Pause
  readonly random: () => number
  readonly now: () => number
}

export function patienceOf({ pause: wait = pause, random = Math.random, now = Date.now }: Transport): Patience {
  return { pause: wait, random, now }
}

type Outcome = { readonly response: Response } | { readonly error: unknown }

/** @param retries How often at most; what is not idempotent, or cannot be sent again, is sent once whatever stands here. */
export async function sendPatiently(
  line: Line,
  patience: Patience,
  url: string,
  init: LineInit,
  retries: number,
): Promise<Response> {
  const most = isRepeatable(init) ? Math.min(retries, MOST_RETRIES) : 0
  const signal = init.signal ? AbortSignal.any([line.closed, init.signal]) : line.closed
  for (let attempt = 0; ; attempt += 1) {
    const outcome = await attemptOf(line, url, init)
    const delay = attempt < most && !signal.aborted ? delayAfter(outcome, attempt, patience) : null
    if (delay === null) return settle(outcome)
    if ('response' in outcome) giveUp(outcome.response)
    await patience.pause(delay, signal)
  }
}

/** Nobody reads this answer; nobody waits for its end either. */
function giveUp(response: Response): void {
  void response.body?.cancel().catch(() => null)
}

function isRepeatable({ method, body }: LineInit): boolean {
  return IDEMPOTENT.includes(method.toUpperCase()) && !(body instanceof ReadableStream)
}

async function attemptOf(line: Line, url: string, init: LineInit): Promise<Outcome> {
  try {
    return { response: await line.send(url, init) }
  } catch (error) {
    return { error }
  }
}

function settle(outcome: Outcome): Response {
  if ('response' in outcome) return outcome.response
  throw outcome.error
}

/** Milliseconds; `null`: the outcome is final. */
function delayAfter(outcome: Outcome, attempt: number, { random, now }: Patience): number | null {
  const asked = askedFor(outcome, now())
  if (asked === 'final' || (asked ?? 0) > LONGEST_MILLISECONDS) return null
  const own = FIRST_MILLISECONDS * 2 ** attempt
  return Math.max(Math.round(own * (0.5 + random() / 2)), asked ?? 0)
}

/** What `Retry-After` says, in milliseconds; `null` when it says nothing. */
function askedFor(outcome: Outcome, now: number): number | null | 'final' {
  if ('response' in outcome) {
    return PASSING.includes(outcome.response.status) ? retryAfterOf(outcome.response, now) : 'final'
  }
  const { error } = outcome
  if (error instanceof ProblemError) return PASSING.includes(error.status) ? error.retryAfterMilliseconds : 'final'
  return error instanceof TypeError ? null : 'final' // `fetch` says so when there was no answer
}
