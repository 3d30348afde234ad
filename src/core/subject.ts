/** The canonical subject of a signed-in person: `auth:account:{provider}:{user_id}`. */
import type { Subject } from './authzen-question.ts'

/** An alias holds no colon: the user id begins after the third one, whatever it holds itself. */
const PROVIDER = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/
/**
 * OpenID Connect's `sub`: at most 255 ASCII characters. Visible ones only: two ids that look alike must be alike.
 * Colons are taken (`oidc:42`, URNs): the id is the last part, so there is one way to read it.
 */
const USER_ID = /^[\x21-\x7e]{1,255}$/

/** @returns `null` for an alias or a user id that cannot stand in a subject id: nobody is signed in with it. */
export function accountSubject(provider: string, userId: string): Subject | null {
  if (!PROVIDER.test(provider) || !USER_ID.test(userId)) return null
  return { type: 'account', id: `auth:account:${provider}:${userId}` }
}

/** What stands in a subject's id; `null` when it is no person's. */
export function partsOfSubject(id: string): { readonly provider: string; readonly userId: string } | null {
  const [type, kind, provider = '', ...rest] = id.split(':')
  const userId = rest.join(':')
  if (type !== 'auth' || kind !== 'account' || accountSubject(provider, userId) === null) return null
  return { provider, userId }
}
