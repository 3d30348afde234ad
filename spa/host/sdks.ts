/** The SDKs of the mounted plugins: one per plugin and session, all taken away at once. */
import { createEventHub, createSdk, type PluginSdkHandle, type ProblemError, type Variant } from '../sdk/index.ts'
import type { Facilities } from './facilities.ts'
import type { Fetch } from './gateway.ts'
import { ownMap } from './primordials.ts'
import { type Store, topicsOf } from './store.ts'

export interface Sdks {
  /** Of which each contribution opens one of its own. */
  readonly of: (plugin: {
    readonly id: string
    readonly version: string
    readonly variant?: Variant
  }) => PluginSdkHandle
  /** Takes one plugin's away, as far as it has one. */
  readonly drop: (id: string) => void
  /** Aborts every call and stream; what plugins call from then on fails at once. */
  readonly dispose: () => void
}

interface Lent {
  /** The page's `fetch` as this plugin may use it. */
  readonly lend: (plugin: string) => Fetch
  readonly csrfToken: () => string
  /** Told of every problem that a plugin's call met. */
  readonly onProblem: (problem: ProblemError, plugin: string) => void
  readonly around: { readonly report: (error: unknown) => void; readonly facilities?: Facilities }
  /** Knows what each plugin's manifest declares now. */
  readonly store: Store
}

export function createSdks({ lend, csrfToken, onProblem, around, store }: Lent): Sdks {
  const handles = ownMap<string, PluginSdkHandle>()
  const events = createEventHub((id) => topicsOf(store, id))
  return {
    of(plugin) {
      const known = handles.get(plugin.id)
      if (known) return known
      const handle = createSdk(plugin, {
        ...around.facilities,
        fetch: lend(plugin.id),
        csrfToken,
        onProblem: (problem) => onProblem(problem, plugin.id),
        onHandlerError: around.report,
        events,
      })
      handles.set(plugin.id, handle)
      return handle
    },
    drop(id) {
      handles.get(id)?.dispose()
      handles.delete(id)
    },
    dispose() {
      handles.forEach(({ dispose }) => dispose())
      handles.clear()
    },
  }
}
