/** Makes compiled revisions live, tenant by tenant, and tells what that changes. */
import { compareRegistries, type RegistryChanges } from '../core/changes.ts'
import type { Configuration } from '../core/configuration.ts'
import type { Registry } from '../core/registry.ts'
import type { Rejection } from '../core/rejection.ts'
import type { Env } from '../env.ts'
import { compile } from './compile.ts'
import type { SeenPointer } from './objects/desk.ts'
import { readLive, readRevision, removeLive, writeDeployment, writeLive } from './registry-store.ts'

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
  | {
      readonly kind: 'flipped'
      readonly tenants: readonly TenantChange[]
      readonly next: string | null
      /** What is no mistake, and looks like one. */
      readonly warnings: readonly Rejection[]
    }
  | { readonly kind: 'rejected'; readonly rejections: readonly Rejection[] }
  | { readonly kind: 'unknown_tenant' }
  /** Others change the same tenant again and again; nothing of this was written. */
  | { readonly kind: 'overtaken' }

export interface RefreshOptions {
  /** ISO 8601 time that the pointer will carry. */
  readonly at: string
  /** Files that take the place of those in KV, by their keys. */
  readonly files?: ReadonlyMap<string, string>
  /** Says what would happen, and writes nothing. */
  readonly isDry?: boolean
  /** Of a dry run: R2 keys of bundles that are not there yet, with their hashes. */
  readonly believed?: ReadonlyMap<string, string>
}

interface Flip extends RefreshOptions {
  /** Every tenant of the configuration. */
  readonly tenants: readonly string[]
  /** Those that are compiled now, with what was live of each before the files were read. */
  readonly slice: ReadonlyMap<string, SeenPointer>
  readonly next: string | null
}

/** @returns Besides what was done: the tenants that somebody else has flipped meanwhile. They are as those left them. */
export async function flip(
  env: Env,
  configuration: Configuration,
  { tenants, slice, at, next, isDry = false, believed = new Map() }: Flip,
): Promise<{ readonly outcome: RefreshOutcome; readonly overtaken: readonly string[] }> {
  const trusted = isDry ? believed : new Map<string, string>()
  const { compiled, rejections } = await compile(env, configuration, [...slice.keys()], trusted)
  if (rejections.length > 0) return { outcome: { kind: 'rejected', rejections }, overtaken: [] }
  const changes: TenantChange[] = []
  const overtaken: string[] = []
  for (const { registry, revision } of compiled) {
    const { tenant } = registry
    const seen = slice.get(tenant)
    const change = await compareWithLive(env, registry, revision, seen?.pointer?.revision ?? null)
    const isFlipped = isDry || seen === undefined || (await writeLive(env, { revision, registry, at, seen }))
    if (isFlipped) changes.push(change)
    else overtaken.push(tenant)
  }
  const warnings = warningsOf(configuration, [...slice.keys()])
  if (!isDry) await writeDeployment(env, { settings: configuration.settings, tenants: tenants.toSorted() })
  return { outcome: { kind: 'flipped', tenants: changes, next, warnings }, overtaken }
}

async function compareWithLive(
  env: Env,
  registry: Registry,
  revision: string,
  live: string | null,
): Promise<TenantChange> {
  const before = live === null ? null : (await readRevision(env, registry.tenant, live)).registry
  const touches = touchesOf(before, registry)
  return { tenant: registry.tenant, before: live, revision, touches, ...compareRegistries(before, registry) }
}

/** Of the tenants that are compiled: the mistakes of others are not theirs to read. */
function warningsOf({ tenants }: Configuration, slice: readonly string[]): readonly Rejection[] {
  return slice.flatMap((tenant) => (tenants.get(tenant) ?? []).flatMap(({ suspicions }) => suspicions))
}

export function touchesOf(before: Registry | null, after: Registry): readonly ('plugins' | 'ui')[] {
  const isSame = (part: 'plugins' | 'ui'): boolean => JSON.stringify(before?.[part]) === JSON.stringify(after[part])
  return (['plugins', 'ui'] as const).filter((part) => !isSame(part))
}

export async function withdraw(
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
