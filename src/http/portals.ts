/** Hosts behind which this isolate has found a tenant: for them a page can begin before anybody is asked. */
import type { UiConfig } from '../core/theme.ts'
import { Memo } from '../io/memo.ts'

const MAX_HOSTS = 1000

/** The look that a page begins with. It is the same for everybody who comes to the tenant's host, signed in or not. */
const portals = new Memo<UiConfig>(Infinity, MAX_HOSTS)

/**
 * @returns `null`: not met yet. What is known may be old: it says nothing of today, and what is sent because of it is the
 *   same for everybody.
 */
export function knownPortal({ host, username, password }: URL): UiConfig | null {
  return username === '' && password === '' ? (portals.get(host, 0) ?? null) : null
}

export function rememberPortal({ host }: URL, ui: UiConfig): void {
  portals.set(host, ui, 0)
}
