/** Tells the gateway what became of each plugin in this browser: together, and each outcome of a bundle once. */
import type { Fetch } from './gateway.ts'
import type { LoadFailure } from './failure.ts'
import { componentOf } from './module.ts'
import type { PluginState } from './plugin-state.ts'
import { pluginsOf, type Store } from './store.ts'

const PATH = '/api/plugins/telemetry'
/** Long enough for a page's plugins to mount, and for one that crashes to do so. */
const COLLECT_MS = 3000
/** The gateway takes fifty. */
const MAX_EVENTS = 48

/** What reporting needs of the browser. */
export interface Reporting {
  readonly fetch: Fetch
  /** Calls back once, when there has been time to collect. */
  readonly later: (callback: () => void) => void
  /** Calls back each time the page goes out of sight, which may be the last there is of it. */
  readonly onHidden: (callback: () => void) => void
}

export const browserReporting: Reporting = {
  fetch: globalThis.fetch.bind(globalThis),
  later: (callback) => void setTimeout(callback, COLLECT_MS),
  onHidden: (callback) => {
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'hidden') callback()
    })
  },
}

interface MountEvent {
  readonly name: 'mount_ok' | 'mount_failed' | 'load'
  readonly plugin: string
  readonly version: string
  readonly reason?: LoadFailure
  readonly ms?: number
}

export function reportMounts(store: Store, { fetch, later, onHidden }: Reporting): void {
  /** By the outcome of an import, which is another object each time: what has been said of it. */
  const said = new WeakMap<object, Set<string>>()
  let isCollecting = false

  const send = (): void => {
    isCollecting = false
    const state = store.state()
    if (state.phase !== 'signed_in') return
    const events = pluginsOf(store).flatMap((plugin) => news(plugin, said))
    for (let start = 0; start < events.length; start += MAX_EVENTS) {
      void post(fetch, state.session.csrfToken, events.slice(start, start + MAX_EVENTS))
    }
  }

  store.subscribe(() => {
    if (isCollecting || !pluginsOf(store).some((plugin) => isSettled(plugin))) return
    isCollecting = true
    later(send)
  })
  onHidden(send)
}

function isSettled({ load }: PluginState): boolean {
  return load.state === 'loaded' || load.state === 'failed'
}

/** What has not been said yet: how long it took, and whether it mounted. A crash may come after a mount. */
function news(plugin: PluginState, said: WeakMap<object, Set<string>>): readonly MountEvent[] {
  const { load, manifest } = plugin
  if (load.state !== 'loaded' && load.state !== 'failed') return []
  const known = said.get(load) ?? new Set()
  said.set(load, known)
  const about = { plugin: manifest.id, version: manifest.version }
  const failure = failureOf(plugin)
  const outcome: MountEvent =
    failure === null ? { name: 'mount_ok', ...about } : { name: 'mount_failed', ...about, reason: failure }
  const events: readonly MountEvent[] =
    load.state === 'loaded' ? [{ name: 'load', ...about, ms: load.milliseconds }, outcome] : [outcome]
  const fresh = events.filter(({ name }) => !known.has(name))
  for (const { name } of fresh) known.add(name)
  return fresh
}

function failureOf({ load, routes, widgets, crashes }: PluginState): LoadFailure | null {
  if (load.state === 'failed') return load.reason
  if (load.state !== 'loaded') return null
  const isComplete =
    routes.every(({ component }) => componentOf(load.module, 'route', component)) &&
    widgets.every(({ component }) => componentOf(load.module, 'widget', component))
  if (!isComplete) return 'missing_export'
  return Object.keys(crashes).length > 0 ? 'threw' : null
}

/** A report that does not arrive is not missed by anybody here. */
async function post(fetch: Fetch, csrfToken: string, events: readonly MountEvent[]): Promise<void> {
  const headers = { 'Content-Type': 'application/json', 'X-CSRF-Token': csrfToken }
  const init = { method: 'POST', credentials: 'same-origin', keepalive: true } as const
  await fetch(PATH, { ...init, headers, body: JSON.stringify({ events }) }).catch(() => null)
}
