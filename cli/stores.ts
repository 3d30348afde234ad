/**
 * KV and R2 of an environment, through wrangler's own bindings: local state and the real stores speak the same API, and
 * R2's conditional writes, which the command line lacks, are at hand.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { QUIET_WRANGLER } from '../dev/wrangler.ts'
import { isRecord } from '../src/core/own-property.ts'
import { sha256 } from './digest.ts'
import { Stop } from './stop.ts'

const WRANGLER_TOML = join(import.meta.dirname, '../wrangler.toml')
/** Local stores are files that another process may have locked for a moment; the network has moments too. */
const PAUSES_MS = [50, 150, 400, 1000, 2000]

export interface StoredObject {
  readonly bytes: Uint8Array
  readonly etag: string
}

/** What a conditional write asks for: that there is nothing yet, or still what was read. */
export type Condition = 'absent' | { readonly etag: string }

export interface Stores {
  readConfig(key: string): Promise<Uint8Array | null>
  writeConfig(key: string, bytes: Uint8Array): Promise<void>
  deleteConfig(key: string): Promise<void>
  listConfig(prefix: string): Promise<readonly string[]>
  readObject(key: string): Promise<StoredObject | null>
  /** @returns Whether the condition held; what is stored is then these bytes, which R2 has checked against their hash. */
  writeObject(key: string, bytes: Uint8Array, condition?: Condition): Promise<boolean>
  deleteObject(key: string): Promise<void>
  listObjects(prefix: string): Promise<readonly string[]>
  close(): Promise<void>
}

export interface StoreChoice {
  readonly remote: boolean
  /** Environment of wrangler.toml; `null`: the top level, which is development. */
  readonly environment: string | null
  /** Folder of local data, as in `wrangler dev --persist-to`. */
  readonly stateDir: string
}

interface Page {
  readonly cursor?: string
}

interface Bindings {
  readonly CONFIG: {
    get(key: string, type: 'arrayBuffer'): Promise<ArrayBuffer | null>
    put(key: string, value: Uint8Array): Promise<void>
    delete(key: string): Promise<void>
    list(
      options: Page & { readonly prefix: string },
    ): Promise<Page & { readonly keys: readonly { readonly name: string }[]; readonly list_complete: boolean }>
  }
  readonly BUNDLES: {
    get(key: string): Promise<{ readonly etag: string; arrayBuffer(): Promise<ArrayBuffer> } | null>
    put(
      key: string,
      value: Uint8Array,
      options: {
        readonly sha256: string
        readonly httpMetadata: { readonly contentType: string }
        readonly onlyIf?: Headers | { readonly etagMatches: string }
      },
    ): Promise<unknown>
    delete(key: string): Promise<void>
    list(
      options: Page & { readonly prefix: string },
    ): Promise<Page & { readonly objects: readonly { readonly key: string }[]; readonly truncated: boolean }>
  }
}

/** wrangler.toml's stores and no other binding: the rest would start Durable Objects. */
export function storeConfig(config: unknown, remote: boolean): string {
  const kept = [
    'name',
    'account_id',
    'compatibility_date',
    'kv_namespaces',
    'id',
    'r2_buckets',
    'bucket_name',
    'binding',
  ]
  const stores: unknown = JSON.parse(JSON.stringify(config, kept))
  const isStore = (value: unknown): value is Record<string, unknown> => isRecord(value) && 'binding' in value
  return JSON.stringify(stores, (_key, value: unknown) => (remote && isStore(value) ? { ...value, remote } : value))
}

