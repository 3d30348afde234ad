/** The host's states from the first request to mounted plugins, and each step between them. */
import type { AsOf } from '#core/page-data'
import type { UiConfig } from '#core/theme'
import type { ProblemAnswer, Session } from './answers.ts'
import type { Departure } from './departure.ts'
import type { Load, PluginState } from './plugin-state.ts'
import { reconcile, turnPage, withdraw } from './reconcile.ts'

export type Discovery =
  | { readonly state: 'running' }
  | { readonly state: 'failed'; readonly problem: ProblemAnswer }
  /** `asOf`: what was live when the document said so; absent when the API was asked. */
  | { readonly state: 'done'; readonly plugins: readonly PluginState[]; readonly asOf?: AsOf }

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
  | { readonly type: 'decided'; readonly plugins: readonly PluginState[]; readonly asOf?: AsOf }
  /** Ids of all plugins that the tenant still has: what is not among them goes at once. */
  | { readonly type: 'withdrawn'; readonly present: ReadonlySet<string> }
  | { readonly type: 'explained'; readonly id: string; readonly why: Departure }
  /** `running`: what the gates say now of versions that run and are no longer the tenant's. */
  | {
      readonly type: 'decided_anew'
      readonly plugins: readonly PluginState[]
      readonly running: readonly PluginState[]
    }
  /** `url`: of the bundle, since the plugin may have got another one meanwhile. */
  | { readonly type: 'load_changed'; readonly id: string; readonly url: string; readonly load: Load }
  /** The version that was offered takes over, with what became of its bundle. */
  | { readonly type: 'swapped'; readonly id: string; readonly url: string; readonly load: Load }
  | { readonly type: 'page_turned' }
  | { readonly type: 'ui_changed'; readonly ui: UiConfig }
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
    case 'ui_changed':
      return state.phase === 'signed_in' ? { ...state, ui: event.ui } : state
    default:
      // What arrives for a session that is no longer shown comes too late to count.
      return state.phase === 'signed_in' ? withDiscovery(state, advanceDiscovery(state.discovery, event)) : state
  }
}

function withDiscovery(state: Extract<HostState, { phase: 'signed_in' }>, discovery: Discovery): HostState {
  return discovery === state.discovery ? state : { ...state, discovery }
}

type DiscoveryEvent = Exclude<
  HostEvent,
  { type: 'started' | 'signed_in' | 'signed_out' | 'unreachable' | 'ui_changed' }
>

function advanceDiscovery(discovery: Discovery, event: DiscoveryEvent): Discovery {
  switch (event.type) {
    case 'discovery_failed':
      return { state: 'failed', problem: event.problem }
    case 'decided':
      return { state: 'done', plugins: event.plugins, ...(event.asOf && { asOf: event.asOf }) }
    case 'withdrawn':
      return withPlugins(discovery, (plugins) => withdraw(plugins, event.present))
    case 'decided_anew':
      return withPlugins(discovery, (plugins) => reconcile(plugins, event.plugins, event.running))
    case 'page_turned':
      return withPlugins(discovery, turnPage)
    case 'explained':
      return withPlugin(discovery, event.id, (plugin) => {
        return plugin.load.state === 'gone' ? { ...plugin, load: { state: 'gone', why: event.why } } : plugin
      })
    case 'load_changed':
      return withPlugin(discovery, event.id, (plugin) => {
        const isLate = plugin.manifest.bundle.url !== event.url || plugin.load.state === 'gone'
        return isLate ? plugin : { ...plugin, load: event.load, crashes: {} }
      })
    case 'swapped':
      return withPlugin(discovery, event.id, (plugin) => {
        return plugin.next?.manifest.bundle.url === event.url ? { ...plugin.next, load: event.load } : plugin
      })
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

type Plugins = readonly PluginState[]

function withPlugins(discovery: Discovery, change: (plugins: Plugins) => Plugins): Discovery {
  if (discovery.state !== 'done') return discovery
  const plugins = change(discovery.plugins)
  return plugins === discovery.plugins ? discovery : { ...discovery, plugins }
}

function withPlugin(discovery: Discovery, id: string, change: (plugin: PluginState) => PluginState): Discovery {
  return withPlugins(discovery, (plugins) => {
    return plugins.map((plugin) => (plugin.manifest.id === id ? change(plugin) : plugin))
  })
}
