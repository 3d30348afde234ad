/** One plugin as the host knows it: its manifest, what of it is permitted, and what became of its bundle. */
import type { EngineVerdict } from '#core/engine'
import type { PluginManifest, RouteContribution, WidgetContribution } from '#core/manifest'
import type { Departure } from './departure.ts'
import type { LoadOutcome } from './loader.ts'

/** What became of a bundle. */
export type Load =
  | { readonly state: 'idle' }
  | { readonly state: 'loading' }
  | (LoadOutcome & { readonly milliseconds: number })
  /** Taken away under the eyes of the person; `why` is `null` until the gateway has said it. */
  | { readonly state: 'gone'; readonly why: Departure | null }

/** One plugin of the tenant: what stopped it, or what of it may mount. */
export interface PluginState {
  readonly manifest: PluginManifest
  readonly engine: EngineVerdict
  readonly routes: readonly RouteContribution[]
  readonly widgets: readonly WidgetContribution[]
  /** Contributions that were not permitted, for diagnostics alone. */
  readonly denied: readonly string[]
  readonly load: Load
  /** Another version, which runs once the person asks for it or opens another page. */
  readonly next: PluginState | null
  /** Component -> what it threw since it was last mounted. */
  readonly crashes: Readonly<Record<string, string>>
}

/**
 * Names what runs. A plugin under development begins anew as well when it may call something else than before: what was
 * refused may be admitted now.
 */
export function buildOf({ bundle, development }: Pick<PluginManifest, 'bundle' | 'development'>): string {
  return development === undefined ? bundle.url : `${bundle.url} ${development.grants}`
}

/** A bundle is imported only for a plugin of which something may mount. */
export function wantsBundle(plugin: PluginState): boolean {
  return plugin.routes.length + plugin.widgets.length > 0
}

/** Whether something of it is on the page, or on its way there. */
export function isAlive(plugin: PluginState): boolean {
  return wantsBundle(plugin) && plugin.load.state !== 'gone'
}

/** A plugin with what this person may see of it, as its pages are found by. */
export function permittedPart({ manifest: { id }, routes, widgets }: PluginState) {
  return { id, contributions: { routes, widgets } }
}
