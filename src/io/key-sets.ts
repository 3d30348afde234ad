/**
 * Providers' keys for logout tokens. Anybody may send a token, so no token makes us ask: a key set is remembered, and asked for
 * again by a token that it does not fit only when it has some age. A provider that does not answer is left alone for a moment.
 */
import { createLocalJWKSet, errors, jwtVerify, type JWTHeaderParameters, type JWTPayload } from 'jose'
import type { ProviderConfig } from '../core/idps.ts'
import { readJson } from './body.ts'
import { discover, fetchProvider, IdpUnavailable, MAX_ANSWER_BYTES } from './idp-metadata.ts'
import { Memo } from './memo.ts'

const AGE_MS = 600_000
/** Keys that were rotated are seen after so long; until then the provider's own retries bridge the gap. */
const ASK_AGAIN_MS = 30_000
const REST_MS = 5000
const MAX_PROVIDERS = 200

interface KeySet {
  readonly keys: ReturnType<typeof createLocalJWKSet>
  readonly at: number
}

const known = new Memo<KeySet>(AGE_MS, MAX_PROVIDERS)
const resting = new Memo<true>(REST_MS, MAX_PROVIDERS)

export interface VerifiedToken {
  readonly header: JWTHeaderParameters
  readonly claims: JWTPayload
}

/**
 * @throws {IdpUnavailable} when there are no keys to be had; any other error means that the token is not this provider's.
 */
export async function verifyLogoutToken(provider: ProviderConfig, token: string): Promise<VerifiedToken> {
  const set = known.get(provider.issuer, Date.now()) ?? (await fetchKeys(provider))
  try {
    return await verify(token, set)
  } catch (error) {
    const mayBeRotated =
      error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWSSignatureVerificationFailed
    if (!mayBeRotated || Date.now() - set.at < ASK_AGAIN_MS) throw error
    return verify(token, await fetchKeys(provider))
  }
}

async function verify(token: string, { keys }: KeySet): Promise<VerifiedToken> {
  const verified = await jwtVerify(token, keys, {
    algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA'],
    clockTolerance: 60,
  })
  return { header: verified.protectedHeader, claims: verified.payload }
}

async function fetchKeys(provider: ProviderConfig): Promise<KeySet> {
  const { issuer } = provider
  if (resting.get(issuer, Date.now()) !== undefined) throw new IdpUnavailable('it did not answer a moment ago')
  try {
    const server = await discover(provider)
    if (server.jwks_uri === undefined) throw new IdpUnavailable('no key set')
    const keys = await readJson(await fetchProvider(server.jwks_uri, {}), MAX_ANSWER_BYTES)
    if (!isKeySet(keys)) throw new IdpUnavailable('the key set is malformed')
    const set = { keys: createLocalJWKSet(keys), at: Date.now() }
    known.set(issuer, set, set.at)
    return set
  } catch (cause) {
    resting.set(issuer, true, Date.now())
    throw cause instanceof IdpUnavailable ? cause : new IdpUnavailable('the key set cannot be read', { cause })
  }
}

function isKeySet(value: unknown): value is { keys: { kty: string }[] } {
  return typeof value === 'object' && value !== null && 'keys' in value && Array.isArray(value.keys)
}
