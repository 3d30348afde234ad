/** The claims of a logout token whose signature has been verified. */
import { isRecord, own, ownText } from './own-property.ts'

const EVENT = 'http://schemas.openid.net/event/backchannel-logout'
/** Clock difference we forgive between an identity provider and us. */
const CLOCK_SKEW_SECONDS = 60
/** Longer ids are no ids, and this one becomes a key of the replay store. */
const MAX_JTI_CHARACTERS = 256

export type LogoutRefusal = 'typ' | 'crit' | 'iss' | 'aud' | 'iat' | 'exp' | 'jti' | 'events' | 'nonce' | 'nobody_named'

export interface LogoutExpectation {
  readonly issuer: string
  readonly clientId: string
  /** Unix seconds. */
  readonly nowSeconds: number
}

/**
 * @returns The first rule that fails, or `null`. That a `jti` comes once only, the caller's store decides.
 * @see OpenID Connect Back-Channel Logout 1.0, sections 2.4 and 2.6
 */
export function refuseLogoutClaims(
  header: unknown,
  claims: unknown,
  { issuer, clientId, nowSeconds }: LogoutExpectation,
): LogoutRefusal | null {
  // Demanded, though the standard only recommends it: without it a token that was made for something else could pass.
  if (!isLogoutType(own(header, 'typ'))) return 'typ'
  if (own(header, 'crit') !== undefined) return 'crit'
  if (own(claims, 'iss') !== issuer) return 'iss'
  const aud = own(claims, 'aud')
  if (aud !== clientId && !(Array.isArray(aud) && aud.includes(clientId))) return 'aud'
  const iat = own(claims, 'iat')
  if (typeof iat !== 'number' || !(iat <= nowSeconds + CLOCK_SKEW_SECONDS)) return 'iat'
  const exp = own(claims, 'exp')
  if (typeof exp !== 'number' || !(nowSeconds < exp + CLOCK_SKEW_SECONDS)) return 'exp'
  const jti = ownText(claims, 'jti')
  if (jti === undefined || jti.length > MAX_JTI_CHARACTERS) return 'jti'
  if (!isRecord(own(own(claims, 'events'), EVENT))) return 'events'
  // A nonce is what tells an ID token from a logout token: it must not be there, whatever it holds.
  if (own(claims, 'nonce') !== undefined) return 'nonce'
  return refuseNobody(claims)
}

/** A media type is compared without case, and its `application/` may be left out (RFC 7515, section 4.1.9). */
function isLogoutType(typ: unknown): boolean {
  return typeof typ === 'string' && /^(?:application\/)?logout\+jwt$/i.test(typ)
}

/** One of `sub` and `sid` says who; the one that is there must be text. */
function refuseNobody(claims: unknown): LogoutRefusal | null {
  const names = ['sub', 'sid'].filter((name) => own(claims, name) !== undefined)
  return names.length > 0 && names.every((name) => ownText(claims, name) !== undefined) ? null : 'nobody_named'
}
