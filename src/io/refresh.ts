/** Compiles configuration files into live registries: everything is checked before anything is written. */
import { compareRegistries, type RegistryChanges } from '../core/changes.ts'
import { bundleKeysOf, compileRegistry } from '../core/compile.ts'
import { parseConfiguration, type Configuration } from '../core/configuration.ts'
import type { Registry } from '../core/registry.ts'
import { isRejection, type Rejection } from '../core/rejection.ts'
import type { Env } from '../env.ts'
import { TooLarge } from './body.ts'
import { hashOfBundle } from './bundles.ts'
import { readFiles, tenantFile, tenantFiles, tenantOfFile } from './config-files.ts'
import { sha256Hex } from './digest.ts'
import { log } from './log.ts'
import { readDeployment, readLive, removeLive, writeDeployment, writeLive } from './registry-store.ts'

/** Tenants compiled by one request; the answer names the first of the rest. */
const TENANTS_PER_SLICE = 50

export interface TenantChange extends RegistryChanges {
  readonly tenant: string
  /** The revision that is live now; `null`: the tenant has left the configuration and nothing of it is served. */
  readonly revision: string | null
  /** What open pages must fetch again. */
  readonly touches: readonly ('plugins' | 'ui')[]
}

export type RefreshOutcome =
  | { readonly kind: 'flipped'; readonly tenants: readonly TenantChange[]; readonly next: string | null }
  | { readonly kind: 'rejected'; readonly rejections: readonly Rejection[] }
  | { readonly kind: 'unknown_tenant' }

interface Compiled {
  readonly registry: Registry
  readonly revision: string
}

/**
 * Compiles one tenant from the files as they stand, and makes it live.
 *
 * @param at ISO 8601 time that the pointer will carry.
 */
export async function refreshTenant(env: Env, tenant: string, at: string): Promise<RefreshOutcome> {
  const own = tenantFile(tenant)
  const others = (await tenantFiles(env)).filter((name) => name !== own).map(tenantOfFile)
  const { configuration, rejections } = parseConfiguration(await readFiles(env, [own]), others)
  if (configuration === null || rejections.length > 0) return { kind: 'rejected', rejections }
  const tenants = [...tenantsOf(configuration), ...others]
  if (knowsTenant(configuration, tenant)) return flip(env, configuration, { tenants, slice: [tenant], at, next: null })
  const withdrawn = await withdraw(env, [tenant])
  if (withdrawn.length === 0) return { kind: 'unknown_tenant' }
  await writeDeployment(env, { settings: configuration.settings, tenants })
  return { kind: 'flipped', tenants: withdrawn, next: null }
}

/**
 * Compiles every tenant and the operators' host, a slice at a time. Tenants that have left the configuration are
 * withdrawn with the first slice.
 *
 * @param from First tenant of this slice, as the previous answer's `next` gave it; `null` for the first slice.
 */
export async function refreshAll(env: Env, from: string | null, at: string): Promise<RefreshOutcome> {
  const { configuration, rejections } = parseConfiguration(await readFiles(env, await tenantFiles(env)), [])
  if (configuration === null || rejections.length > 0) return { kind: 'rejected', rejections }
  const tenants = tenantsOf(configuration)
  const { host } = configuration.settings.operator
  const all = [...tenants, ...(host === null ? [] : [host])].toSorted()
  const start = from === null ? 0 : all.findIndex((tenant) => tenant >= from)
  const slice = start === -1 ? [] : all.slice(start, start + TENANTS_PER_SLICE)
  const next = start === -1 ? null : (all[start + TENANTS_PER_SLICE] ?? null)
  const before = (await readDeployment(env))?.tenants ?? []
  const outcome = await flip(env, configuration, { tenants, slice, at, next })
  if (outcome.kind !== 'flipped' || from !== null) return outcome
  const gone = await withdraw(
    env,
    before.filter((tenant) => !all.includes(tenant)),
  )
  return { ...outcome, tenants: [...outcome.tenants, ...gone] }
}

/**
 * First boot: nothing is live yet, so what is sound is served and the rest is reported in the log.
 *
 * @returns Whether this tenant is live now.
 */
