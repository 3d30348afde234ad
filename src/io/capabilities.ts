/**
 * Signs and verifies capabilities and page tickets. The key is derived from the session's 256 random bits, which the browser
 * holds in a cookie that no script can read: so each session has its own, it ends with the session, and no store is asked.
 */
import { capabilityText, printStamp, ticketText, type CapabilityTerms, type Stamp } from '../core/capability.ts'
import { toBase64Url } from './digest.ts'
import { Memo } from './memo.ts'

const ENCODER = new TextEncoder()
/** Keeps this key apart from any other that may ever be derived from a session. */
const PURPOSE = ENCODER.encode('experience-edge capability 1')
const HMAC = { name: 'HMAC', hash: 'SHA-256', length: 256 } as const

/** A session's key is derived once an hour in an isolate, and a capability verified once. */
const KEY_AGE_MS = 3_600_000
const PROOF_AGE_MS = 120_000
const MAX_ENTRIES = 10_000

/** For what a signature was proved. */
interface Proof {
  readonly sessionId: string
  readonly issuedAt: number
  readonly terms: CapabilityTerms
}

const keys = new Memo<CryptoKey>(KEY_AGE_MS, MAX_ENTRIES)
const proofs = new Memo<Proof>(PROOF_AGE_MS, MAX_ENTRIES)

/** @param sessionId As the cookie has it. */
export async function mintCapability(sessionId: string, terms: CapabilityTerms, issuedAt: number): Promise<string> {
  return sign(sessionId, capabilityText(terms, issuedAt), issuedAt)
}

export async function mintTicket(sessionId: string, tenant: string, issuedAt: number): Promise<string> {
  return sign(sessionId, ticketText(tenant, issuedAt), issuedAt)
}

/** Whether this session's key made the capability, for exactly these terms. What was proved is remembered. */
export async function isGenuineCapability(sessionId: string, stamp: Stamp, terms: CapabilityTerms): Promise<boolean> {
  const known = proofs.get(stamp.signature, Date.now())
  if (known !== undefined && isSame(known, sessionId, stamp, terms)) return true
  const isGenuine = await verify(sessionId, capabilityText(terms, stamp.issuedAt), stamp)
  if (isGenuine) proofs.set(stamp.signature, { sessionId, issuedAt: stamp.issuedAt, terms }, Date.now())
  return isGenuine
}

function isSame({ sessionId, issuedAt, terms }: Proof, id: string, stamp: Stamp, asked: CapabilityTerms): boolean {
  if (sessionId !== id || issuedAt !== stamp.issuedAt) return false
  const { tenant, plugin, version, revision } = terms
  const isSamePlugin = tenant === asked.tenant && plugin === asked.plugin && version === asked.version
  return isSamePlugin && revision === asked.revision
}

export async function isGenuineTicket(sessionId: string, stamp: Stamp, tenant: string): Promise<boolean> {
  return verify(sessionId, ticketText(tenant, stamp.issuedAt), stamp)
}

async function sign(sessionId: string, text: string, issuedAt: number): Promise<string> {
  const signature = await crypto.subtle.sign('HMAC', await keyOf(sessionId), ENCODER.encode(text))
  return printStamp({ issuedAt, signature: toBase64Url(new Uint8Array(signature)) })
}

async function verify(sessionId: string, text: string, { signature }: Stamp): Promise<boolean> {
  const bytes = Uint8Array.from(atob(signature.replaceAll('-', '+').replaceAll('_', '/')), (letter) =>
    letter.charCodeAt(0),
  )
  return crypto.subtle.verify('HMAC', await keyOf(sessionId), bytes, ENCODER.encode(text))
}

/** HKDF (RFC 5869) without salt: the input is random through and through. */
async function keyOf(sessionId: string): Promise<CryptoKey> {
  const known = keys.get(sessionId, Date.now())
  if (known !== undefined) return known
  const input = await crypto.subtle.importKey('raw', ENCODER.encode(sessionId), 'HKDF', false, ['deriveKey'])
  const how = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: PURPOSE }
  const key = await crypto.subtle.deriveKey(how, input, HMAC, false, ['sign', 'verify'])
  keys.set(sessionId, key, Date.now())
  return key
}
