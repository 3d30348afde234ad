/** KV and R2 of an environment, in the words the commands need; every operation may be repeated. */
import { setTimeout as delay } from 'node:timers/promises'
import { type Bindings, openBindings, type Page, type StoreChoice } from './bindings.ts'
import { sha256 } from './digest.ts'
import { Stop } from './stop.ts'

/** Local stores are files that another process may have locked for a moment; the network has moments too. */
const PAUSES_MS = [50, 150, 400, 1000, 2000]

export interface Stores {
  readConfig(key: string): Promise<Uint8Array | null>
  writeConfig(key: string, bytes: Uint8Array): Promise<void>
  listConfig(prefix: string): Promise<readonly string[]>
  readObject(key: string): Promise<Uint8Array | null>
  writeObject(key: string, bytes: Uint8Array): Promise<void>
  /** @returns `false`: something is there already, and nothing was written. */
  createObject(key: string, bytes: Uint8Array): Promise<boolean>
  deleteObject(key: string): Promise<void>
  listObjects(prefix: string): Promise<readonly string[]>
  close(): Promise<void>
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
    writeObject: async (key, bytes) => {
      await patiently(() => BUNDLES.put(key, bytes, optionsFor(key, bytes)))
    },
    createObject: (key, bytes) => createObject(BUNDLES, key, bytes),
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

async function readObject(bucket: Bindings['BUNDLES'], key: string): Promise<Uint8Array | null> {
  const object = await bucket.get(key)
  return object === null ? null : new Uint8Array(await object.arrayBuffer())
}

/** R2 checks the bytes against their hash, and keeps the hash. */
function optionsFor(key: string, bytes: Uint8Array) {
  const contentType = key.endsWith('.js') ? 'text/javascript' : 'application/octet-stream'
  return { sha256: sha256(bytes), httpMetadata: { contentType } }
}

async function createObject(bucket: Bindings['BUNDLES'], key: string, bytes: Uint8Array): Promise<boolean> {
  const onlyIf = new Headers({ 'If-None-Match': '*' })
  let isRetry = false
  return patiently(async () => {
    // A write whose answer was lost may have happened: then what is in the way are our own bytes.
    const stored = isRetry ? await readObject(bucket, key) : null
    if (stored !== null && Buffer.compare(stored, bytes) === 0) return true
    isRetry = true
    return (await bucket.put(key, bytes, { ...optionsFor(key, bytes), onlyIf })) !== null
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

export async function readText(stores: Stores, key: string): Promise<string | null> {
  const bytes = await stores.readConfig(key)
  return bytes === null ? null : new TextDecoder().decode(bytes)
}
