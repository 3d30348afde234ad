/** Compiles tenants with the hashes of the bundles that are in R2. */
import { bundleKeysOf, compileRegistry } from '../core/compile.ts'
import type { Configuration } from '../core/configuration.ts'
import type { Registry } from '../core/registry.ts'
import { isRejection, type Rejection } from '../core/rejection.ts'
import type { Env } from '../env.ts'
import { TooLarge } from './body.ts'
import { hashOfBundle } from './bundles.ts'
import { sha256Hex } from './digest.ts'
import { readHalts } from './rollouts.ts'

export interface Compiled {
  readonly registry: Registry
  readonly revision: string
}

/** @param believed Key -> hash of bundles that are yet to be uploaded, for dry runs. What is there counts for more. */
export async function compile(
  env: Env,
  configuration: Configuration,
  tenants: readonly string[],
  believed: ReadonlyMap<string, string> = new Map(),
): Promise<{ readonly compiled: readonly Compiled[]; readonly rejections: readonly Rejection[] }> {
  const compiled: Compiled[] = []
  const rejections: Rejection[] = []
  // Tenants have bundles in common: the store is asked once for each.
  const hashes = new Map<string, string | null>()
  for (const tenant of tenants) {
    for (const key of bundleKeysOf(configuration, tenant)) {
      if (hashes.has(key)) continue
      const hash = await hashOfBundle(env, key, configuration.settings.limits.bundleBytes).catch(rejectLarge(key))
      if (isRejection(hash)) rejections.push(hash)
      else hashes.set(key, hash ?? believed.get(key) ?? null)
    }
    const halts = await readHalts(env, tenant, rolloutsOf(configuration, tenant))
    const outcome = compileRegistry(configuration, tenant, hashes, halts)
    rejections.push(...outcome.rejections)
    if (outcome.registry === null) continue
    const revision = (await sha256Hex(JSON.stringify(outcome.registry))).slice(0, 32)
    compiled.push({ registry: outcome.registry, revision })
  }
  return { compiled, rejections }
}

/** Plugin and version of each rollout that is configured. */
function rolloutsOf({ tenants }: Configuration, tenant: string): readonly (readonly [id: string, version: string])[] {
  return (tenants.get(tenant) ?? []).flatMap(({ id, rollout }) =>
    rollout === null ? [] : [[id, rollout.version] as const],
  )
}

function rejectLarge(key: string): (error: unknown) => Rejection {
  return (error) => {
    if (error instanceof TooLarge) return { where: key, why: `${error.message} (settings: limits.bundleBytes)` }
    throw error
  }
}

/** Every tenant, sorted, so that slices are stable. */
export function tenantsOf(configuration: Configuration): readonly string[] {
  return [...configuration.tenants.keys()].toSorted()
}

/** The operator host is compiled like a tenant without plugins: it needs settings and identity providers. */
export function knowsTenant(configuration: Configuration, tenant: string): boolean {
  return configuration.tenants.has(tenant) || configuration.settings.operator.host === tenant
}
