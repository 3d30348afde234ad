/** A signed-in person's session: its record, its limits, and the cookie that names it. */
import type { Subject } from './authzen-question.ts'

/**
 * `__Host-Http-`: only this host, only over a secure channel, and only by `Set-Cookie`: page script, which a plugin is,
 * can plant a plain `__Host-` cookie while none exists.
 */
export const SESSION_COOKIE = '__Host-Http-sid'

const ONLY_COOKIE = `${SESSION_COOKIE}=`
const ID_CHARACTERS = 43
/** 32 bytes in base64url without padding: 43 characters, of which the last carries four bits. */
const SESSION_ID = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/

export interface SessionRecord {
  /** Host the session is bound to: a tenant's, or the operators'. */
  readonly tenant: string
  readonly subject: Subject
  readonly person: { readonly name: string; readonly email?: string }
  readonly groups: readonly string[]
  /** Name of the entry in `idps.yaml` that signed the person in. */
  readonly idp: string
  /** Who the person is to the identity provider, and its `sid`: by these its back-channel log-out names the session. */
  readonly issuer: string
  readonly userId: string
  readonly sid?: string
  /** Unix milliseconds. */
  readonly createdAt: number
  readonly lastSeenAt: number
  readonly csrfToken: string
}

export interface SessionLimits {
  readonly idleSeconds: number
  readonly absoluteSeconds: number
}

export type SessionRefusal = 'wrong_tenant' | 'expired' | 'idle'

/** @param nowMs Unix milliseconds. A record from the future counts as just made. */
export function refuseSession(
  record: Pick<SessionRecord, 'tenant' | 'createdAt' | 'lastSeenAt'>,
  tenant: string,
  nowMs: number,
  { idleSeconds, absoluteSeconds }: SessionLimits,
): SessionRefusal | null {
  if (record.tenant !== tenant) return 'wrong_tenant'
  // Written so that a time that is no number refuses.
  if (!(nowMs < record.createdAt + absoluteSeconds * 1000)) return 'expired'
  if (!(nowMs < record.lastSeenAt + idleSeconds * 1000)) return 'idle'
  return null
}

export function isSessionId(value: string): boolean {
  return SESSION_ID.test(value)
}

/**
 * The session id in a `Cookie` header. Two cookies of our name mean that somebody planted one: neither is believed.
 *
 * @returns `null`: none, two, or one that we never made.
 */
export function parseSessionCookie(header: string | null): string | null {
  if (header === null) return null
  // Nearly always ours is the only one.
  if (header.startsWith(ONLY_COOKIE) && header.length === ONLY_COOKIE.length + ID_CHARACTERS) {
    const id = header.slice(ONLY_COOKIE.length)
    return isSessionId(id) ? id : null
  }
  const values = header.split(';').flatMap((pair) => {
    const [name = '', ...value] = pair.split('=')
    return name.trim().toLowerCase() === SESSION_COOKIE.toLowerCase()
      ? [{ name: name.trim(), value: value.join('=') }]
      : []
  })
  const [only, second] = values
  if (only === undefined || second !== undefined || only.name !== SESSION_COOKIE) return null
  return isSessionId(only.value) ? only.value : null
}
