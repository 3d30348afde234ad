/** Takes the plugins and the look of an earlier revision back, if everything they need is still there. The configuration files stay as they are. */
import { compareRegistries } from '../core/changes.ts'
import { refuseGrant } from '../core/own-paths.ts'
import type { CompiledPlugin, Registry, RegistryPointer } from '../core/registry.ts'
import type { Rejection } from '../core/rejection.ts'
import type { Env } from '../env.ts'
import { isBundleSound } from './bundles.ts'
import { sha256Hex } from './digest.ts'
import { touchesOf, type TenantChange } from './flip.ts'
import { readHalts } from './rollouts.ts'
import { readPointer, readRevision, writeLive } from './registry-store.ts'

export type RollbackOutcome =
  | { readonly kind: 'flipped'; readonly change: TenantChange }
  | { readonly kind: 'unknown_revision' }
  | { readonly kind: 'unsound'; readonly rejections: readonly Rejection[] }

/**
 * @param to Revision to take back; `null`: the one before the live one.
 * @param at ISO 8601 time that the pointer will carry.
 */
export async function rollBack(env: Env, tenant: string, to: string | null, at: string): Promise<RollbackOutcome> {
  for (;;) {
    const planned = await planRollback(env, tenant, to)
    if (planned.kind !== 'planned') return planned
    const { rejections, seen, registry, revision, change } = planned
    if (rejections.length > 0) return { kind: 'unsound', rejections }
    if (await writeLive(env, { revision, registry, at, seen })) return { kind: 'flipped', change }
  }
}

/** What a rollback would do, and what keeps it from being done. */
export async function planRollback(env: Env, tenant: string, to: string | null) {
  const seen = await readPointer(env, tenant)
  const { pointer } = seen
  const wanted = to ?? pointer?.previous[0]
  if (pointer === null || wanted === undefined || !isKnown(pointer, wanted))
    return { kind: 'unknown_revision' } as const
  const before = await readRevision(env, tenant, pointer.revision)
  const after = await readRevision(env, tenant, wanted)
  // Plugins and looks go back. Whom to trust and where calls go does not: an identity provider that was taken out stays out.
  const { plugins, ui } = after.registry
  const registry = { ...before.registry, ui, plugins: await withHalts(env, tenant, plugins) }
  const revision = (await sha256Hex(JSON.stringify(registry))).slice(0, 32)
  const touches = touchesOf(before.registry, registry)
  const compared = compareRegistries(before.registry, registry)
  const change: TenantChange = { tenant, before: before.revision, revision, touches, ...compared }
  const rejections = [...refuseGrants(registry), ...(await refuseBundles(env, after.registry))]
  return { kind: 'planned', seen, wanted, before: before.registry, registry, revision, change, rejections } as const
}

/** Grants of that time beside the routes of today: what has become the operators' own meanwhile is granted to no plugin. */
function refuseGrants({ plugins, routes }: Registry): readonly Rejection[] {
  const operatorPaths = routes.filter(({ auth }) => auth === 'operator').map(({ path }) => path)
  return plugins.flatMap(({ id, manifest }) =>
    manifest.permissions.api.flatMap(({ method, path }) => {
      const why = refuseGrant(path, operatorPaths)
      return why === null ? [] : [{ where: id, why: `${method} ${path}: ${why}` }]
    }),
  )
}

function isKnown({ revision, previous }: RegistryPointer, asked: string): boolean {
  return revision === asked || previous.includes(asked)
}

/** A rollout that was stopped meanwhile stays stopped. */
async function withHalts(
  env: Env,
  tenant: string,
  plugins: readonly CompiledPlugin[],
): Promise<readonly CompiledPlugin[]> {
  const rollouts = plugins.flatMap(({ id, rollout }) => (rollout === undefined ? [] : [[id, rollout.version] as const]))
  const halts = await readHalts(env, tenant, rollouts)
  return plugins.map((plugin) => {
    const { id, rollout } = plugin
    if (rollout === undefined) return plugin
    return { ...plugin, rollout: { ...rollout, halted: halts.get(`${id} ${rollout.version}`) ?? null } }
  })
}

/** The plugin's own bundle, and that of the version that is being rolled out. */
function bundlesOf({ id, bundleKey, sha256, rollout }: CompiledPlugin) {
  return [{ id, bundleKey, sha256 }, ...(rollout === undefined ? [] : [{ id, ...rollout }])]
}

async function refuseBundles(env: Env, { plugins, settings }: Registry): Promise<readonly Rejection[]> {
  const rejections: Rejection[] = []
  for (const { id, bundleKey, sha256 } of plugins.filter(({ enabled }) => enabled).flatMap(bundlesOf)) {
    const outcome = await isBundleSound(env, bundleKey, sha256, settings.limits.bundleBytes)
    if (outcome.kind === 'sound') continue
    const why = outcome.kind === 'missing' ? `${bundleKey} is gone` : `${bundleKey} has other bytes than it had then`
    rejections.push({ where: id, why })
  }
  return rejections
}
