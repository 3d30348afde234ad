/** Hosts behind which this isolate has found a tenant: for them a page can begin before anybody is asked. */
import type { UiConfig } from '../core/theme.ts'
import { Memo } from '../io/memo.ts'

const MAX_HOSTS = 1000

/** What a page may begin with: the tenant's look is the same for everybody who comes to its host. */
export interface Portal {
  readonly mode: UiConfig['theme']['mode']
}

const portals = new Memo<Portal>(Infinity, MAX_HOSTS)

/**
 * @returns `null`: not met yet. What is known may be old: it says nothing of today, and what is sent because of it is the
 *   same for everybody.
 */
export function knownPortal({ host, username, password }: URL): Portal | null {
  return username === '' && password === '' ? (portals.get(host, 0) ?? null) : null
}

export function portalOf({ theme }: UiConfig): Portal {
  return { mode: theme.mode }
}

export function rememberPortal({ host }: URL, ui: UiConfig): void {
  portals.set(host, portalOf(ui), 0)
}
