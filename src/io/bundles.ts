/** Reads plugin bundles from R2 and vouches for their bytes. */
import type { Env } from '../env.ts'
import { readBytes, TooLarge } from './body.ts'
import { sha256Hex, toHex } from './digest.ts'
import { Memo } from './memo.ts'

/** R2 gives every upload a version of its own, so a verified one stays verified; the bound is on memory alone. */
const VERIFIED_AGE_MS = 3_600_000
const MAX_VERIFIED = 5000

export type BundleOutcome =
  | { readonly kind: 'sound'; readonly body: ReadableStream | Uint8Array; readonly size: number }
  | { readonly kind: 'missing' }
  | { readonly kind: 'tampered' }

/** R2 does not answer. */
export class BundleStoreUnavailable extends Error {
  override readonly name = 'BundleStoreUnavailable'
}

const verified = new Memo<true>(VERIFIED_AGE_MS, MAX_VERIFIED)

/**
 * The bundle, if its bytes have the pinned hash. They are hashed before the first one leaves, once per isolate and
 * stored object.
 *
 * @param sha256 Hex hash the bytes must have.
 */
export async function readBundle(env: Env, key: string, sha256: string, maxBytes: number): Promise<BundleOutcome> {
  const object = await reading(() => env.BUNDLES.get(key))
  if (object === null) return { kind: 'missing' }
  if (object.size > maxBytes) {
    await object.body.cancel()
    return { kind: 'tampered' }
  }
  const name = `${key} ${object.version} ${sha256}`
  if (verified.get(name, Date.now()) !== undefined) return { kind: 'sound', body: object.body, size: object.size }
  const bytes = await reading(() => readBytes(object.body, maxBytes))
  if ((await sha256Hex(bytes)) !== sha256) return { kind: 'tampered' }
  verified.set(name, true, Date.now())
  return { kind: 'sound', body: bytes, size: bytes.byteLength }
}

/** Whether a bundle with the right bytes is stored; without reading it when it was verified before. */
export async function isBundleSound(env: Env, key: string, sha256: string, maxBytes: number): Promise<BundleOutcome> {
  const head = await reading(() => env.BUNDLES.head(key))
  if (head === null) return { kind: 'missing' }
  if (verified.get(`${key} ${head.version} ${sha256}`, Date.now()) !== undefined) {
    return { kind: 'sound', body: new Uint8Array(), size: head.size }
  }
  return readBundle(env, key, sha256, maxBytes)
}

/**
 * Hex SHA-256 of a stored bundle, or `null` when it is not there. R2 knows it when the upload named it (R2 then checked
 * it); otherwise the bytes are read and hashed.
 *
 * @throws {TooLarge} for a bundle over the limit.
 */
export async function hashOfBundle(env: Env, key: string, maxBytes: number): Promise<string | null> {
  const head = await reading(() => env.BUNDLES.head(key))
  if (head === null) return null
  if (head.size > maxBytes) throw new TooLarge(`${key} has ${head.size} bytes, the limit is ${maxBytes}`)
  if (head.checksums.sha256 !== undefined) return toHex(head.checksums.sha256)
  const object = await reading(() => env.BUNDLES.get(key))
  return object === null ? null : sha256Hex(await reading(() => readBytes(object.body, maxBytes)))
}

/**
 * Stores a bundle under a key that has none: versions are immutable.
 *
 * @returns `same`: these very bytes were there; `other`: other bytes were, and stay.
 */
export async function storeBundle(
  env: Env,
  key: string,
  bytes: Uint8Array,
): Promise<{ readonly kind: 'new' | 'same' | 'other'; readonly sha256: string }> {
  const sha256 = await sha256Hex(bytes)
  const onlyIf = { etagDoesNotMatch: '*' }
  const put = await reading(() => env.BUNDLES.put(key, bytes, { sha256, onlyIf }))
  if (put !== null) return { kind: 'new', sha256 }
  return { kind: (await hashOfBundle(env, key, Infinity)) === sha256 ? 'same' : 'other', sha256 }
}

async function reading<Value>(read: () => Promise<Value>): Promise<Value> {
  try {
    return await read()
  } catch (cause) {
    if (cause instanceof TooLarge) throw cause
    throw new BundleStoreUnavailable('cannot read bundles', { cause })
  }
}