export async function bootTenant(env: Env, tenant: string, at: string): Promise<boolean> {
  const { configuration, rejections } = parseConfiguration(await readFiles(env, [tenantFile(tenant)]))
  report(rejections)
  if (configuration === null || !knowsTenant(configuration, tenant)) return false
  const { compiled, rejections: others } = await compile(env, configuration, [tenant])
  report(others)
  for (const { registry, revision } of compiled) await writeLive(env, revision, registry, at)
  return compiled.length > 0
}

/** First boot of the deployment document, from which hosts become tenants. */
export async function bootDeployment(env: Env): Promise<boolean> {
  const others = (await tenantFiles(env)).map(tenantOfFile)
  const { configuration, rejections } = parseConfiguration(await readFiles(env, []), others)
  report(rejections)
  if (configuration === null) return false
  await writeDeployment(env, {
    settings: configuration.settings,
    tenants: [...tenantsOf(configuration), ...others].toSorted(),
  })
  return true
}

interface Flip {
  /** Every tenant of the configuration. */
  readonly tenants: readonly string[]
  /** Those that are compiled now. */
  readonly slice: readonly string[]
  readonly at: string
  readonly next: string | null
}

async function flip(
  env: Env,
  configuration: Configuration,
  { tenants, slice, at, next }: Flip,
): Promise<RefreshOutcome> {
  const { compiled, rejections } = await compile(env, configuration, slice)
  if (rejections.length > 0) return { kind: 'rejected', rejections }
  const changes: TenantChange[] = []
  for (const { registry, revision } of compiled) {
    const before = await readLive(env, registry.tenant)
    const { tenant } = registry
    const touches = touchesOf(before?.registry ?? null, registry)
    changes.push({ tenant, revision, touches, ...compareRegistries(before?.registry ?? null, registry) })
  }
  for (const { registry, revision } of compiled) await writeLive(env, revision, registry, at)
  await writeDeployment(env, { settings: configuration.settings, tenants: tenants.toSorted() })
  return { kind: 'flipped', tenants: changes, next }
}

function touchesOf(before: Registry | null, after: Registry): readonly ('plugins' | 'ui')[] {
  const isSame = (part: 'plugins' | 'ui'): boolean => JSON.stringify(before?.[part]) === JSON.stringify(after[part])
  return (['plugins', 'ui'] as const).filter((part) => !isSame(part))
}

async function withdraw(env: Env, tenants: readonly string[]): Promise<readonly TenantChange[]> {
  const changes: TenantChange[] = []
  for (const tenant of tenants) {
    const live = await readLive(env, tenant)
    if (live === null) continue
    await removeLive(env, tenant)
    changes.push({
      tenant,
      revision: null,
      touches: [],
      ...compareRegistries(live.registry, { ...live.registry, plugins: [] }),
    })
  }
  return changes
}

async function compile(
  env: Env,
  configuration: Configuration,
  tenants: readonly string[],
): Promise<{ readonly compiled: readonly Compiled[]; readonly rejections: readonly Rejection[] }> {
  const compiled: Compiled[] = []
  const rejections: Rejection[] = []
  for (const tenant of tenants) {
    const hashes = new Map<string, string | null>()
    for (const key of bundleKeysOf(configuration, tenant)) {
      const hash = await hashOfBundle(env, key, configuration.settings.limits.bundleBytes).catch(rejectLarge(key))
      if (isRejection(hash)) rejections.push(hash)
      else hashes.set(key, hash)
    }
    const outcome = compileRegistry(configuration, tenant, hashes)
    rejections.push(...outcome.rejections)
    if (outcome.registry === null) continue
    const revision = (await sha256Hex(JSON.stringify(outcome.registry))).slice(0, 32)
    compiled.push({ registry: outcome.registry, revision })
  }
  return { compiled, rejections }
}

function rejectLarge(key: string): (error: unknown) => Rejection {
  return (error) => {
    if (error instanceof TooLarge) return { where: key, why: `${error.message} (settings: limits.bundleBytes)` }
    throw error
  }
}

/** Every tenant, sorted, so that slices are stable. */
function tenantsOf(configuration: Configuration): readonly string[] {
  return [...configuration.tenants.keys()].toSorted()
}

/** The operator host is compiled like a tenant without plugins: it needs settings and identity providers. */
function knowsTenant(configuration: Configuration, tenant: string): boolean {
  return configuration.tenants.has(tenant) || configuration.settings.operator.host === tenant
}

function report(rejections: readonly Rejection[]): void {
  for (const rejection of rejections) log('error', 'config_rejected', { ...rejection })
}
