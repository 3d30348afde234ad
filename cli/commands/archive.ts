/** `export` and `import`: the whole configuration with its bundles in one archive. */
import { readFile, writeFile } from 'node:fs/promises'
import { ARCHIVED, packArchive, refuseModules, type Stored, unpackArchive } from '../../src/io/archive.ts'
import { isRejection } from '../../src/core/rejection.ts'
import { confirm } from '../ask.ts'
import { type Command, PLACE } from '../command.ts'
import type { Report } from '../report.ts'
import { Stop } from '../stop.ts'
import { type Stores, withStores } from '../stores.ts'
import { compare, put } from '../stored.ts'
import { storesIn } from '../target.ts'

/** The environment's size is known to its operators; this only keeps a bomb from filling the memory. */
const MAX_ARCHIVE_BYTES = 2 ** 30

export const exportAll: Command = {
  name: 'export',
  expects: ['<file>'],
  summary: 'put all configuration, quarantine flags and bundles into one archive (.tar.gz)',
  options: [...PLACE, 'json', 'help'],
  examples: ['export backup.tar.gz', 'export backup.tar.gz --remote --env production'],
  run: async ({ arguments: [file = ''], options }) => {
    const stored = await withStores(storesIn(options), readAll)
    await writeFile(file, await packArchive(stored))
    return {
      text: [`${stored.length} object(s) are in ${file}.`],
      json: { file, keys: stored.map(({ key }) => key) },
    }
  },
}

const NEVER = [
  'Nothing has been changed, and --replace would change nothing of that: a version’s bundle is never overwritten, and no',
  'archive lifts a quarantine. Publish a new version; lift the quarantine first with `experience unquarantine`.',
]

async function readAll(stores: Stores): Promise<readonly Stored[]> {
  const all: Stored[] = []
  for (const prefix of ARCHIVED.kv) {
    for (const key of await stores.listConfig(prefix)) {
      const bytes = await stores.readConfig(key)
      if (bytes !== null) all.push({ store: 'kv', key, bytes: Uint8Array.from(bytes) })
    }
  }
  for (const prefix of ARCHIVED.r2) {
    for (const key of await stores.listObjects(prefix)) {
      const bytes = await stores.readObject(key)
      if (bytes !== null) all.push({ store: 'r2', key, bytes: Uint8Array.from(bytes) })
    }
  }
  return all
}

export const importAll: Command = {
  name: 'import',
  expects: ['<file>'],
  summary: 'put an archive’s content into KV and R2, byte for byte; then refresh',
  options: [...PLACE, 'replace', 'yes', 'json', 'help'],
  examples: ['import backup.tar.gz --remote --env staging', 'import backup.tar.gz --replace --yes'],
  run: async ({ arguments: [file = ''], options }): Promise<Report> => {
    const archive = await readFile(file).catch(() => {
      throw new Stop('usage', `${file} cannot be read.`)
    })
    const unpacked = await unpackArchive(archive, MAX_ARCHIVE_BYTES)
    const stored = isRejection(unpacked) ? unpacked : (refuseModules(unpacked) ?? unpacked)
    if (isRejection(stored)) throw new Stop('refused', `${file}: ${stored.where} ${stored.why}. Nothing was written.`)
    return withStores(storesIn(options), async (stores) => {
      const { absent, same, different, fixed } = await compare(stores, stored)
      if (fixed.length > 0)
        throw new Stop('refused', `${fixed.map(({ key }) => key).join(', ')}: there with other content.`, NEVER)
      if (different.length > 0 && options.replace !== true) {
        const keys = different.map(({ key }) => key)
        throw new Stop('refused', `${keys.length} object(s) are there with other content: ${keys.join(', ')}.`, [
          'Nothing has been changed. --replace overwrites them.',
        ])
      }
      const writing = [...absent, ...different]
      if (writing.length > 0) {
        await confirm(`Write ${absent.length} new and ${different.length} different object(s)?`, options)
        await put(stores, writing)
      }
      const done = writing.map(({ key }) => key)
      return {
        text: [`${done.length} object(s) written, ${same.length} were there already.`, 'Now: experience refresh --all'],
        json: { written: done, same: same.length },
      }
    })
  },
}
