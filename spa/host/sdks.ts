/** The SDKs of the mounted plugins: one per plugin and session, all taken away at once. */
import { createSdk, type ProblemError, type Sdk, type SdkHandle, type Variant } from '../sdk/index.ts'
import type { Fetch } from './gateway.ts'
import { ownMap } from './primordials.ts'

export interface Sdks {
  readonly of: (plugin: { readonly id: string; readonly version: string; readonly variant?: Variant }) => Sdk
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
}

export function createSdks({ lend, csrfToken, onProblem, report }: Lent): Sdks {
  const handles = ownMap<string, SdkHandle>()
  return {
    of(plugin) {
      const known = handles.get(plugin.id)
      if (known) return known.sdk
      const handle = createSdk(plugin, {
        fetch: lend(plugin.id),
        csrfToken,
        onProblem: (problem) => onProblem(problem, plugin.id),
        onHandlerError: report,
      })
      handles.set(plugin.id, handle)
      return handle.sdk
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
