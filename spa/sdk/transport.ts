/** What a host lends the SDK of a plugin. */
import type { Pause } from './backoff.ts'
import type { EventHub } from './event-hub.ts'
import type { ProblemError } from './problem-error.ts'
import type { ThemeSource } from './theme.ts'

/** Which plugin, in which version. */
export interface PluginIdentity {
  readonly id: string
  readonly version: string
}

/** Shows another page of the host without leaving it. */
export type Navigate = (to: string, options?: { readonly replace?: boolean }) => void

/** What the host lends the SDK. */
export interface Transport {
  /** The page's `fetch`, captured before any plugin ran. Called without a `this`. */
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  /** The session's CSRF token, asked for at each call. */
  readonly csrfToken: () => string
  /** Told of every problem a call of this plugin met, for example `signed_out`. */
  readonly onProblem?: (problem: ProblemError) => void
  /** Told of an exception in a plugin's handler; whatever called it goes on. */
  readonly onHandlerError?: (error: unknown) => void
  /** Waits; rejects when the signal aborts. A test brings its own. */
  readonly pause?: Pause
  /** In [0, 1), spreads reconnects. A test brings its own. */
  readonly random?: () => number
  /** Unix time in milliseconds. A test brings its own. */
  readonly now?: () => number
  /** Without it, `sdk.navigate` throws. */
  readonly navigate?: Navigate
  /** Without it, the theme is light and has no tokens. */
  readonly theme?: ThemeSource
  /** What all plugins of the page share; without it, no topic is declared. */
  readonly events?: EventHub
  /** Calls back each time the page goes out of sight. @returns Ends that. */
  readonly onHidden?: (callback: () => void) => () => void
}
