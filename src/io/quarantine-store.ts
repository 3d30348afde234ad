/** Quarantine flags: in KV, and before KV shows them, in the doorbell's news. A flag set with wrangler counts like any other. */
import { flagOf } from '../core/news.ts'
import { quarantineKeys, type QuarantineFlag } from '../core/quarantine.ts'
import type { Env } from '../env.ts'
import type { TenantNews } from './doorbell.ts'
import { Flights } from './flights.ts'
import { Memo } from './memo.ts'

/** A flag in KV, or its absence, is believed at most this long; settings say how long in fact. */
const STORE_MS = 60_000
const MAX_FLAGS = 20_000
/** What KV reads in one operation. */
const KEYS_PER_READ = 100

export type Scope = 'tenant' | 'all'

export interface Quarantine {
  readonly scope: Scope
  readonly flag: QuarantineFlag
}

/** What KV holds of one plugin, as it stands there. */
interface StoredFlags {
  readonly ofTenant: string | null
  readonly ofAll: string | null
}

/** The flags cannot be read. Bundles and calls treat that as quarantined. */
export class QuarantineUnavailable extends Error {
  override readonly name = 'QuarantineUnavailable'
}

const memory = new Memo<StoredFlags>(STORE_MS, MAX_FLAGS)
const flights = new Flights<ReadonlyMap<string, string | null>>()

/**
 * The quarantine each plugin stands under, or `null`.
 *
 * @param news What the doorbell says, which KV may not show yet. It outweighs KV.
 * @param storeMs How long a flag that was read from KV is believed.
 * @throws {QuarantineUnavailable} when KV does not answer.
 */
export async function readQuarantines(
  env: Env,
  tenant: string,
  plugins: readonly string[],
  news: TenantNews,
  storeMs: number,
): Promise<ReadonlyMap<string, Quarantine | null>> {
  const stored = await readStored(env, tenant, plugins, storeMs)
  return new Map(plugins.map((plugin) => [plugin, quarantineBy(news, plugin, stored.get(plugin) ?? NO_FLAGS)]))
}

/** The same of one plugin, without asking KV; `undefined`: {@link readQuarantines} has to ask. */
export function knownQuarantine(
  tenant: string,
  plugin: string,
  news: TenantNews,
  storeMs: number,
): Quarantine | null | undefined {
  const stored = memory.get(`${tenant}/${plugin}`, Date.now(), storeMs)
  return stored === undefined ? undefined : quarantineBy(news, plugin, stored)
}

const NO_FLAGS: StoredFlags = { ofTenant: null, ofAll: null }

function quarantineBy({ ofTenant, ofAll }: TenantNews, plugin: string, stored: StoredFlags): Quarantine | null {
  const everywhere = flagOf(ofAll, plugin, stored.ofAll)
  if (everywhere !== null) return { scope: 'all', flag: everywhere }
  const here = flagOf(ofTenant, plugin, stored.ofTenant)
  return here === null ? null : { scope: 'tenant', flag: here }
}

async function readStored(
  env: Env,
  tenant: string,
  plugins: readonly string[],
  storeMs: number,
): Promise<ReadonlyMap<string, StoredFlags>> {
  const now = Date.now()
  const found = new Map<string, StoredFlags>()
  const asked: string[] = []
  for (const plugin of plugins) {
    const remembered = memory.get(`${tenant}/${plugin}`, now, storeMs)
    if (remembered === undefined) asked.push(plugin)
    else found.set(plugin, remembered)
  }
  if (asked.length === 0) return found
  const keys = asked.flatMap((plugin) => quarantineKeys(tenant, plugin))
  const values = await flights.join(keys.join(' '), () => readAll(env, keys))
  for (const plugin of asked) {
    const [ofTenant, ofAll] = quarantineKeys(tenant, plugin)
    const flags = { ofTenant: values.get(ofTenant) ?? null, ofAll: values.get(ofAll) ?? null }
    memory.set(`${tenant}/${plugin}`, flags, now)
    found.set(plugin, flags)
  }
  return found
}

export async function writeQuarantine(
  env: Env,
  tenant: string,
  plugin: string,
  scope: Scope,
  flag: QuarantineFlag,
): Promise<void> {
  await env.CONFIG.put(keyOf(tenant, plugin, scope), JSON.stringify(flag))
  forgetFlags()
}

/** @returns Text of the flag that was taken away, `null` when there was none. */
export async function clearQuarantine(env: Env, tenant: string, plugin: string, scope: Scope): Promise<string | null> {
  const key = keyOf(tenant, plugin, scope)
  const lifted = await env.CONFIG.get(key)
  await env.CONFIG.delete(key)
  forgetFlags()
  return lifted
}

function forgetFlags(): void {
  memory.clear()
  flights.clear()
}

function keyOf(tenant: string, plugin: string, scope: Scope): string {
  const [ofTenant, ofAll] = quarantineKeys(tenant, plugin)
  return scope === 'tenant' ? ofTenant : ofAll
}

async function readAll(env: Env, keys: readonly string[]): Promise<ReadonlyMap<string, string | null>> {
  const values = new Map<string, string | null>()
  try {
    for (let start = 0; start < keys.length; start += KEYS_PER_READ) {
      const slice = keys.slice(start, start + KEYS_PER_READ)
      for (const [key, value] of await env.CONFIG.get(slice)) values.set(key, value)
    }
    return values
  } catch (cause) {
    throw new QuarantineUnavailable('cannot read the quarantine flags', { cause })
  }
}
