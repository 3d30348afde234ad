/** Tells an upstream who calls: a short-lived JWT, signed by this Worker, for one service. */
import { importJWK, SignJWT, type JWK } from 'jose'
import type { Env } from '../env.ts'
import { Memo } from './memo.ts'

/** `iss` of every assertion. */
export const ASSERTION_ISSUER = 'experience-edge'
const LIFE_SECONDS = 60
/** An assertion is used again for half its life: signing costs more than the rest of a call. */
const REUSE_MS = 30_000

export interface Caller {
  readonly tenant: string
  readonly subject: string
  readonly plugin: string
  readonly pluginVersion: string
}

interface SigningKey {
  readonly key: CryptoKey | Uint8Array
  readonly kid: string
}

const keys = new Memo<SigningKey>(3_600_000, 4)
const signed = new Memo<string>(REUSE_MS, 5000)

/** @param service Name of the service, `aud` of the assertion. */
export async function assertionFor(env: Env, service: string, caller: Caller): Promise<string> {
  const name = [service, caller.tenant, caller.subject, caller.plugin, caller.pluginVersion].join('\n')
  const known = signed.get(name, Date.now())
  if (known !== undefined) return known
  const { key, kid } = await signingKey(env)
  const now = Math.floor(Date.now() / 1000)
  const assertion = await new SignJWT({
    tenant: caller.tenant,
    plugin: caller.plugin,
    plugin_version: caller.pluginVersion,
  })
    .setProtectedHeader({ alg: 'ES256', kid, typ: 'JWT' })
    .setIssuer(ASSERTION_ISSUER)
    .setAudience(service)
    .setSubject(caller.subject)
    .setIssuedAt(now)
    .setExpirationTime(now + LIFE_SECONDS)
    .sign(key)
  signed.set(name, assertion, Date.now())
  return assertion
}

/** The public half, as upstreams fetch it. */
export function publicKeys(env: Env): { readonly keys: readonly JWK[] } {
  const { d: _private, ...jwk } = parseKey(env)
  return { keys: [{ ...jwk, alg: 'ES256', use: 'sig' }] }
}

async function signingKey(env: Env): Promise<SigningKey> {
  const known = keys.get('signing', Date.now())
  if (known !== undefined) return known
  const jwk = parseKey(env)
  const made = { key: await importJWK(jwk, 'ES256'), kid: jwk.kid ?? '' }
  keys.set('signing', made, Date.now())
  return made
}

function parseKey(env: Env): JWK {
  const parsed: unknown = JSON.parse(env.ASSERTION_KEY ?? 'null')
  if (!isEcKey(parsed)) throw new Error('the Worker secret ASSERTION_KEY is no private EC key as JWK')
  return parsed
}

function isEcKey(value: unknown): value is JWK & { d: string } {
  return typeof value === 'object' && value !== null && 'kty' in value && value.kty === 'EC' && 'd' in value
}
