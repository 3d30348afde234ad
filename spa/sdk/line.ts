/** A plugin's line to the gateway: every request of the SDK leaves through `send`, stamped and bounded. */
import type { Pause } from './backoff.ts'
import { isProblem, type ProblemError, readProblem } from './problem-error.ts'

export interface PluginIdentity {
  readonly id: string
  readonly version: string
}

/** What the host lends the SDK. */
export interface Transport {
  /** The page's `fetch`, captured before any plugin ran. Called without a `this`. */
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  /** The session's CSRF token, asked for at each call. */
  readonly csrfToken: () => string
  /** Told of every problem a call of this plugin met, for example `signed_out`. */
  readonly onProblem?: (problem: ProblemError) => void
  /** Told of an exception in a plugin's event handler; the stream goes on. */
  readonly onHandlerError?: (error: unknown) => void
  /** Waits; rejects when the signal aborts. A test brings its own. */
  readonly pause?: Pause
  /** In [0, 1), spreads reconnects. A test brings its own. */
  readonly random?: () => number
}

export interface LineInit {
  readonly method: string
  readonly headers?: HeadersInit | undefined
  readonly body?: BodyInit | null | undefined
  readonly signal?: AbortSignal | null | undefined
}

export interface Line {
  /** Aborts when the plugin is taken away. */
  readonly closed: AbortSignal
  /** Throws a `ProblemError` for a problem; any other answer, whatever its status, is the caller's to read. */
  readonly send: (url: string, init: LineInit) => Promise<Response>
}

// Held before any plugin can put something else in their place.
const { AbortSignal, Headers } = globalThis

const SAFE_METHODS: readonly string[] = ['GET', 'HEAD']

/** Only the members of `LineInit` pass: a caller cannot choose credentials, mode or redirect. */
export function openLine(plugin: PluginIdentity, transport: Transport, closed: AbortSignal): Line {
  const { fetch, csrfToken, onProblem } = transport
  return {
    closed,
    async send(url, init) {
      const method = init.method.toUpperCase()
      const headers = new Headers(init.headers)
      headers.set('X-Plugin-Id', plugin.id)
      headers.delete('X-CSRF-Token')
      if (!SAFE_METHODS.includes(method)) headers.set('X-CSRF-Token', csrfToken())
      const response = await fetch(url, {
        method,
        headers,
        body: init.body ?? null,
        signal: init.signal ? AbortSignal.any([closed, init.signal]) : closed,
        credentials: 'same-origin',
        redirect: 'error',
      })
      if (!isProblem(response)) return response
      const problem = await readProblem(response)
      onProblem?.(problem)
      throw problem
    },
  }
}
