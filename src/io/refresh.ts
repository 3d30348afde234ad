/** Compiles configuration files into live registries: everything is checked before anything is written. */
import { compareRegistries, type RegistryChanges } from '../core/changes.ts'
import { bundleKeysOf, compileRegistry } from '../core/compile.ts'
import { parseConfiguration, type Configuration } from '../core/configuration.ts'
import type { Registry } from '../core/registry.ts'
import { isRejection, type Rejection } from '../core/rejection.ts'
import type { Env } from '../env.ts'
import { TooLarge } from './body.ts'
import { hashOfBundle } from './bundles.ts'
import { sha256Hex } from './digest.ts'
import { log } from './log.ts'
import { readDeployment, readLive, writeDeployment, writeLive } from './registry-store.ts'

const SHARED_FILES = [
  'config/plugins.yaml',
  'config/routes.yaml',
  'config/settings.yaml',
  'config/idps.yaml',
  'config/ui.yaml',
]
const TENANT_FILES = 'config/plugins/'

/** Tenants compiled by one request; the answer names the first of the rest. */
const TENANTS_PER_SLICE = 50

export interface TenantChange extends RegistryChanges {
  readonly tenant: string
  readonly revision: string
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
  const { configuration, rejections } = parseConfiguration(await readFiles(env, [`${TENANT_FILES}${tenant}.yaml`]))
  if (configuration === null) return { kind: 'rejected', rejections }
  if (!knowsTenant(configuration, tenant)) {
    return rejections.length > 0 ? { kind: 'rejected', rejections } : { kind: 'unknown_tenant' }
  }
  return flip(env, configuration, [tenant], rejections, at, null)
}

/**
 * Compiles every tenant, a slice at a time.
 *
 * @param from First tenant of this slice, as the previous answer's `next` gave it; `null` for the first slice.
 */
export async function refreshAll(env: Env, from: string | null, at: string): Promise<RefreshOutcome> {
  const { configuration, rejections } = parseConfiguration(await readFiles(env, await tenantFiles(env)))
  if (configuration === null) return { kind: 'rejected', rejections }
  const all = tenantsOf(configuration)
  const start = from === null ? 0 : all.findIndex((tenant) => tenant >= from)
  const slice = start === -1 ? [] : all.slice(start, start + TENANTS_PER_SLICE)
  const next = start === -1 ? null : (all[start + TENANTS_PER_SLICE] ?? null)
  return flip(env, configuration, slice, rejections, at, next)
}

/**
 * First boot: nothing is live yet, so what is sound is served and the rest is reported in the log.
 *
 * @returns Whether this tenant is live now.
 */
export async function bootTenant(env: Env, tenant: string, at: string): Promise<boolean> {
  const { configuration, rejections } = parseConfiguration(await readFiles(env, [`${TENANT_FILES}${tenant}.yaml`]))
  report(rejections)
  if (configuration === null || !knowsTenant(configuration, tenant)) return false
  const { compiled, rejections: others } = await compile(env, configuration, [tenant])
  report(others)
  for (const { registry, revision } of compiled) await writeLive(env, revision, registry, at)
  return compiled.length > 0
}

/** First boot of the deployment document, from which hosts become tenants. */
export async function bootDeployment(env: Env): Promise<boolean> {
  const { configuration, rejections } = parseConfiguration(await readFiles(env, []))
  if (configuration === null) {
    report(rejections)
    return false
  }
  await writeDeployment(env, { settings: configuration.settings, tenants: tenantsOf(configuration) })
  return true
}

async function flip(
  env: Env,
  configuration: Configuration,
  tenants: readonly string[],
  rejections: readonly Rejection[],
  at: string,
  next: string | null,
): Promise<RefreshOutcome> {
  const outcome = await compile(env, configuration, tenants)
  const all = [...rejections, ...outcome.rejections]
  if (all.length > 0) return { kind: 'rejected', rejections: all }
  const changes: TenantChange[] = []
  for (const { registry, revision } of outcome.compiled) {
    const before = await readLive(env, registry.tenant)
    changes.push({ tenant: registry.tenant, revision, ...compareRegistries(before?.registry ?? null, registry) })
  }
  for (const { registry, revision } of outcome.compiled) await writeLive(env, revision, registry, at)
  await keepDeployment(env, configuration)
  return { kind: 'flipped', tenants: changes, next }
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

/** Tenants in a file of their own are not all read when one tenant is refreshed; they stay in the list. */
async function keepDeployment(env: Env, configuration: Configuration): Promise<void> {
  const before = await readDeployment(env)
  const tenants = [...new Set([...(before?.tenants ?? []), ...tenantsOf(configuration)])].toSorted()
  await writeDeployment(env, { settings: configuration.settings, tenants })
}

/** Every tenant, sorted, so that slices are stable. */
function tenantsOf(configuration: Configuration): readonly string[] {
  return [...configuration.tenants.keys()].toSorted()
}

/** The operator host is compiled like a tenant without plugins: it needs settings and identity providers. */
function knowsTenant(configuration: Configuration, tenant: string): boolean {
  return configuration.tenants.has(tenant) || configuration.settings.operator.host === tenant
}

async function readFiles(env: Env, more: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const names = [...SHARED_FILES, ...more]
  const texts = await Promise.all(names.map((name) => env.CONFIG.get(name)))
  const files = new Map<string, string>()
  for (const [index, text] of texts.entries()) {
    const name = names[index]
    if (name !== undefined && text !== null) files.set(name, text)
  }
  return files
}

async function tenantFiles(env: Env): Promise<readonly string[]> {
  const names: string[] = []
  let cursor: string | null = null
  do {
    const page: KVNamespaceListResult<unknown> = await env.CONFIG.list({ prefix: TENANT_FILES, cursor })
    names.push(...page.keys.map((key) => key.name))
    cursor = page.list_complete ? null : page.cursor
  } while (cursor !== null)
  return names
}

function report(rejections: readonly Rejection[]): void {
  for (const rejection of rejections) log('error', 'config_rejected', { ...rejection })
}
