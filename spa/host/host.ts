/** Runs the lifecycle: session, discovery, pre-gating, import; and ends it all when the session ends. */
import type { Sdk } from '../sdk/index.ts'
import { ownText } from '#core/own-property'
import type { ProblemAnswer } from './answers.ts'
import { discover } from './discover.ts'
import { ask, type Answer, type Call, type Fetch } from './gateway.ts'
import { wantsBundle, type HostEvent, type PluginState } from './lifecycle.ts'
import { browserLoading, loadBundle, type Loading } from './loader.ts'
import { createSdks } from './sdks.ts'
import { createStore, type Store } from './store.ts'

export interface Host {
  readonly store: Store
  /** From the first request on; again after a failure. */
  readonly start: () => Promise<void>
  /** Imports a plugin's bundle once more. */
  readonly retry: (plugin: PluginState) => Promise<void>
  /** The SDK of a mounted plugin, one per plugin and session. */
  readonly sdkOf: (plugin: PluginState) => Sdk
  /** Ends the session at the gateway and the identity provider; gives the problem when that did not work. */
  readonly signOut: () => Promise<ProblemAnswer | null>
}

/** What the host needs of the browser. */
export interface Surroundings {
  /** The page's `fetch`, held before any plugin can wrap it. */
  readonly fetch: Fetch
  readonly loading: Loading
  /** Leaves the page. */
  readonly leave: (location: string) => void
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number
  readonly report: (error: unknown) => void
}

export const browserSurroundings: Surroundings = {
  fetch: globalThis.fetch.bind(globalThis),
  loading: browserLoading,
  leave: (location) => globalThis.location.assign(location),
  now: () => performance.now(),
  report: (error) => globalThis.reportError(error),
}

export function createHost(around: Surroundings): Host {
  const store = createStore()
  let run = new AbortController()

  const csrfToken = (): string => {
    const state = store.state()
    return state.phase === 'signed_in' ? state.session.csrfToken : ''
  }

  const end = (left = false): void => {
    run.abort()
    sdks.dispose()
    store.send({ type: 'signed_out', left })
  }

  const sdks = createSdks({ fetch: around.fetch, csrfToken, onSignedOut: () => end(), report: around.report })

  /** One of the host's own calls; that nobody is signed in any more ends everything. */
  const call = async (path: string, init: Call = {}): Promise<Answer> => {
    const { signal } = run
    const answer = await ask(around.fetch, path, { ...init, signal })
    if (!signal.aborted && !answer.ok && answer.problem.code === 'signed_out') end()
    return answer
  }

  const load = async ({ manifest }: PluginState): Promise<void> => {
    const { signal } = run
    const { id } = manifest
    const started = around.now()
    store.send({ type: 'load_changed', id, load: { state: 'loading' } })
    const outcome = await loadBundle(manifest.bundle.url, around.loading)
    if (signal.aborted) return
    if (outcome.state === 'failed' && outcome.reason === 'signed_out') return end()
    const milliseconds = Math.round(around.now() - started)
    store.send({ type: 'load_changed', id, load: { ...outcome, milliseconds } })
  }

  const start = async (): Promise<void> => {
    run.abort()
    run = new AbortController()
    const { signal } = run
    const send = (event: HostEvent): void => {
      if (!signal.aborted) store.send(event)
    }
    send({ type: 'started' })
    await discover({ call, send })
    if (!signal.aborted) await Promise.all(pluginsOf(store).filter(wantsBundle).map(load))
  }

  const signOut = async (): Promise<ProblemAnswer | null> => {
    const answer = await call('/auth/logout', { method: 'POST', csrfToken: csrfToken() })
    if (!answer.ok) return answer.problem.code === 'signed_out' ? null : answer.problem
    end(true)
    around.leave(ownText(answer.body, 'location') ?? '/signed-out')
    return null
  }

  return { store, start, retry: load, sdkOf: ({ manifest }) => sdks.of(manifest), signOut }
}

export function pluginsOf(store: Store): readonly PluginState[] {
  const state = store.state()
  return state.phase === 'signed_in' && state.discovery.state === 'done' ? state.discovery.plugins : []
}
