/**
 * One environment in one file: a gzipped tar of `kv/<key>` and `r2/<key>`, and before them `SHA256SUMS` in the form of
 * sha256sum, so that `tar` and `sha256sum -c` are enough to look inside. The same content gives the same bytes.
 */
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { packTar, unpackTar } from 'modern-tar'
import { sha256 } from './digest.ts'
import { Stop } from './stop.ts'

const SUMS = 'SHA256SUMS'
/** The environment's size is known to its operators; this only keeps a bomb from filling the memory. */
const MAX_ARCHIVE_BYTES = 2 ** 30
const NAME = /^(kv|r2)\/((?:config|quarantine|plugins)\/.+)$/

export interface Stored {
  readonly store: 'kv' | 'r2'
  readonly key: string
  readonly bytes: Uint8Array
}

export async function packArchive(stored: readonly Stored[]): Promise<Uint8Array> {
  const files = stored.map(({ store, key, bytes }) => ({ name: `${store}/${key}`, bytes }))
  const sums = files.map(({ name, bytes }) => `${sha256(bytes)}  ${name}\n`).join('')
  const entries = [{ name: SUMS, bytes: new TextEncoder().encode(sums) }, ...files].map(({ name, bytes }) => ({
    header: { name, size: bytes.byteLength, mtime: new Date(0), mode: 0o644 },
    body: bytes,
  }))
  return promisify(gzip)(await packTar(entries))
}

/** @throws {Stop} When the archive is not whole; nothing of it is believed then. */
export async function unpackArchive(archive: Uint8Array): Promise<readonly Stored[]> {
  const entries = await unzip(archive)
  const [first, ...files] = entries
  if (first?.name !== SUMS) throw new Stop('refused', `This is no archive of ours: it does not begin with ${SUMS}.`)
  const lines = new TextDecoder().decode(first.bytes).split('\n').filter(Boolean)
  const sums = new Map(lines.map((line) => [line.slice(66), line.slice(0, 64)]))
  const stored = files.map(({ name, bytes }): Stored => {
    const [, store, key] = NAME.exec(name) ?? []
    if ((store !== 'kv' && store !== 'r2') || key === undefined) {
      throw new Stop('refused', `The archive holds ${name}, which belongs nowhere.`)
    }
    if (sums.get(name) !== sha256(bytes)) throw new Stop('refused', `${name} in the archive is damaged.`)
    return { store, key, bytes }
  })
  const missing = [...sums.keys()].find((name) => !files.some((file) => file.name === name))
  if (missing !== undefined) throw new Stop('refused', `The archive lacks ${missing}.`)
  return stored
}

async function unzip(archive: Uint8Array) {
  try {
    const tar = await promisify(gunzip)(archive, { maxOutputLength: MAX_ARCHIVE_BYTES })
    const entries = await unpackTar(tar, { strict: true })
    return entries.map(({ header, data }) => ({ name: header.name, bytes: data ?? new Uint8Array() }))
  } catch (cause) {
    throw new Stop('refused', `The archive cannot be read: ${cause instanceof Error ? cause.message : 'damaged'}.`)
  }
}
