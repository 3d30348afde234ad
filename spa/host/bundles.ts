/** Brings plugins' code to the page: for the first time, once more, or in another version. */
import { pluginsOn } from '#core/router'
import type { Capabilities } from './capabilities.ts'
import { loadBundle, type Loading, type LoadOutcome } from './loader.ts'
import { permittedPart, wantsBundle, type PluginState } from './plugin-state.ts'
import type { Sdks } from './sdks.ts'
import { pluginsOf, type Store } from './store.ts'

interface BundleRules {
  readonly store: Store
  readonly sdks: Sdks
  readonly around: { readonly loading: Loading; readonly now: () => number; readonly pathname: () => string }
  /** Of the run that is under way: what comes after its end counts for nothing. */
  readonly running: () => AbortSignal
  readonly signedOut: () => void
  /** Told which plugins are about to need their capabilities. */
  readonly expect: Capabilities['expect']
}

export interface Bundles {
  /** Imports a bundle, whatever became of it before. */
  readonly load: (plugin: PluginState) => Promise<void>
  /** Imports what the page of this moment shows and nobody has asked for yet; other pages' bundles wait for them. */
  readonly loadShown: () => Promise<void>
  /** @returns What became of the other version's bundle; `null` when there is nothing to swap. */
  readonly swap: (plugin: PluginState) => Promise<LoadOutcome | null>
  readonly turnPage: () => void
}

type Timed = LoadOutcome & { readonly milliseconds: number }

export function createBundles({ store, sdks, around, running, signedOut, expect }: BundleRules): Bundles {
  /** `null` when it comes too late, or ends everything. */
  const fetchBundle = async (url: string): Promise<Timed | null> => {
    const signal = running()
    const started = around.now()
    const outcome = await loadBundle(url, around.loading)
    if (signal.aborted) return null
    if (outcome.state === 'failed' && outcome.reason === 'signed_out') {
      signedOut()
      return null
    }
    return { ...outcome, milliseconds: Math.round(around.now() - started) }
  }

  const load = async ({ manifest }: PluginState): Promise<void> => {
    const { id } = manifest
    const { url } = manifest.bundle
    store.send({ type: 'load_changed', id, url, load: { state: 'loading' } })
    const outcome = await fetchBundle(url)
    if (outcome) store.send({ type: 'load_changed', id, url, load: outcome })
  }

  const loadShown = async (): Promise<void> => {
    const wanted = pluginsOf(store).filter(wantsBundle)
    const shown = pluginsOn(around.pathname(), wanted.map(permittedPart))
    // Of a plugin under development its author wants to know at once whether it loads.
    const isWanted = ({ load: { state }, manifest: { id, development } }: PluginState): boolean =>
      state === 'idle' && (shown.includes(id) || development !== undefined)
    const coming = wanted.filter(isWanted)
    expect(coming.map(({ manifest }) => manifest.id))
    await Promise.all(coming.map(load))
  }

  const swap = async ({ next }: PluginState): Promise<LoadOutcome | null> => {
    if (!next) return null
    const { id } = next.manifest
    const { url } = next.manifest.bundle
    const outcome = await fetchBundle(url)
    // An author wants to see that the last change does not load; everybody else goes on with what does.
    if (!outcome || (outcome.state === 'failed' && !next.manifest.development)) return outcome
    const before = pluginsOf(store)
    store.send({ type: 'swapped', id, url, load: outcome })
    if (pluginsOf(store).some((plugin) => plugin.manifest.bundle.url === url && !before.includes(plugin))) sdks.drop(id)
    return outcome
  }

  const turnPage = (): void => {
    const before = pluginsOf(store)
    store.send({ type: 'page_turned' })
    const swapped = pluginsOf(store).filter((plugin) => !before.includes(plugin))
    for (const { manifest } of swapped) sdks.drop(manifest.id)
    void loadShown()
  }

  return { load, loadShown, swap, turnPage }
}
