/** The whole environment as one archive, out of the stores and into them. */
import { parseConfiguration } from '../core/configuration.ts'
import { isRejection, type Rejection } from '../core/rejection.ts'
import type { Env } from '../env.ts'
import { ARCHIVED, inWritingOrder, isFixed, packArchive, refuseModules, unpackArchive, type Stored } from './archive.ts'
import { TooLarge } from './body.ts'
import { storeBundle } from './bundles.ts'
import { readFiles, tenantFiles } from './config-files.ts'
import { DESK, etagOfFile } from './objects/desk.ts'

/** What a Worker holds in memory several times over. Larger environments go through the command line. */
export const MAX_ARCHIVE_BYTES = 16 * 1024 * 1024
/** Each is a request to a store, of which one invocation has a thousand. */
const MAX_OBJECTS = 300

/** @throws {TooLarge} */
export async function exportEnvironment(env: Env): Promise<{ readonly archive: Uint8Array; readonly keys: string[] }> {
  const stored: Stored[] = []
  let size = 0
  const add = (one: Stored | null): void => {
    size += one?.bytes.byteLength ?? 0
    if (one !== null) stored.push(one)
    if (size > MAX_ARCHIVE_BYTES || stored.length > MAX_OBJECTS) throw tooLarge()
  }
  for (const prefix of ARCHIVED.kv) for (const key of await configKeys(env, prefix)) add(await readKv(env, key))
  for (const prefix of ARCHIVED.r2) for (const key of await objectKeys(env, prefix)) add(await readR2(env, key))
  return { archive: await packArchive(stored), keys: stored.map(({ key }) => key) }
}

function tooLarge(): TooLarge {
  const mebibytes = MAX_ARCHIVE_BYTES / 1024 / 1024
  return new TooLarge(`more than ${MAX_OBJECTS} objects or ${mebibytes} MiB: use the command line`)
}

export interface ImportOptions {
  /** Whether texts that are there and differ are written over. Bundles never are: a version has one content for good. */
  readonly isReplacing: boolean
  /** Says what would be written, and writes nothing. */
  readonly isDry: boolean
}

export type ImportOutcome =
  | { readonly kind: 'rejected'; readonly rejections: readonly Rejection[] }
  /** Something else is there under these keys, and nothing was written. `fixed`: it stays, whatever is asked for. */
  | { readonly kind: 'differs'; readonly keys: readonly string[]; readonly fixed: ReadonlySet<string> }
  /** Somebody has changed this file meanwhile. What came before it is written; importing again goes on. */
  | { readonly kind: 'conflict'; readonly file: string; readonly written: readonly string[] }
  | {
      readonly kind: 'imported'
      readonly written: readonly string[]
      readonly replaced: readonly string[]
      readonly same: number
    }

/** Everything is checked before anything is written: the archive, and the configuration that it would make. */
export async function importEnvironment(
  env: Env,
  archive: Uint8Array,
  { isReplacing, isDry }: ImportOptions,
): Promise<ImportOutcome> {
  const unpacked = await unpackArchive(archive, 2 * MAX_ARCHIVE_BYTES)
  if (isRejection(unpacked)) return { kind: 'rejected', rejections: [unpacked] }
  const noModule = refuseModules(unpacked)
  if (noModule !== null) return { kind: 'rejected', rejections: [noModule] }
  if (unpacked.length > MAX_OBJECTS) throw tooLarge()
  const rejections = await refuseConfiguration(env, unpacked)
  if (rejections.length > 0) return { kind: 'rejected', rejections }
  const compared = await Promise.all(unpacked.map(async (one) => ({ one, ...(await compare(env, one)) })))
  const writing = compared.filter(({ how }) => how !== 'same')
  const replaced = compared.filter(({ how }) => how === 'different').map(({ one }) => one.key)
  const fixed = new Set(compared.filter((each) => each.isFixed).map(({ one }) => one.key))
  if (replaced.length > 0 && !isReplacing) return { kind: 'differs', keys: replaced, fixed }
  if (fixed.size > 0) return { kind: 'differs', keys: [...fixed], fixed }
  const ordered = inWritingOrder(writing.map(({ one }) => one))
  const etags = new Map(compared.map(({ one, etag }) => [one, etag]))
  for (const [index, one] of isDry ? [] : ordered.entries()) {
    if (await write(env, one, etags.get(one) ?? '')) continue
    return { kind: 'conflict', file: one.key, written: ordered.slice(0, index).map(({ key }) => key) }
  }
  const written = ordered.map(({ key }) => key)
  return { kind: 'imported', written, replaced, same: compared.length - writing.length }
}

/** The files of the archive together with those that it leaves as they are. */
async function refuseConfiguration(env: Env, stored: readonly Stored[]): Promise<readonly Rejection[]> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  const files = new Map(await readFiles(env, await tenantFiles(env)))
  for (const { store, key, bytes } of stored.filter((one) => one.store === 'kv')) {
    try {
      const text = decoder.decode(bytes)
      if (key.endsWith('.yaml')) files.set(key, text)
    } catch {
      return [{ file: key, where: `${store}/${key}`, why: 'is no UTF-8 text' }]
    }
  }
  return parseConfiguration(files, []).rejections
}

async function compare(env: Env, one: Stored) {
  const { store, key, bytes } = one
  const present = await (store === 'kv' ? readKv(env, key) : readR2(env, key))
  if (present === null) return { how: 'absent', etag: await etagOfFile(null), isFixed: false } as const
  const isSame = bytes.byteLength === present.bytes.byteLength && bytes.every((byte, at) => byte === present.bytes[at])
  const etag = store === 'kv' ? await etagOfFile(new TextDecoder().decode(present.bytes)) : ''
  return { how: isSame ? 'same' : 'different', etag, isFixed: !isSame && isFixed(one, present.bytes) } as const
}

/** Texts are written at the desk, over what was compared and nothing else; a bundle over nothing. */
async function write(env: Env, { store, key, bytes }: Stored, etag: string): Promise<boolean> {
  if (store === 'kv') {
    const written = await env.DESK.getByName(DESK).write(key, etag, new TextDecoder().decode(bytes))
    return written.kind === 'written'
  }
  return (await storeBundle(env, key, bytes, null)).kind !== 'other'
}

async function readKv(env: Env, key: string): Promise<Stored | null> {
  const value = await env.CONFIG.get(key, 'arrayBuffer')
  return value === null ? null : { store: 'kv', key, bytes: new Uint8Array(value) }
}

async function readR2(env: Env, key: string): Promise<Stored | null> {
  const object = await env.BUNDLES.get(key)
  return object === null ? null : { store: 'r2', key, bytes: new Uint8Array(await object.arrayBuffer()) }
}

async function configKeys(env: Env, prefix: string): Promise<readonly string[]> {
  const keys: string[] = []
  let cursor: string | null = null
  do {
    const page: KVNamespaceListResult<unknown> = await env.CONFIG.list({ prefix, cursor })
    keys.push(...page.keys.map(({ name }) => name))
    if (keys.length > MAX_OBJECTS) throw tooLarge()
    cursor = page.list_complete ? null : page.cursor
  } while (cursor !== null)
  return keys.toSorted()
}

async function objectKeys(env: Env, prefix: string): Promise<readonly string[]> {
  const keys: string[] = []
  let page = await env.BUNDLES.list({ prefix })
  for (;;) {
    keys.push(...page.objects.map(({ key }) => key))
    if (keys.length > MAX_OBJECTS) throw tooLarge()
    if (!page.truncated) return keys.toSorted()
    page = await env.BUNDLES.list({ prefix, cursor: page.cursor })
  }
}
