/** What the gateway says in a page's document, so that the page need not ask: the names and shapes both sides agree on. */
import type { EngineVerdict } from './engine.ts'
import type { PluginManifest } from './manifest.ts'
import type { UiConfig } from './theme.ts'

/** Id of the data block in the head: the tenant's look as `GET /api/configs/ui` answers it, for everybody at its host. */
export const LOOK_BLOCK = 'ee-look'

/** Id of the style ahead of it. The host takes it out once it has set the tokens itself, in the mode that the person wants. */
export const LOOK_STYLE = 'ee-look-style'

/** Ids of the two data blocks behind the head, in the order in which they come: the second one had to wait for decisions. */
export const PERSON_BLOCK = 'ee-person'
export const PLUGINS_BLOCK = 'ee-plugins'

/** A problem as an answer of the API would have it (RFC 9457). */
export interface PageProblem {
  readonly status: number
  readonly code: string
  readonly title: string
  readonly requestId: string
}

/** `session` as `GET /api/session` answers it. */
export type PersonData<Session> =
  | { readonly session: Session; readonly ui: UiConfig }
  | { readonly problem: PageProblem }

/** One plugin of which something is permitted, and what of it is. */
export interface PagePlugin {
  readonly manifest: PluginManifest
  readonly engine: EngineVerdict
}

/** What was live when the page was made: the revision, and when the doorbell last told of a change (Unix milliseconds). */
export interface AsOf {
  readonly revision: string
  readonly changedAt: number
}

/** Never holds anything of a plugin that is not permitted, not so much as that there is one. */
export type PluginsData =
  | { readonly plugins: readonly PagePlugin[]; readonly asOf: AsOf }
  | { readonly problem: PageProblem }
