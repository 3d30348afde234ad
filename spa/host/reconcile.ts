/** What a page that is open makes of what the gateway offers now. What did not change stays as it is, state and all. */
import { isSame } from '#core/same'
import { buildOf, isAlive, wantsBundle, type PluginState } from './plugin-state.ts'

type Plugins = readonly PluginState[]

/** @param present Ids of all plugins that the tenant still has. */
export function withdraw(shown: Plugins, present: ReadonlySet<string>): Plugins {
  return shown.flatMap((plugin): Plugins => {
    if (present.has(plugin.manifest.id) || plugin.load.state === 'gone') return [plugin]
    // Of what was not permitted nothing was shown: it leaves no trace.
    return isAlive(plugin) ? [{ ...plugin, next: null, crashes: {}, load: { state: 'gone', why: null } }] : []
  })
}

/**
 * @param offered What the gates say of the tenant's plugins, in the order of the manifests.
 * @param running What they say of versions that run here and have been replaced.
 */
export function reconcile(shown: Plugins, offered: Plugins, running: Plugins): Plugins {
  const before = byId(shown)
  const kept = byId(running)
  const plugins = offered.map((plugin) => {
    const { id } = plugin.manifest
    return reconcileOne(before.get(id), plugin, kept.get(id))
  })
  const gone = shown.filter((plugin) => plugin.load.state === 'gone' && !byId(offered).has(plugin.manifest.id))
  return gone.reduce((list, plugin) => insertAfter(list, shown, plugin), plugins)
}

/** On another page nothing of the one before has to be spared: what was replaced takes over, and what is gone is gone. */
export function turnPage(shown: Plugins): Plugins {
  if (!shown.some(({ next, load }) => next !== null || load.state === 'gone')) return shown
  return shown.filter(({ load }) => load.state !== 'gone').map((plugin) => plugin.next ?? plugin)
}

export function isSameVersion(one: PluginState, other: PluginState): boolean {
  return one.manifest.version === other.manifest.version && one.manifest.bundle.url === other.manifest.bundle.url
}

function reconcileOne(before: PluginState | undefined, now: PluginState, kept: PluginState | undefined): PluginState {
  if (before === undefined || !wantsBundle(now)) return now
  const { load, crashes } = before
  if (load.state === 'gone') return now
  if (buildOf(before.manifest) === buildOf(now.manifest))
    return isNoNews(before, now) ? before : { ...now, load, crashes }
  if (isSameVersion(before, now)) return { ...now, load }
  // Nothing is lost with what never ran, and what is not permitted any more must not go on.
  const mayGoOn = kept !== undefined && isSameVersion(before, kept) && wantsBundle(kept)
  if (load.state !== 'loaded' || !mayGoOn) return now
  return { ...kept, load, crashes, next: now }
}

/** What became of it in this browser is none. What says the same stays the same object, and nobody draws it again. */
function isNoNews(before: PluginState, now: PluginState): boolean {
  const { load, crashes } = now
  return isSame({ ...before, load, crashes }, now)
}

/** Keeps the place of what is gone: after the one that stood before it. */
function insertAfter(list: PluginState[], shown: Plugins, plugin: PluginState): PluginState[] {
  const ahead = shown.slice(0, shown.indexOf(plugin)).toReversed()
  const ids = list.map(({ manifest }) => manifest.id)
  const neighbour = ahead.find(({ manifest }) => ids.includes(manifest.id))
  return list.toSpliced(neighbour === undefined ? 0 : ids.indexOf(neighbour.manifest.id) + 1, 0, plugin)
}

function byId(plugins: Plugins): ReadonlyMap<string, PluginState> {
  return new Map(plugins.map((plugin) => [plugin.manifest.id, plugin]))
}
