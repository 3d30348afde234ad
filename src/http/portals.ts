/** Hosts behind which this isolate has found a tenant: for them a page can begin before anybody is asked. */
import { Memo } from '../io/memo.ts'

const MAX_HOSTS = 1000
const portals = new Memo<true>(Infinity, MAX_HOSTS)

/** That may be long ago: it says nothing of today, and what is sent because of it is the same for everybody. */
export function wasPortal({ host, username, password }: URL): boolean {
  return username === '' && password === '' && portals.get(host, 0) !== undefined
}

export function rememberPortal({ host }: URL): void {
  portals.set(host, true, 0)
}
