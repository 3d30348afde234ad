/** Calls the service behind a route: own headers only, no redirects, bounded in time and size, streamed. */
import type { ServiceConfig } from '../core/routes.ts'
import type { Settings } from '../core/settings.ts'
import { TooLarge } from './body.ts'
import { BrokenOff, boundedStream, countedStream, eventStream, wholeBody, type Ending } from './stream.ts'

export interface UpstreamRequest {
  readonly service: ServiceConfig
  readonly method: string
  /** Canonical path and query, forwarded exactly as they were judged. */
  readonly path: string
  readonly search: string
  readonly headers: readonly (readonly [string, string])[]
  readonly body: ReadableStream<Uint8Array> | null
  readonly limits: Settings['limits']
  /** For event streams: asked every few seconds whether the stream may go on. */
  readonly mayGoOn: (() => Promise<boolean>) | null
  /** Told of every piece of a body, in either direction. */
  readonly count: (bytes: number) => void
  /** Told when nothing more comes, however it ended. */
  readonly over: () => void
}

export type UpstreamOutcome =
  | { readonly kind: 'answer'; readonly response: Response; readonly body: ReadableStream | ArrayBuffer | null }
  /**
   * `hasAnswered`: it was there, and broke off. Otherwise nothing was heard of it. `isCallers`: the caller's own body broke
   * off.
   */
  | {
      readonly kind: 'unreachable'
      readonly cause: unknown
      readonly hasAnswered: boolean
      readonly isCallers: boolean
    }
  /** `isCallers`: the caller's body had not ended by then. */
  | { readonly kind: 'timeout'; readonly isCallers: boolean }
  | { readonly kind: 'body_too_large' }
  /** `status` 0: it was not asked. */
  | { readonly kind: 'refused'; readonly why: string; readonly status: number }

/** Answers of a known length up to this size are read whole, so that a broken one is still answered with 502. */
const WHOLE_UP_TO_BYTES = 64 * 1024

/** What a service means to say to a program. Other texts of a failure are stacks and addresses, and of no use to one. */
const JSON_TYPE = /^application\/(?:[a-z0-9.-]+\+)?json *(?:;|$)/i

/** Statuses that have no body to read. */
const BODILESS = new Set([204, 205, 304])

/** Every outcome but an answer is over at once; an answer when its body is. */
export async function callUpstream(request: UpstreamRequest): Promise<UpstreamOutcome> {
  const outcome = await attempt(request)
  if (outcome.kind !== 'answer') request.over()
  return outcome
}

async function attempt(request: UpstreamRequest): Promise<UpstreamOutcome> {
  const url = request.service.url + request.path + request.search
  // A service's URL is an origin, which ends where the first slash after it stands.
  if (!url.startsWith(`${request.service.url}/`)) return { kind: 'refused', why: 'the origin changed', status: 0 }
  const abort = new AbortController()
  const deadline = new Deadline(request.service, abort)
  let hasAnswered = false
  let hasAsked = request.body === null
  const asked = (): void => {
    hasAsked = true
  }
  try {
    const response = await fetch(url, initOf(request, abort, asked))
    hasAnswered = true
    deadline.firstByteHasCome()
    const refusal = refuseAnswer(response, request)
    if (refusal !== null) {
      deadline.isOver()
      abort.abort(new Error(refusal))
      return { kind: 'refused', why: refusal, status: response.status }
    }
    // An event stream has an age of its own. What comes whole or in pieces must have come by then.
    if (request.mayGoOn !== null) deadline.isOver()
    const isOver = (): void => {
      deadline.isOver()
      request.over()
    }
    const body = await bodyOf(response, request, { abort, isOver, count: request.count })
    return { kind: 'answer', response, body }
  } catch (error) {
    deadline.isOver()
    abort.abort(error)
    // What `fetch` throws is a copy of the reason; the reason itself still knows its class.
    const reason: unknown = abort.signal.reason
    if (reason instanceof TooLarge) return { kind: 'body_too_large' }
    if (reason instanceof Expired) return { kind: 'timeout', isCallers: !hasAsked }
    return { kind: 'unreachable', cause: error, hasAnswered, isCallers: reason instanceof BrokenOff }
  }
}

/** A deadline passed: which byte did not come in time. */
class Expired extends Error {
  override readonly name = 'Expired'
}

/** Two deadlines and one timer: setting another for each call costs more than looking again when the first has passed. */
class Deadline {
  readonly #abort: AbortController
  #timer: ReturnType<typeof setTimeout>
  #hasBegun = false

  constructor({ firstByteMs, totalMs }: ServiceConfig, abort: AbortController) {
    this.#abort = abort
    this.#timer = setTimeout(() => this.#passFirst(totalMs - firstByteMs), firstByteMs)
  }

  firstByteHasCome(): void {
    this.#hasBegun = true
  }

  isOver(): void {
    clearTimeout(this.#timer)
  }

  #passFirst(restMs: number): void {
    if (this.#hasBegun) this.#timer = setTimeout(() => this.#abort.abort(new Expired('the last byte')), restMs)
    else this.#abort.abort(new Expired('the first byte'))
  }
}

/** @param ended Told when the whole body has passed. */
function initOf(request: UpstreamRequest, abort: AbortController, ended: () => void): RequestInit {
  const headers = new Headers()
  for (const [name, value] of request.headers) headers.append(name, value)
  const init: RequestInit = { method: request.method, headers, redirect: 'manual', signal: abort.signal }
  if (request.body !== null)
    init.body = countedStream(request.body, request.limits.requestBytes, { abort, count: request.count, ended })
  return init
}

function refuseAnswer(response: Response, { limits, mayGoOn }: UpstreamRequest): string | null {
  if (response.status === 101 || response.webSocket) return 'an upgrade'
  if (response.status < 200 || response.status > 599) return 'a status that there is not'
  if (response.status >= 300 && response.status < 400 && response.status !== 304) return 'a redirect'
  if (response.status === 401 && response.headers.has('WWW-Authenticate')) return 'a request for credentials'
  if (response.status >= 500 && !JSON_TYPE.test(response.headers.get('Content-Type') ?? '')) return 'an error page'
  if (mayGoOn === null && lengthOf(response) > limits.responseBytes) return 'an answer over the size limit'
  return null
}

/** Waits for the first bytes, so that an upstream that breaks at once is answered with 502 and not with half a body. */
async function bodyOf(
  response: Response,
  { limits, mayGoOn }: UpstreamRequest,
  ending: Ending,
): Promise<ReadableStream | ArrayBuffer | null> {
  const source: ReadableStream<Uint8Array> | null = response.body
  if (source === null || BODILESS.has(response.status)) {
    ending.isOver()
    return null
  }
  if (mayGoOn !== null) {
    return eventStream(source, { seconds: limits.streamSeconds, mayGoOn }, ending)
  }
  const length = lengthOf(response)
  if (length <= WHOLE_UP_TO_BYTES && !response.headers.has('Content-Encoding')) {
    ending.count(length)
    const whole = await wholeBody(response, length)
    ending.isOver()
    return whole
  }
  return boundedStream(source, limits.responseBytes, ending)
}

/** Declared length, `NaN` (which no comparison holds for) when there is none. */
function lengthOf(response: Response): number {
  const declared = response.headers.get('Content-Length')
  return declared === null || !/^\d{1,15}$/.test(declared) ? Number.NaN : Number(declared)
}
