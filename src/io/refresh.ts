/** Compiles configuration files into live registries: everything is checked before anything is written. */
import { compareRegistries, type RegistryChanges } from '../core/changes.ts'
import { parseConfiguration, type Configuration } from '../core/configuration.ts'
import type { Registry } from '../core/registry.ts'
import type { Rejection } from '../core/rejection.ts'
import type { Env } from '../env.ts'
import { compile, knowsTenant, tenantsOf, type Compiled } from './compile.ts'
import { readFiles, tenantFile, tenantFiles, tenantOfFile } from './config-files.ts'
import { readDeployment, readLive, removeLive, writeDeployment, writeLive } from './registry-store.ts'

/** Tenants compiled by one request; the answer names the first of the rest. */
const TENANTS_PER_SLICE = 50

export interface TenantChange extends RegistryChanges {
  readonly tenant: string
  /** The revision that was live until now, `null`: there was none. */
  readonly before: string | null
  /** The revision that is live now; `null`: the tenant has left the configuration and nothing of it is served. */
  readonly revision: string | null
  /** What open pages must fetch again. */
  readonly touches: readonly ('plugins' | 'ui')[]
}

export type RefreshOutcome =
  | { readonly kind: 'flipped'; readonly tenants: readonly TenantChange[]; readonly next: string | null }
  | { readonly kind: 'rejected'; readonly rejections: readonly Rejection[] }
  | { readonly kind: 'unknown_tenant' }

/** The registry that a tenant would have with these files in place of those in KV. Nothing is written. */
export async function previewTenant(
  env: Env,
  tenant: string,
  files: ReadonlyMap<string, string>,
): Promise<Compiled | { readonly rejections: readonly Rejection[] } | null> {
  const stored = await readFiles(env, [tenantFile(tenant)])
  const { configuration, rejections } = parseConfiguration(new Map([...stored, ...files]))
  if (configuration === null || rejections.length > 0) return { rejections }
  if (!knowsTenant(configuration, tenant)) return null
  const outcome = await compile(env, configuration, [tenant])
  const [compiled] = outcome.compiled
  return compiled === undefined || outcome.rejections.length > 0 ? { rejections: outcome.rejections } : compiled
}

export interface RefreshOptions {
  /** ISO 8601 time that the pointer will carry. */
  readonly at: string
  /** Files that take the place of those in KV, by their keys. */
  readonly files?: ReadonlyMap<string, string>
  /** Says what would happen, and writes nothing. */
  readonly isDry?: boolean
}

/** Compiles one tenant from the files as they stand, and makes it live. */
export async function refreshTenant(env: Env, tenant: string, options: RefreshOptions): Promise<RefreshOutcome> {
  const own = tenantFile(tenant)
  const others = (await tenantFiles(env)).filter((name) => name !== own).map(tenantOfFile)
  const files = new Map([...(await readFiles(env, [own])), ...(options.files ?? [])])
  const { configuration, rejections } = parseConfiguration(files, others)
  if (configuration === null || rejections.length > 0) return { kind: 'rejected', rejections }
  const tenants = [...tenantsOf(configuration), ...others]
  if (knowsTenant(configuration, tenant)) {
    return flip(env, configuration, { ...options, tenants, slice: [tenant], next: null })
  }
  const withdrawn = await withdraw(env, [tenant], options)
  if (withdrawn.length === 0) return { kind: 'unknown_tenant' }
  if (options.isDry !== true) await writeDeployment(env, { settings: configuration.settings, tenants })
  return { kind: 'flipped', tenants: withdrawn, next: null }
}

/**
 * Compiles every tenant and the operators' host, a slice at a time. Tenants that have left the configuration are
 * withdrawn with the first slice.
 *
 * @param from First tenant of this slice, as the previous answer's `next` gave it; `null` for the first slice.
 */
export async function refreshAll(env: Env, from: string | null, options: RefreshOptions): Promise<RefreshOutcome> {
  const files = new Map([...(await readFiles(env, await tenantFiles(env))), ...(options.files ?? [])])
  const { configuration, rejections } = parseConfiguration(files, [])
  if (configuration === null || rejections.length > 0) return { kind: 'rejected', rejections }
  const tenants = tenantsOf(configuration)
  const { host } = configuration.settings.operator
  const all = [...tenants, ...(host === null ? [] : [host])].toSorted()
  const start = from === null ? 0 : all.findIndex((tenant) => tenant >= from)
  const slice = start === -1 ? [] : all.slice(start, start + TENANTS_PER_SLICE)
  const next = start === -1 ? null : (all[start + TENANTS_PER_SLICE] ?? null)
  const before = (await readDeployment(env))?.tenants ?? []
  const outcome = await flip(env, configuration, { ...options, tenants, slice, next })
  if (outcome.kind !== 'flipped' || from !== null) return outcome
  const gone = await withdraw(
    env,
    before.filter((tenant) => !all.includes(tenant)),
    options,
  )
  return { ...outcome, tenants: [...outcome.tenants, ...gone] }
}

interface Flip extends RefreshOptions {
  /** Every tenant of the configuration. */
  readonly tenants: readonly string[]
  /** Those that are compiled now. */
  readonly slice: readonly string[]
  readonly next: string | null
}

async function flip(
  env: Env,
  configuration: Configuration,
  { tenants, slice, at, next, isDry = false }: Flip,
): Promise<RefreshOutcome> {
  const { compiled, rejections } = await compile(env, configuration, slice)
  if (rejections.length > 0) return { kind: 'rejected', rejections }
  const changes: TenantChange[] = []
  for (const { registry, revision } of compiled) {
    const before = await readLive(env, registry.tenant)
    const { tenant } = registry
    const touches = touchesOf(before?.registry ?? null, registry)
    const changed = compareRegistries(before?.registry ?? null, registry)
    changes.push({ tenant, before: before?.revision ?? null, revision, touches, ...changed })
  }
  if (isDry) return { kind: 'flipped', tenants: changes, next }
  for (const { registry, revision } of compiled) await writeLive(env, revision, registry, at)
  await writeDeployment(env, { settings: configuration.settings, tenants: tenants.toSorted() })
  return { kind: 'flipped', tenants: changes, next }
}

export function touchesOf(before: Registry | null, after: Registry): readonly ('plugins' | 'ui')[] {
  const isSame = (part: 'plugins' | 'ui'): boolean => JSON.stringify(before?.[part]) === JSON.stringify(after[part])
  return (['plugins', 'ui'] as const).filter((part) => !isSame(part))
}

async function withdraw(
  env: Env,
  tenants: readonly string[],
  { isDry = false }: RefreshOptions,
): Promise<readonly TenantChange[]> {
  const changes: TenantChange[] = []
  for (const tenant of tenants) {
    const live = await readLive(env, tenant)
    if (live === null) continue
    if (!isDry) await removeLive(env, tenant)
    changes.push({
      tenant,
      before: live.revision,
      revision: null,
      touches: [],
      ...compareRegistries(live.registry, { ...live.registry, plugins: [] }),
    })
  }
  return changes
}
