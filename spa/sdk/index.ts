/** What a plugin may do: the contract between a plugin and its host. */
import type { Variant } from '#core/manifest'
import { type Api, createApi } from './api.ts'
import { type Authz, createAuthz } from './authz.ts'
import { createSse, type Sse } from './sse.ts'
import { openLine, type PluginIdentity, type Transport } from './line.ts'

export type { Variant } from '#core/manifest'
export type { Parameters, Query } from './address.ts'
export type { Api, ApiInit } from './api.ts'
export type { Authz, AuthzResource } from './authz.ts'
export type { PluginIdentity, Transport } from './line.ts'
export {
  type FieldError,
  type ProblemCode,
  type ProblemDetails,
  ProblemError,
  type SdkRefusal,
} from './problem-error.ts'
export type { Sse, SseEvent, SseOptions, SseState } from './sse.ts'

/** What each contribution receives as its `sdk` prop, and from `useSdk()`. */
export interface Sdk {
  readonly plugin: PluginIdentity
  /** Which of two versions that are out this person has; `stable` where there is one. For comparing the two. */
  readonly variant: Variant
  readonly api: Readonly<Api>
  readonly sse: Readonly<Sse>
  readonly authz: Readonly<Authz>
}

/** Props of every component a bundle exports under `routes` and `widgets`. */
export interface ContributionProps {
  readonly sdk: Sdk
  /** Values of the route's `:name` segments; empty for a widget. */
  readonly params: Readonly<Record<string, string>>
  /** Shows another page of the host without leaving it. */
  readonly navigate: (to: string, options?: { readonly replace?: boolean }) => void
  readonly plugin: PluginIdentity
}

export interface SdkHandle {
  readonly sdk: Sdk
  /** Takes the plugin off the line: running calls and streams abort, later ones fail at once. */
  readonly dispose: () => void
}

/** Makes one plugin's SDK. It keeps nothing on `window`, and nothing in it can be replaced afterwards. */
export function createSdk(plugin: PluginIdentity & { readonly variant?: Variant }, transport: Transport): SdkHandle {
  const closing = new AbortController()
  const identity = Object.freeze({ id: plugin.id, version: plugin.version })
  const line = openLine(identity, transport, closing.signal)
  const sdk = Object.freeze({
    plugin: identity,
    variant: plugin.variant === 'rollout' ? 'rollout' : 'stable',
    api: Object.freeze(createApi(line)),
    sse: Object.freeze(createSse(line, transport)),
    authz: Object.freeze(createAuthz(line)),
  })
  return Object.freeze({ sdk, dispose: () => closing.abort() })
}
