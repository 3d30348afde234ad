/** `seed`: a folder's files into the stores of a new environment, a file's path being its key. */
import { readdir, readFile } from 'node:fs/promises'
import { join, relative, resolve, sep } from 'node:path'
import type { Stored } from '../../src/io/archive.ts'
import { confirm } from '../ask.ts'
import { type Command, PLACE } from '../command.ts'
import { Stop } from '../stop.ts'
import { withStores } from '../stores.ts'
import { compare, put } from '../stored.ts'
import { storesIn } from '../target.ts'

const SEED_FOLDER = join(import.meta.dirname, '../../plugins-kv-seed')

export const seed: Command = {
  name: 'seed',
  expects: [],
  summary: 'put a folder’s config/ and plugins/ into KV and R2; what is there stays, unless --replace',
  options: [...PLACE, 'folder', 'replace', 'yes', 'json', 'help'],
  examples: ['seed --remote --env staging --folder my-environment', 'seed --remote --env staging --replace --yes'],
  run: async ({ options }) => {
    const folder = options.folder === undefined ? SEED_FOLDER : resolve(options.folder)
    const stored = await readFolder(folder)
    return withStores(storesIn(options), async (stores) => {
      const { absent, same, different } = await compare(stores, stored)
      const writing = [...absent, ...(options.replace === true ? different : [])]
      const kept = options.replace === true ? [] : different.map(({ key }) => key)
      if (writing.length > 0) {
        await confirm(`Write ${writing.length} object(s)?`, options)
        await put(stores, writing)
      }
      const written = writing.map(({ key }) => key)
      return {
        text: [
          `${written.length} object(s) written, ${same.length} were there already.`,
          ...kept.map((key) => `  kept, though it differs: ${key} (--replace overwrites it)`),
        ],
        json: { written, same: same.length, kept },
      }
    })
  },
}

async function readFolder(folder: string): Promise<readonly Stored[]> {
  const stored: Stored[] = []
  for (const [top, store] of [
    ['config', 'kv'],
    ['plugins', 'r2'],
  ] as const) {
    const root = join(folder, top)
    const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => [])
    for (const entry of entries.filter((each) => each.isFile())) {
      const path = join(entry.parentPath, entry.name)
      const key = relative(folder, path).split(sep).join('/')
      stored.push({ store, key, bytes: Uint8Array.from(await readFile(path)) })
    }
  }
  if (stored.length === 0) throw new Stop('usage', `${folder} has neither config/ nor plugins/.`)
  return stored
}
