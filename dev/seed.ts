/**
 * Brings `plugins-kv-seed/` into local KV and R2, where `wrangler dev` and `wrangler kv … --local` find it.
 *
 * Only files that changed since the last time are written, so that what an operator changed by hand stays. What was compiled
 * before is then old: the gateway is refreshed as soon as it runs, and its earlier revisions stay.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { getPlatformProxy, unstable_readConfig } from 'wrangler'
import { portsFrom, type Ports } from './ports.ts'
import { refreshSeeded } from './refresh.ts'
import { readSecrets } from './secrets.ts'
import { readSeedFiles, type SeedFile } from './seed-files.ts'
import { markStale, readRunning } from './stack-state.ts'

const ROOT = join(import.meta.dirname, '..')
export const SEED_FOLDER = join(ROOT, 'plugins-kv-seed')
/** Where wrangler keeps local data unless told otherwise. */
export const DEFAULT_STATE = join(ROOT, '.wrangler/state')

interface SeedOptions {
  /** As in `wrangler dev --persist-to`. */
  readonly stateDir: string
  readonly ports: Ports
  /** Folders laid over `plugins-kv-seed/`, later ones on top. */
  readonly overlays?: readonly string[]
}

interface SeedReport {
  readonly written: readonly string[]
  readonly removed: readonly string[]
}

interface Stores {
  readonly CONFIG: {
    put(key: string, value: string): Promise<void>
    delete(key: string): Promise<void>
    list(options: { prefix: string }): Promise<{ readonly keys: readonly { readonly name: string }[] }>
  }
  readonly BUNDLES: {
    put(key: string, value: Uint8Array): Promise<unknown>
    delete(key: string): Promise<void>
  }
}

/** Key -> hash of what was seeded last; a line each, as sha256sum writes them. */
function readLedger(file: string): ReadonlyMap<string, string> {
  if (!existsSync(file)) return new Map()
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean)
  return new Map(lines.map((line) => [line.slice(66), line.slice(0, 64)]))
}

function writeLedger(file: string, files: readonly SeedFile[]): void {
  writeFileSync(file, files.map(({ key, sha256 }) => `${sha256}  ${key}\n`).join(''))
}

/** The bindings of wrangler.toml that hold data, and no other: opening the rest would start Durable Objects. */
function writeStoreConfig(stateDir: string): string {
  const file = join(stateDir, 'seed.wrangler.json')
  const config: unknown = unstable_readConfig({ config: join(ROOT, 'wrangler.toml') }, { hideWarnings: true })
  const stores = ['name', 'compatibility_date', 'kv_namespaces', 'id', 'r2_buckets', 'bucket_name', 'binding']
  writeFileSync(file, JSON.stringify(config, stores))
  return file
}

async function isCompiled({ CONFIG }: Stores): Promise<boolean> {
  return (await CONFIG.list({ prefix: 'registry/' })).keys.length > 0
}

async function store(stores: Stores, file: SeedFile): Promise<void> {
  if (file.key.startsWith('config/')) await stores.CONFIG.put(file.key, new TextDecoder().decode(file.bytes))
  else await stores.BUNDLES.put(file.key, file.bytes)
}

async function remove(stores: Stores, key: string): Promise<void> {
  if (key.startsWith('config/')) await stores.CONFIG.delete(key)
  else await stores.BUNDLES.delete(key)
}

export async function seed({ stateDir, ports, overlays = [] }: SeedOptions): Promise<SeedReport> {
  mkdirSync(stateDir, { recursive: true })
  const ledgerFile = join(stateDir, 'seeded.sha256')
  const ledger = readLedger(ledgerFile)
  const files = readSeedFiles([SEED_FOLDER, ...overlays], ports)
  const changed = files.filter(({ key, sha256 }) => ledger.get(key) !== sha256)
  const kept = new Set(files.map(({ key }) => key))
  const removed = [...ledger.keys()].filter((key) => !kept.has(key))
  if (changed.length > 0 || removed.length > 0) {
    const proxy = await getPlatformProxy<Stores>({
      configPath: writeStoreConfig(stateDir),
      persist: { path: join(stateDir, 'v3') },
      envFiles: [],
      remoteBindings: false,
    })
    try {
      for (const file of changed) await store(proxy.env, file)
      for (const key of removed) await remove(proxy.env, key)
      if (await isCompiled(proxy.env)) markStale(stateDir)
    } finally {
      await proxy.dispose()
    }
    writeLedger(ledgerFile, files)
  }
  return { written: changed.map(({ key }) => key), removed }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { overlay: { type: 'string', multiple: true }, 'persist-to': { type: 'string' } },
  })
  const stateDir = values['persist-to'] ?? DEFAULT_STATE
  const running = readRunning(stateDir)
  const ports = running ?? portsFrom(process.env)
  const { written, removed } = await seed({ stateDir, ports, overlays: values.overlay ?? [] })
  for (const key of written) console.log(`written  ${key}`)
  for (const key of removed) console.log(`removed  ${key}`)
  if (written.length + removed.length === 0) console.log('Nothing changed since the last time.')
  const { operatorToken } = running === null ? { operatorToken: null } : readSecrets(running.secretsFile)
  const left = running === null ? [] : await refreshSeeded({ stateDir, port: running.port, operatorToken })
  for (const line of left) console.error(line)
}
