/** Runs the lifecycle: session, discovery, pre-gating, import, whatever comes later; and ends it all with the session. */
import { pause, type Pause } from '../sdk/backoff.ts'
import type { PluginSdkHandle, ProblemError } from '../sdk/index.ts'
import { ownText } from '#core/own-property'
import type { ProblemAnswer } from './answers.ts'
import { createBundles } from './bundles.ts'
import { createCapabilities, secretsIn, type PageSecrets } from './capabilities.ts'
import type { Facilities } from './facilities.ts'
import { createCalls, type Fetch } from './gateway.ts'
import { begin } from './begin.ts'
import type { HostEvent } from './lifecycle.ts'
import { createLive } from './live.ts'
import { browserLoading, type Loading, type LoadOutcome } from './loader.ts'
import { type Listen, listenToGateway } from './news.ts'
import { buildOf, type PluginState } from './plugin-state.ts'
import { readSession } from './reads.ts'
import { leaveSession } from './sign-out.ts'
import { createResting } from './resting.ts'
import { createSdks } from './sdks.ts'
import { createStore, pluginsOf, sessionOf, type Store } from './store.ts'
import { onlyOnce, toldByDocument, type Told } from './told.ts'
import { createTroubles, type Troubles } from './troubles.ts'

export interface Host {
  readonly store: Store
  /** Of plugins under development. */
  readonly troubles: Troubles
  /** From the first request on; again after a failure. */
  readonly start: () => Promise<void>
  /** Imports a plugin's bundle once more. */
  readonly retry: (plugin: PluginState) => Promise<void>
  /** Puts the version that is offered in the place of the one that runs; that one goes on if the other fails to load. */
  readonly swap: (plugin: PluginState) => Promise<LoadOutcome | null>
  /** Told when another page is opened: what was offered takes over. */
  readonly turnPage: () => void
  /** The page goes out of sight into the history. */
  readonly rest: () => void
  /** It is back: asks who is signed in, and what has changed since. */
  readonly wake: () => Promise<void>
  /** The SDK of a mounted plugin, one per plugin and session: each contribution opens one of its own. */
  readonly sdkOf: (plugin: PluginState) => PluginSdkHandle
  /** Asks the gates about everything again, also about what the document kept silent about because it is denied. */
  readonly examine: () => void
  /** Ends the session at the gateway and the identity provider; gives the problem when that did not work. */
  readonly signOut: () => Promise<ProblemAnswer | null>
}

/** What the host needs of the browser. */
export interface Surroundings {
  /** The page's `fetch`, held before any plugin can wrap it. */
  readonly fetch: Fetch
  /** That the gateway put into the page, once. */
  readonly secrets: () => PageSecrets
  /** What the document brought along. */
  readonly told: Told
  /** Of the page that is shown. */
  readonly pathname: () => string
  readonly loading: Loading
  readonly listen: Listen
  /** Leaves the page. */
  readonly leave: (location: string) => void
  /** Begins anew, as a new document. */
  readonly reload: () => void
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number
  /** Waits; rejects when the signal aborts. */
  readonly pause: Pause
  /** In [0, 1): spreads what many pages would do at once. */
  readonly random: () => number
  readonly report: (error: unknown) => void
  /** What of the page itself plugins get to use. */
  readonly facilities?: Facilities
}

export const browserSurroundings: Surroundings = {
  fetch: globalThis.fetch.bind(globalThis),
  secrets: secretsIn(globalThis),
  told: toldByDocument,
  pathname: () => globalThis.location.pathname,
  loading: browserLoading,
  listen: listenToGateway,
  leave: (location) => globalThis.location.assign(location),
  reload: () => globalThis.location.reload(),
  now: () => performance.now(),
  pause,
  random: Math.random,
  report: (error) => globalThis.reportError(error),
}

/** Refusals that say that the plugin itself is none any more. */
const WITHDRAWN: readonly string[] = ['plugin_quarantined', 'plugin_unknown']

export function createHost(around: Surroundings): Host {
  const store = createStore()
  const troubles = createTroubles()
  let run = new AbortController()

  const told = onlyOnce(around.told)
  const csrfToken = (): string => sessionOf(store)?.csrfToken ?? ''

  const end = (left = false): void => {
    run.abort()
    live.close()
    sdks.dispose()
    capabilities.forget()
    store.send({ type: 'signed_out', left })
  }

  const onProblem = (problem: ProblemError, id: string): void => {
    if (problem.code === 'signed_out') end()
    else if (WITHDRAWN.includes(problem.code)) live.doubt()
    const { manifest } = pluginsOf(store).find((plugin) => plugin.manifest.id === id) ?? {}
    if (!manifest?.development) return
    troubles.add(buildOf(manifest), { message: problem.message, fix: ownText(problem.extensions, 'fix') ?? null })
  }
  const streams = createResting(around.fetch)
  const capabilities = createCapabilities({ ...around, fetch: streams.fetch, csrfToken })
  const sdks = createSdks({ lend: capabilities.lend, csrfToken, onProblem, around, store })

  const call = createCalls(
    around.fetch,
    () => run.signal,
    () => end(),
  )
  const { expect } = capabilities
  const bundles = createBundles({ store, sdks, around, running: () => run.signal, signedOut: () => end(), expect })
  const live = createLive({ store, call, sdks, capabilities, around, bundles, signedOut: () => end() })

  const start = async (): Promise<void> => {
    run.abort()
    live.close()
    run = new AbortController()
    const { signal } = run
    let shown = Promise.resolve()
    const send = (event: HostEvent): void => {
      if (signal.aborted) return
      store.send(event)
      // At once, and not behind what the page draws now: imports are under way while it draws.
      if (event.type === 'decided') shown = bundles.loadShown()
    }
    send({ type: 'started' })
    await begin({ told: told(), call, send, signedOut: () => end() })
    if (signal.aborted) return
    if (sessionOf(store)) live.open()
    await shown
  }

  const wake = async (): Promise<void> => {
    const before = sessionOf(store)
    if (!before) return around.reload()
    live.open()
    const now = (await readSession(call)).value
    if (now && now.csrfToken !== before.csrfToken) around.reload() // another session, perhaps of somebody else
  }

  const signOut = (): Promise<ProblemAnswer | null> => leaveSession({ call, csrfToken, end, leave: around.leave })
  const sdkOf: Host['sdkOf'] = ({ manifest }) => sdks.of(manifest)
  const { load: retry, swap, turnPage } = bundles
  const rest = (): void => {
    live.close()
    streams.rest()
  }
  return { store, troubles, start, retry, swap, turnPage, rest, wake, sdkOf, examine: live.examine, signOut }
}
