/** `sdk.api`: calls to the paths on a plugin's allow-list. */
import type { Method } from '#core/manifest'
import { type Parameters, resolveAddress, type Query } from './address.ts'
import { jsonBody, readJson } from './json.ts'
import type { Line } from './line.ts'
import { type Patience, sendPatiently } from './retry.ts'

export interface ApiInit {
  readonly method?: Method | 'HEAD'
  /** `X-Plugin-Id` and `X-CSRF-Token` are the SDK's own: what stands here under these names is replaced. */
  readonly headers?: HeadersInit
  readonly body?: BodyInit | null
  readonly signal?: AbortSignal
  /** Fills `:name` segments, and a final `*` under the name `*`. */
  readonly params?: Parameters
  /** A query belongs here, not into the template. Absent values are left out, lists are repeated. */
  readonly query?: Query
  /**
   * How often at most the call is sent again after no answer or 408, 425, 429, 502, 503, 504: up to 5, after waits that
   * double from about 0.3 s and honour `Retry-After` up to 10 s. GET, HEAD, PUT and DELETE only; others are sent once.
   * `fetch` sends once unless told otherwise, `json` reads up to three times.
   */
  readonly retries?: number
}

export interface JsonInit extends Omit<ApiInit, 'body'> {
  /** Sent as a JSON body. */
  readonly json?: unknown
}

export interface Api {
  /**
   * Calls a path of the allow-list, for example `sdk.api.fetch('/api/crud/items/:id', { params: { id } })`. What it
   * reads aborts when the contribution unmounts; a write that was sent goes on to its end.
   *
   * @throws ProblemError when the gateway refuses or fails, or when the template leads out of `/api/`.
   */
  fetch(template: string, init?: ApiInit): Promise<Response>
  /**
   * Calls a path and reads its JSON: `const item = await sdk.api.json<Item>('/api/crud/items/:id', { params: { id } })`.
   * The type is your word for what the service sends; nothing checks it. Without content (204) it is `null`.
   *
   * @throws ProblemError for every status but 2xx (`answer_failed` where the service gives no problem of its own), and
   *   `answer_unreadable` when the answer is no JSON.
   */
  json<T = unknown>(template: string, init?: JsonInit): Promise<T>
}

/** A read may be asked three times before a person is told that it failed. */
const RETRIES_OF_READS = 2

export function createApi(line: Line, patience: Patience): Api {
  const call = (template: string, init: ApiInit, retries: number): Promise<Response> => {
    const url = resolveAddress(template, init.params ?? {}, init.query ?? {})
    const { method = 'GET', headers, body, signal } = init
    return sendPatiently(line, patience, url, { method, headers, body, signal }, init.retries ?? retries)
  }
  return {
    fetch: Object.freeze(async (template: string, init: ApiInit = {}) => call(template, init, 0)),
    json: Object.freeze(async <T>(template: string, { json, ...init }: JsonInit = {}): Promise<T> => {
      const isRead = init.method === undefined || init.method === 'GET' || init.method === 'HEAD'
      const response = await call(template, { ...init, ...jsonBody(json, init.headers) }, isRead ? RETRIES_OF_READS : 0)
      return readJson<T>(response)
    }),
  }
}
