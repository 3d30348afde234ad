/** `sdk.sse`: a topic's events, streamed over `fetch` because `EventSource` cannot name the plugin. */
import { type Pause, reconnectDelay } from './backoff.ts'
import type { Line } from './line.ts'
import { ProblemError } from './problem-error.ts'
import { readEvents, type SseEvent, type StreamMemory } from './event-stream.ts'
import type { Patience } from './retry.ts'

export type { SseEvent } from './event-stream.ts'

/** `refused` and `closed` are final: nothing reconnects after them. */
export type SseState = 'connecting' | 'open' | 'retrying' | 'refused' | 'closed'

export interface SseOptions {
  /** Each change of state; `error` says why for `retrying` and `refused`. */
  readonly onState?: (state: SseState, error?: unknown) => void
  /** Ends the subscription, as the returned function does. */
  readonly signal?: AbortSignal
}

export interface Sse {
  /**
   * Follows a topic until it is unsubscribed, refused, or the plugin is taken away. A lost connection comes back by
   * itself and asks for what it missed (`Last-Event-ID`).
   *
   * @returns Unsubscribes. No event is handled after it was called.
   */
  subscribe(topic: string, handler: (event: SseEvent) => void, options?: SseOptions): () => void
}

interface Subscription {
  readonly url: string
  readonly signal: AbortSignal
  readonly memory: StreamMemory
  readonly handle: (event: SseEvent) => void
  readonly tell: (state: SseState, error?: unknown) => void
}

export function createSse(line: Line, { pause: wait, random }: Patience, guarded: (call: () => void) => void): Sse {
  return {
    subscribe: Object.freeze((topic: string, handler: (event: SseEvent) => void, options: SseOptions = {}) => {
      const stopping = new AbortController()
      const signals = [stopping.signal, line.closed, ...(options.signal ? [options.signal] : [])]
      const { onState } = options
      void follow(line, wait, random, {
        url: `/api/events?topic=${encodeURIComponent(topic)}`,
        signal: AbortSignal.any(signals),
        memory: { lastEventId: '', retryMilliseconds: undefined, delivered: 0 },
        handle: (event) => guarded(() => handler(event)),
        tell: (state, error) => guarded(() => onState?.(state, error)),
      })
      return () => stopping.abort()
    }),
  }
}

async function follow(line: Line, wait: Pause, random: () => number, subscription: Subscription): Promise<void> {
  const { signal, memory, tell } = subscription
  if (!signal.aborted) tell('connecting')
  let attempt = 0
  while (!signal.aborted) {
    const deliveredBefore = memory.delivered
    const failure = await stream(line, subscription)
    if (signal.aborted) break
    if (isFinal(failure)) return tell('refused', failure)
    if (failure === 'over') return tell('closed')
    attempt = memory.delivered > deliveredBefore ? 0 : attempt
    tell('retrying', failure)
    await wait(reconnectDelay(attempt, random(), memory.retryMilliseconds), signal).catch(() => null)
    attempt += 1
  }
  tell('closed')
}

/** One connection, to its end. Resolves with why it ended; `over`: the server says there is nothing more to come. */
async function stream(line: Line, { url, signal, memory, handle, tell }: Subscription): Promise<unknown> {
  try {
    const headers = new Headers({ Accept: 'text/event-stream', 'Cache-Control': 'no-cache' })
    if (memory.lastEventId !== '') headers.set('Last-Event-ID', memory.lastEventId)
    const response = await line.send(url, { method: 'GET', headers, signal })
    if (response.status === 204) return 'over'
    const refusal = refuseAnswer(response)
    if (refusal) {
      await response.body?.cancel()
      return refusal
    }
    tell('open')
    await readEvents(response.body, memory, handle, signal)
    return undefined
  } catch (error) {
    return error
  }
}

function refuseAnswer(response: Response): ProblemError | null {
  const type = response.headers.get('Content-Type') ?? ''
  if (response.ok && /^text\/event-stream\s*(;|$)/i.test(type)) return null
  const title = response.ok ? 'The answer is no event stream' : `The stream failed with status ${response.status}`
  const requestId = response.headers.get('X-Request-Id')
  return new ProblemError({ status: response.status, code: 'answer_unreadable', title, requestId })
}

/** Asking again cannot help: the person is signed out, or may not, or there is no such stream. */
function isFinal(failure: unknown): failure is ProblemError {
  if (!(failure instanceof ProblemError)) return false
  const { status } = failure
  const passing = status === 408 || status === 425 || status === 429
  return status < 500 && !passing
}
