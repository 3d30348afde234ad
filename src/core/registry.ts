/** A tenant's compiled registry: everything a request needs to know, in one immutable document. */
import type { PluginManifest } from './manifest.ts'
import type { ProviderConfig } from './idps.ts'
import type { RouteConfig, ServiceConfig } from './routes.ts'
import type { Settings } from './settings.ts'
import type { UiConfig } from './theme.ts'

export interface CompiledPlugin {
  readonly id: string
  readonly version: string
  readonly enabled: boolean
  /** R2 key, always below `plugins/`. */
  readonly bundleKey: string
  /** Hex sha256 the bundle's bytes must have: the declared one, or the one found when this was compiled. */
  readonly sha256: string
  /** What the browser gets. */
  readonly manifest: PluginManifest
  /** A second version that a part of the people has. */
  readonly rollout?: Rollout
}

export interface Rollout {
  readonly version: string
  /** 0 to 100. */
  readonly percent: number
  readonly bundleKey: string
  readonly sha256: string
  /** Why it was stopped; `null`: it goes on. */
  readonly halted: string | null
  readonly manifest: PluginManifest
}

/** The document behind `registry/<tenant>/<revision>`. The revision is the hash of its JSON, so it is not inside. */
export interface Registry {
  readonly tenant: string
  readonly settings: Settings
  readonly services: Readonly<Record<string, ServiceConfig>>
  readonly routes: readonly RouteConfig[]
  readonly idps: readonly ProviderConfig[]
  readonly ui: UiConfig
  readonly plugins: readonly CompiledPlugin[]
}

/** The document behind `registry/<tenant>/current`. */
export interface RegistryPointer {
  readonly revision: string
  /** Revisions that were live before, newest first. */
  readonly previous: readonly string[]
  /** ISO 8601 time of the flip. */
  readonly at: string
  /** When each of the previous ones became live last; absent of those from before times were kept. */
  readonly since?: Readonly<Record<string, string>>
}

/** As far as a rollback reaches. */
const MAX_PREVIOUS = 20

/** The pointer after a flip. A revision that comes back stands at the top and nowhere else. */
export function pointAt(revision: string, at: string, before: RegistryPointer | null): RegistryPointer {
  if (before === null) return { revision, previous: [], at }
  const previous = [before.revision, ...before.previous].filter((each) => each !== revision).slice(0, MAX_PREVIOUS)
  const times = new Map([...Object.entries(before.since ?? {}), [before.revision, before.at]])
  return { revision, previous, at, since: Object.fromEntries([...times].filter(([each]) => previous.includes(each))) }
}
