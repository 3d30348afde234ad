/** The SDKs of the mounted plugins: one per plugin and session, all taken away at once. */
import {
  createEventHub,
  createSdk,
  type EventTopics,
  type PluginSdkHandle,
  type ProblemError,
  type Variant,
} from '../sdk/index.ts'
import type { Facilities } from './facilities.ts'
import type { Fetch } from './gateway.ts'
import { ownMap } from './primordials.ts'

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
  readonly report: (error: unknown) => void
  /** What a plugin's manifest declares now; `null`: the page has no such plugin. */
  readonly topicsOf: (id: string) => EventTopics | null
  readonly facilities: Facilities
}

export function createSdks({ lend, csrfToken, onProblem, report, topicsOf, facilities }: Lent): Sdks {
  const handles = ownMap<string, PluginSdkHandle>()
  const events = createEventHub(topicsOf)
  return {
    of(plugin) {
      const known = handles.get(plugin.id)
      if (known) return known
      const handle = createSdk(plugin, {
        ...facilities,
        fetch: lend(plugin.id),
        csrfToken,
        onProblem: (problem) => onProblem(problem, plugin.id),
        onHandlerError: report,
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
