/** Reads and writes quarantine flags in KV. A flag set by hand with wrangler counts like any other. */
import { quarantineKeys, readFlag, type QuarantineFlag } from '../core/quarantine.ts'
import type { Env } from '../env.ts'
import { Memo } from './memo.ts'

/** An isolate believes a flag, or its absence, for a second. */
const FLAG_AGE_MS = 1000
const MAX_FLAGS = 20_000
/** What KV reads in one operation. */
const KEYS_PER_READ = 100

export type Scope = 'tenant' | 'all'

export interface Quarantine {
  readonly scope: Scope
  readonly flag: QuarantineFlag
}

/** The flags cannot be read. Bundles and calls treat that as quarantined. */
export class QuarantineUnavailable extends Error {
  override readonly name = 'QuarantineUnavailable'
}

const known = new Memo<Quarantine | null>(FLAG_AGE_MS, MAX_FLAGS)

/**
 * The quarantine each plugin stands under, or `null`.
 *
 * @throws {QuarantineUnavailable} when KV does not answer.
 */
export async function readQuarantines(
  env: Env,
  tenant: string,
  plugins: readonly string[],
): Promise<ReadonlyMap<string, Quarantine | null>> {
  const now = Date.now()
  const found = new Map<string, Quarantine | null>()
  const asked: string[] = []
  for (const plugin of plugins) {
    const remembered = known.get(`${tenant}/${plugin}`, now)
    if (remembered === undefined) asked.push(plugin)
    else found.set(plugin, remembered)
  }
  const values = await readAll(
    env,
    asked.flatMap((plugin) => quarantineKeys(tenant, plugin)),
  )
  for (const plugin of asked) {
    const quarantine = judge(values, tenant, plugin)
    known.set(`${tenant}/${plugin}`, quarantine, now)
    found.set(plugin, quarantine)
  }
  return found
}

export async function readQuarantine(env: Env, tenant: string, plugin: string): Promise<Quarantine | null> {
  return (await readQuarantines(env, tenant, [plugin])).get(plugin) ?? null
}

export async function writeQuarantine(
  env: Env,
  tenant: string,
  plugin: string,
  scope: Scope,
  flag: QuarantineFlag,
): Promise<void> {
  await env.CONFIG.put(keyOf(tenant, plugin, scope), JSON.stringify(flag))
  known.clear()
}

export async function clearQuarantine(env: Env, tenant: string, plugin: string, scope: Scope): Promise<void> {
  await env.CONFIG.delete(keyOf(tenant, plugin, scope))
  known.clear()
}

function keyOf(tenant: string, plugin: string, scope: Scope): string {
  const [ofTenant, ofAll] = quarantineKeys(tenant, plugin)
  return scope === 'tenant' ? ofTenant : ofAll
}

function judge(values: ReadonlyMap<string, string | null>, tenant: string, plugin: string): Quarantine | null {
  const [ofTenant, ofAll] = quarantineKeys(tenant, plugin)
  const everywhere = readFlag(values.get(ofAll) ?? null)
  if (everywhere !== null) return { scope: 'all', flag: everywhere }
  const here = readFlag(values.get(ofTenant) ?? null)
  return here === null ? null : { scope: 'tenant', flag: here }
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