async function openBindings({ remote, environment, stateDir }: StoreChoice) {
  Object.assign(process.env, { ...QUIET_WRANGLER, WRANGLER_LOG: 'error' })
  const { getPlatformProxy, unstable_readConfig } = await import('wrangler')
  const folder = mkdtempSync(join(tmpdir(), 'experience-stores-'))
  const configPath = join(folder, 'wrangler.json')
  try {
    const env = environment === null ? {} : { env: environment }
    const config: unknown = unstable_readConfig({ config: WRANGLER_TOML, ...env }, { hideWarnings: true })
    writeFileSync(configPath, storeConfig(config, remote))
    return await getPlatformProxy<Bindings>({
      configPath,
      persist: remote ? false : { path: join(stateDir, 'v3') },
      envFiles: [],
      remoteBindings: remote,
    })
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause)
    throw new Stop('unreachable', `The stores cannot be opened: ${said}`, adviceFor(remote))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function adviceFor(remote: boolean): readonly string[] {
  if (!remote) return ['Is there local data? `npm start` makes it; --state-dir names another folder.']
  return ['Sign in with `npx wrangler login`, or set CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID.']
}

/** Opens the stores, and closes them however the work ends. */
export async function withStores<Result>(
  choice: StoreChoice,
  work: (stores: Stores) => Promise<Result>,
): Promise<Result> {
  const stores = await openStores(choice)
  try {
    return await work(stores)
  } finally {
    await stores.close()
  }
}

async function openStores(choice: StoreChoice): Promise<Stores> {
  const { env, dispose } = await openBindings(choice)
  const { CONFIG, BUNDLES } = env
  return {
    readConfig: async (key) => toBytes(await patiently(() => CONFIG.get(key, 'arrayBuffer'))),
    writeConfig: (key, bytes) => patiently(() => CONFIG.put(key, bytes)),
    deleteConfig: (key) => patiently(() => CONFIG.delete(key)),
    listConfig: (prefix) =>
      listAll(
        prefix,
        (page) => patiently(() => CONFIG.list(page)),
        ({ keys, list_complete }) => ({
          names: keys.map(({ name }) => name),
          done: list_complete,
        }),
      ),
    readObject: (key) => patiently(() => readObject(BUNDLES, key)),
    writeObject: (key, bytes, condition) => writeObject(BUNDLES, key, bytes, condition),
    deleteObject: (key) => patiently(() => BUNDLES.delete(key)),
    listObjects: (prefix) =>
      listAll(
        prefix,
        (page) => patiently(() => BUNDLES.list(page)),
        ({ objects, truncated }) => ({
          names: objects.map(({ key }) => key),
          done: !truncated,
        }),
      ),
    close: dispose,
  }
}

function toBytes(buffer: ArrayBuffer | null): Uint8Array | null {
  return buffer === null ? null : new Uint8Array(buffer)
}

async function readObject(bucket: Bindings['BUNDLES'], key: string): Promise<StoredObject | null> {
  const object = await bucket.get(key)
  return object === null ? null : { bytes: new Uint8Array(await object.arrayBuffer()), etag: object.etag }
}

async function writeObject(
  bucket: Bindings['BUNDLES'],
  key: string,
  bytes: Uint8Array,
  condition?: Condition,
): Promise<boolean> {
  const options = {
    sha256: sha256(bytes),
    httpMetadata: { contentType: key.endsWith('.js') ? 'text/javascript' : 'application/octet-stream' },
    ...(condition === 'absent' && { onlyIf: new Headers({ 'If-None-Match': '*' }) }),
    ...(typeof condition === 'object' && { onlyIf: { etagMatches: condition.etag } }),
  }
  let isRetry = false
  return patiently(async () => {
    // A write whose answer was lost may have happened: then the condition fails because of our own bytes.
    const stored = isRetry && condition !== undefined ? await readObject(bucket, key) : null
    if (stored !== null && Buffer.compare(stored.bytes, bytes) === 0) return true
    isRetry = true
    return (await bucket.put(key, bytes, options)) !== null
  })
}

async function listAll<Answer extends Page>(
  prefix: string,
  ask: (page: Page & { readonly prefix: string }) => Promise<Answer>,
  read: (answer: Answer) => { readonly names: readonly string[]; readonly done: boolean },
): Promise<readonly string[]> {
  const all: string[] = []
  let cursor: string | undefined
  for (;;) {
    const answer = await ask(cursor === undefined ? { prefix } : { prefix, cursor })
    const { names, done } = read(answer)
    all.push(...names)
    if (done || answer.cursor === undefined) return all.toSorted()
    cursor = answer.cursor
  }
}

/** Tries again a few times: every operation here may be repeated. */
async function patiently<Result>(operation: () => Promise<Result>): Promise<Result> {
  for (const pauseMs of PAUSES_MS) {
    try {
      return await operation()
    } catch {
      await delay(pauseMs * (0.5 + Math.random()))
    }
  }
  return operation().catch((cause: unknown) => {
    const said = cause instanceof Error ? cause.message : String(cause)
    throw new Stop('unreachable', `The store does not answer: ${said}`, ['Run it again: every step can be repeated.'])
  })
}
