/** The host's states from the first request to mounted plugins, and each step between them. */
import type { EngineVerdict } from '#core/engine'
import type { PluginManifest, RouteContribution, WidgetContribution } from '#core/manifest'
import type { UiConfig } from '#core/theme'
import type { ProblemAnswer, Session } from './answers.ts'
import type { LoadOutcome } from './loader.ts'

/** What became of a bundle. */
export type Load =
  | { readonly state: 'idle' }
  | { readonly state: 'loading' }
  | (LoadOutcome & { readonly milliseconds: number })

/** One plugin of the tenant: what stopped it, or what of it may mount. */
export interface PluginState {
  readonly manifest: PluginManifest
  readonly engine: EngineVerdict
  readonly routes: readonly RouteContribution[]
  readonly widgets: readonly WidgetContribution[]
  /** Contributions that were not permitted, for diagnostics alone. */
  readonly denied: readonly string[]
  readonly load: Load
  /** Component -> what it threw since it was last mounted. */
  readonly crashes: Readonly<Record<string, string>>
}

export type Discovery =
  | { readonly state: 'running' }
  | { readonly state: 'failed'; readonly problem: ProblemAnswer }
  | { readonly state: 'done'; readonly plugins: readonly PluginState[] }

/** Nobody was signed in, somebody left, or the session of somebody ended under their hands. */
export type SignedOut = 'absent' | 'left' | 'expired'

export type HostState =
  | { readonly phase: 'starting' }
  | { readonly phase: 'signed_out'; readonly why: SignedOut }
  | { readonly phase: 'unreachable'; readonly problem: ProblemAnswer }
  | {
      readonly phase: 'signed_in'
      readonly session: Session
      readonly ui: UiConfig | null
      readonly discovery: Discovery
    }

export type HostEvent =
  | { readonly type: 'started' }
  | { readonly type: 'signed_in'; readonly session: Session; readonly ui: UiConfig | null }
  /** `left`: because the person asked for it. */
  | { readonly type: 'signed_out'; readonly left: boolean }
  | { readonly type: 'unreachable'; readonly problem: ProblemAnswer }
  | { readonly type: 'discovery_failed'; readonly problem: ProblemAnswer }
  | { readonly type: 'decided'; readonly plugins: readonly PluginState[] }
  | { readonly type: 'load_changed'; readonly id: string; readonly load: Load }
  | { readonly type: 'crashed'; readonly id: string; readonly component: string; readonly message: string }
  | { readonly type: 'mounted_anew'; readonly id: string; readonly component: string }

/** Being signed out is final for this document: only a new sign-in, which is a new document, leads out of it. */
export function advance(state: HostState, event: HostEvent): HostState {
  if (state.phase === 'signed_out') return state
  switch (event.type) {
    case 'started':
      return { phase: 'starting' }
    case 'signed_out':
      return { phase: 'signed_out', why: event.left ? 'left' : state.phase === 'signed_in' ? 'expired' : 'absent' }
    case 'unreachable':
      return { phase: 'unreachable', problem: event.problem }
    case 'signed_in':
      return { phase: 'signed_in', session: event.session, ui: event.ui, discovery: { state: 'running' } }
    default:
      // What arrives for a session that is no longer shown comes too late to count.
      return state.phase === 'signed_in' ? { ...state, discovery: advanceDiscovery(state.discovery, event) } : state
  }
}

type DiscoveryEvent = Exclude<HostEvent, { type: 'started' | 'signed_in' | 'signed_out' | 'unreachable' }>

function advanceDiscovery(discovery: Discovery, event: DiscoveryEvent): Discovery {
  switch (event.type) {
    case 'discovery_failed':
      return { state: 'failed', problem: event.problem }
    case 'decided':
      return { state: 'done', plugins: event.plugins }
    case 'load_changed':
      return withPlugin(discovery, event.id, (plugin) => ({ ...plugin, load: event.load, crashes: {} }))
    case 'crashed':
      return withPlugin(discovery, event.id, (plugin) => {
        return { ...plugin, crashes: { ...plugin.crashes, [event.component]: event.message } }
      })
    case 'mounted_anew':
      return withPlugin(discovery, event.id, (plugin) => {
        const { [event.component]: _, ...crashes } = plugin.crashes
        return { ...plugin, crashes }
      })
    default:
      return event satisfies never
  }
}

function withPlugin(discovery: Discovery, id: string, change: (plugin: PluginState) => PluginState): Discovery {
  if (discovery.state !== 'done') return discovery
  const plugins = discovery.plugins.map((plugin) => (plugin.manifest.id === id ? change(plugin) : plugin))
  return { state: 'done', plugins }
}

/** A bundle is imported only for a plugin of which something may mount. */
export function wantsBundle(plugin: PluginState): boolean {
  return plugin.routes.length + plugin.widgets.length > 0
}
