/** Imports one plugin's bundle: loaded, or failed for a reason a person can read. */
import { isFetchFailure } from '../later.ts'
import { explainAnswer, type LoadFailure } from './failure.ts'
import { readModule, type PluginModule } from './module.ts'
import { nextTask } from './next-task.ts'
import { importVerified } from './verified-module.ts'

export type LoadOutcome =
  | { readonly state: 'loaded'; readonly module: PluginModule }
  | { readonly state: 'failed'; readonly reason: LoadFailure; readonly detail: string }

/** What the loader needs of the browser, passed in so that its rules can be tried without one. */
export interface Loading {
  readonly importModule: (url: string) => Promise<unknown>
  readonly probe: (url: string) => Promise<Response>
  /** Resolves after so many milliseconds. */
  readonly wait: (ms: number) => Promise<void>
  /** Longest wait for one import, evaluation included. */
  readonly timeoutMs: number
}

/** Waits before the second and the third try: long enough for a restart of the gateway's isolate. */
const RETRY_AFTER_MS = [300, 1200] as const

export const browserLoading: Loading = {
  importModule,
  // The gateway's own answer: a bundle may be in the cache and quarantined at once. What is wrong in the cache is replaced.
  probe: (url) => fetch(url, { credentials: 'same-origin', redirect: 'error', cache: 'reload' }),
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  timeoutMs: 10_000,
}

/** What runs its code and what draws it are two tasks, and so are two plugins that come at once. */
async function importModule(url: string): Promise<unknown> {
  const module = await importVerified(url)
  await nextTask()
  return module
}

type Attempt = LoadOutcome | { readonly state: 'transient'; readonly reason: LoadFailure; readonly detail: string }

/**
 * Imports at once, which costs no extra round trip while all is well, and asks why only after a failure.
 */
export async function loadBundle(url: string, loading: Loading = browserLoading): Promise<LoadOutcome> {
  for (const pauseMs of RETRY_AFTER_MS) {
    const attempt = await attemptLoad(url, loading)
    if (attempt.state !== 'transient') return attempt
    await loading.wait(pauseMs)
  }
  const last = await attemptLoad(url, loading)
  return last.state === 'transient' ? { ...last, state: 'failed' } : last
}

const TIMED_OUT = Symbol('timed out')

async function attemptLoad(url: string, loading: Loading): Promise<Attempt> {
  try {
    const late = loading.wait(loading.timeoutMs).then(() => TIMED_OUT)
    const namespace = await Promise.race([loading.importModule(url), late])
    if (namespace !== TIMED_OUT) return { state: 'loaded', module: readModule(namespace) }
    const seconds = Math.round(loading.timeoutMs / 1000)
    return { state: 'failed', reason: 'timeout', detail: `It did not finish loading within ${seconds} seconds.` }
  } catch (error) {
    return explainImport(error, url, loading)
  }
}

async function explainImport(error: unknown, url: string, loading: Loading): Promise<Attempt> {
  const said = error instanceof Error ? error.message : String(error)
  if (error instanceof SyntaxError) return { state: 'failed', reason: 'syntax', detail: said }
  if (!isFetchFailure(error)) return { state: 'failed', reason: 'threw', detail: said }
  try {
    return explainProbe(url, await loading.probe(url))
  } catch {
    return { state: 'transient', reason: 'network', detail: 'The gateway could not be reached.' }
  }
}

async function explainProbe(url: string, response: Response): Promise<Attempt> {
  const { reason, transient, detail } = await explainAnswer(url, response)
  return { state: transient ? 'transient' : 'failed', reason, detail }
}
