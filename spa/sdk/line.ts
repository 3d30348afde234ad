/** A plugin's line to the gateway: every request of the SDK leaves through `send`, stamped and bounded. */
import { isProblem, readProblem } from './problem-error.ts'
import type { PluginIdentity, Transport } from './transport.ts'

export interface LineInit {
  readonly method: string
  readonly headers?: HeadersInit | undefined
  readonly body?: BodyInit | null | undefined
  readonly signal?: AbortSignal | null | undefined
  /** Lets the request outlive the page. */
  readonly keepalive?: boolean
}

export interface Line {
  /** Aborts when what this line was opened for is gone: the contribution, or the plugin with all of them. */
  readonly closed: AbortSignal
  /** Throws a `ProblemError` for a problem; any other answer, whatever its status, is the caller's to read. */
  readonly send: (url: string, init: LineInit) => Promise<Response>
}

// Held before any plugin can put something else in their place.
const { AbortSignal, Headers } = globalThis

/** When the requests of a line end by themselves. */
export interface Ends {
  /** Reads and streams end with the contribution that asked. */
  readonly contribution: AbortSignal
  /** A write that is under way is not taken back because its page was left: it ends with the plugin. */
  readonly plugin: AbortSignal
}

const SAFE_METHODS: readonly string[] = ['GET', 'HEAD']

/** Only the members of `LineInit` pass: a caller cannot choose credentials, mode or redirect. */
export function openLine(plugin: PluginIdentity, transport: Transport, ends: Ends): Line {
  const { fetch, csrfToken, onProblem, now = Date.now } = transport
  return {
    closed: ends.contribution,
    async send(url, init) {
      const method = init.method.toUpperCase()
      const isSafe = SAFE_METHODS.includes(method)
      const end = isSafe ? ends.contribution : ends.plugin
      const headers = new Headers(init.headers)
      headers.set('X-Plugin-Id', plugin.id)
      headers.delete('X-CSRF-Token')
      if (!isSafe) headers.set('X-CSRF-Token', csrfToken())
      const response = await fetch(url, {
        method,
        headers,
        body: init.body ?? null,
        signal: init.signal ? AbortSignal.any([end, init.signal]) : end,
        credentials: 'same-origin',
        redirect: 'error',
        ...(init.keepalive === true ? { keepalive: true } : {}),
      })
      if (!isProblem(response)) return response
      const problem = await readProblem(response, now())
      onProblem?.(problem)
      throw problem
    },
  }
}
