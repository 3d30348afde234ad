/**
 * One environment in one file: a gzipped tar of `kv/<key>` and `r2/<key>`, and before them `SHA256SUMS` in the form of
 * sha256sum, so that `tar` and `sha256sum -c` are enough to look inside. The same content gives the same bytes.
 */
import { packTar, unpackTar } from 'modern-tar'
import { NO_MODULE, refuseModule } from '../core/module-text.ts'
import { readFlag } from '../core/quarantine.ts'
import type { Rejection } from '../core/rejection.ts'
import { readBytes } from './body.ts'
import { sha256Hex } from './digest.ts'

const SUMS = 'SHA256SUMS'
const NAME = /^(kv|r2)\/((?:config|quarantine|plugins)\/.+)$/
const HASH_CHARACTERS = 64

export interface Stored {
  readonly store: 'kv' | 'r2'
  readonly key: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** What an environment is made of. Compiled registries are not in it: they follow from the rest. */
export const ARCHIVED = { kv: ['config/', 'quarantine/'], r2: ['plugins/'] } as const

export async function packArchive(stored: readonly Stored[]): Promise<Uint8Array> {
  const files = stored.map(({ store, key, bytes }) => ({ name: `${store}/${key}`, bytes }))
  const sums = await Promise.all(files.map(async ({ name, bytes }) => `${await sha256Hex(bytes)}  ${name}\n`))
  const entries = [{ name: SUMS, bytes: new TextEncoder().encode(sums.join('')) }, ...files].map(({ name, bytes }) => ({
    header: { name, size: bytes.byteLength, mtime: new Date(0), mode: 0o644 },
    body: bytes,
  }))
  const tar = new Blob([Uint8Array.from(await packTar(entries))])
  return readBytes(tar.stream().pipeThrough(new CompressionStream('gzip')), Infinity)
}

/**
 * @param maxBytes The most that may come out: a small archive may hold a large one.
 * @returns What is in it, or why nothing of it is believed: where, and what is wrong there.
 */
export async function unpackArchive(archive: Uint8Array, maxBytes: number): Promise<readonly Stored[] | Rejection> {
  const entries = await unzip(archive, maxBytes)
  if (!Array.isArray(entries)) return entries
  const [first, ...files] = entries
  if (first?.name !== SUMS)
    return { where: first?.name ?? '', why: `is no archive of ours: it must begin with ${SUMS}` }
  const lines = new TextDecoder().decode(first.bytes).split('\n').filter(Boolean)
  const sums = new Map(lines.map((line) => [line.slice(HASH_CHARACTERS + 2), line.slice(0, HASH_CHARACTERS)]))
  const stored: Stored[] = []
  for (const { name, bytes } of files) {
    const [, store, key] = NAME.exec(name) ?? []
    if ((store !== 'kv' && store !== 'r2') || key === undefined) return { where: name, why: 'belongs nowhere' }
    if (sums.get(name) !== (await sha256Hex(bytes))) return { where: name, why: 'is damaged' }
    stored.push({ store, key, bytes })
  }
  const missing = [...sums.keys()].find((name) => !files.some((file) => file.name === name))
  return missing === undefined ? stored : { where: missing, why: 'is named in the sums, and the archive lacks it' }
}

interface Unpacked {
  readonly name: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

async function unzip(archive: Uint8Array, maxBytes: number): Promise<Unpacked[] | Rejection> {
  try {
    const zipped = new Blob([Uint8Array.from(archive)])
    const tar = await readBytes(zipped.stream().pipeThrough(new DecompressionStream('gzip')), maxBytes)
    const entries = await unpackTar(tar, { strict: true })
    return entries.map(({ header, data }) => ({ name: header.name, bytes: Uint8Array.from(data ?? []) }))
  } catch (cause) {
    return { where: '', why: `cannot be read as .tar.gz: ${cause instanceof Error ? cause.message : 'damaged'}` }
  }
}

/**
 * Whether no archive may write other content over what is there: a version's bundle is what it is for good, and a quarantine
 * is lifted by whoever says so, not by a backup from before it.
 */
export function isFixed({ store, key, bytes }: Stored, present: Uint8Array): boolean {
  if (store === 'r2') return true
  const [before, after] = [present, bytes].map((text) => readFlag(new TextDecoder().decode(text)))
  return key.startsWith('quarantine/') && before !== null && after === null
}

/** An archive is no way in for what an upload would refuse. `null`: each bundle is a module. */
export function refuseModules(stored: readonly Stored[]): Rejection | null {
  for (const { store, key, bytes } of stored) {
    const refusal = store === 'r2' && key.endsWith('.js') ? refuseModule(bytes) : null
    if (refusal !== null) return { where: `${store}/${key}`, why: `is no ES module: ${NO_MODULE[refusal]}` }
  }
  return null
}

/** Bundles first, the plugins files last, so that nothing ever points at what is not there. */
export function inWritingOrder(stored: readonly Stored[]): readonly Stored[] {
  return stored.toSorted((one, other) => rankOf(one) - rankOf(other))
}

function rankOf({ store, key }: Stored): number {
  if (store === 'r2') return 0
  return key.startsWith('config/plugins') ? 2 : 1
}
