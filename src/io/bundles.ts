/** Reads plugin bundles from R2 and vouches for their bytes. */
import type { Env } from '../env.ts'
import { readBytes, TooLarge } from './body.ts'
import { sha256Hex, toHex } from './digest.ts'
import { Flights } from './flights.ts'
import { Memo } from './memo.ts'

/** Of an isolate's 128 MB: some hundred bundles of usual size. */
const MAX_BYTES = 24 * 2 ** 20
/** Bytes with the right hash stay right; whether the store still has them is looked at more often, see `storeMs`. */
const SHELF_AGE_MS = 3_600_000

export type BundleOutcome =
  | { readonly kind: 'sound'; readonly bytes: Uint8Array }
  | { readonly kind: 'missing' }
  | { readonly kind: 'tampered' }

/** Which bundle, and what it must be. */
export interface WantedBundle {
  readonly key: string
  /** Hex hash that the bytes must have. */
  readonly sha256: string
  readonly maxBytes: number
  /** How long bytes in memory serve without a look at the store. */
  readonly storeMs: number
}

/** R2 does not answer. */
export class BundleStoreUnavailable extends Error {
  override readonly name = 'BundleStoreUnavailable'
}

interface Shelved {
  readonly outcome: Extract<BundleOutcome, { kind: 'sound' }>
  /** R2 gives every upload a version of its own. */
  readonly version: string
  /** When the store was last seen to have this version, Unix milliseconds. */
  readonly seenAt: number
}

const shelf = new Memo<Shelved>(SHELF_AGE_MS, MAX_BYTES)
const flights = new Flights<BundleOutcome>()

/** The bundle as this isolate has it; `null`: {@link readBundle} has to ask the store. */
export function knownBundle({ key, sha256, maxBytes, storeMs }: WantedBundle): BundleOutcome | null {
  const now = Date.now()
  const shelved = shelf.get(`${key} ${sha256}`, now)
  if (shelved === undefined || now - shelved.seenAt >= storeMs) return null
  return shelved.outcome.bytes.byteLength > maxBytes ? null : shelved.outcome
}

/** The bundle, if its bytes have the pinned hash: they are hashed before the first one leaves. */
export async function readBundle(env: Env, wanted: WantedBundle): Promise<BundleOutcome> {
  return knownBundle(wanted) ?? flights.join(`${wanted.key} ${wanted.sha256}`, () => fetchBundle(env, wanted))
}

/** What the store has at this moment, for those who judge and do not serve. */
export async function isBundleSound(env: Env, key: string, sha256: string, maxBytes: number): Promise<BundleOutcome> {
  return readBundle(env, { key, sha256, maxBytes, storeMs: 0 })
}

async function fetchBundle(env: Env, { key, sha256, maxBytes }: WantedBundle): Promise<BundleOutcome> {
  const name = `${key} ${sha256}`
  const seenAt = Date.now()
  const shelved = shelf.get(name, seenAt)
  if (shelved !== undefined) {
    const head = await reading(() => env.BUNDLES.head(key))
    if (head?.version === shelved.version && head.size <= maxBytes) {
      shelf.set(name, { ...shelved, seenAt }, seenAt, head.size)
      return shelved.outcome
    }
    shelf.forget(name)
  }
  const object = await reading(() => env.BUNDLES.get(key))
  if (object === null) return { kind: 'missing' }
  if (object.size > maxBytes) {
    await object.body.cancel()
    return { kind: 'tampered' }
  }
  const bytes = await reading(() => readBytes(object.body, maxBytes))
  if ((await sha256Hex(bytes)) !== sha256) return { kind: 'tampered' }
  const outcome = { kind: 'sound', bytes } as const
  shelf.set(name, { outcome, version: object.version, seenAt }, seenAt, bytes.byteLength)
  return outcome
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
 * @param claimed Hex hash that the sender says the bytes have; `null`: it says none.
 * @returns `same`: these very bytes were there; `other`: other bytes were, and stay; `garbled`: the bytes are not the ones
 *   that were sent, and are stored nowhere, or the version would be theirs for good.
 */
export async function storeBundle(
  env: Env,
  key: string,
  bytes: Uint8Array,
  claimed: string | null,
): Promise<{ readonly kind: 'new' | 'same' | 'other' | 'garbled'; readonly sha256: string }> {
  const sha256 = await sha256Hex(bytes)
  if (claimed !== null && claimed !== sha256) return { kind: 'garbled', sha256 }
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
