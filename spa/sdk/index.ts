/** What a plugin may do: the contract between a plugin and its host. */
import type { Variant } from '#core/manifest'
import type { Api } from './api.ts'
import type { Authz } from './authz.ts'
import type { Events } from './events.ts'
import type { Log } from './log.ts'
import type { Sse } from './sse.ts'
import type { SdkTheme } from './theme.ts'
import type { Navigate, PluginIdentity } from './transport.ts'

export type { EventTopics, Variant } from '#core/manifest'
export type { Parameters, Query } from './address.ts'
export type { Api, ApiInit, JsonInit } from './api.ts'
export type { Authz, AuthzQuestion, AuthzResource } from './authz.ts'
export { createSdk, type PluginSdkHandle, type SdkHandle } from './create-sdk.ts'
export { createEventHub, type EventHub, type EventListener, type PluginEvent } from './event-hub.ts'
export type { Events } from './events.ts'
export type { Log, LogFields } from './log.ts'
export {
  type FieldError,
  type ProblemCode,
  type ProblemDetails,
  ProblemError,
  type SdkRefusal,
} from './problem-error.ts'
export type { Sse, SseEvent, SseOptions, SseState } from './sse.ts'
export type { SdkTheme, ThemeSource, ThemeState } from './theme.ts'
export type { Navigate, PluginIdentity, Transport } from './transport.ts'

/**
 * What each contribution receives as its `sdk` prop, and from `useSdk()`: one of its own. When the contribution
 * unmounts, its reads, streams, questions and listeners end by themselves.
 */
export interface Sdk {
  readonly plugin: PluginIdentity
  /** Which of two versions that are out this person has; `stable` where there is one. For comparing the two. */
  readonly variant: Variant
  readonly api: Readonly<Api>
  readonly sse: Readonly<Sse>
  readonly authz: Readonly<Authz>
  /**
   * Shows another page of the host without leaving it. After the contribution has unmounted it does nothing, so that an
   * answer which comes late takes nobody away.
   *
   * @throws TypeError for another origin: leaving is a plain link's business.
   */
  readonly navigate: Navigate
  readonly theme: Readonly<SdkTheme>
  readonly log: Readonly<Log>
  readonly events: Readonly<Events>
}

/** Props of every component a bundle exports under `routes` and `widgets`. */
export interface ContributionProps {
  readonly sdk: Sdk
  /** Values of the route's `:name` segments; empty for a widget. */
  readonly params: Readonly<Record<string, string>>
  /** Shows another page of the host without leaving it. */
  readonly navigate: Navigate
  readonly plugin: PluginIdentity
}
