/** `sdk.api`: calls to the paths on a plugin's allow-list. */
import type { Method } from '#core/manifest'
import { type Parameters, resolveAddress, type Query } from './address.ts'
import type { Line } from './line.ts'

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
}

export interface Api {
  /**
   * Calls a path of the allow-list, for example `sdk.api.fetch('/api/crud/items/:id', { params: { id } })`.
   *
   * @throws ProblemError when the gateway refuses or fails, or when the template leads out of `/api/`.
   */
  fetch(template: string, init?: ApiInit): Promise<Response>
}

export function createApi(line: Line): Api {
  return {
    fetch: Object.freeze(async (template: string, init: ApiInit = {}) => {
      const url = resolveAddress(template, init.params ?? {}, init.query ?? {})
      return line.send(url, {
        method: init.method ?? 'GET',
        headers: init.headers,
        body: init.body,
        signal: init.signal,
      })
    }),
  }
}
