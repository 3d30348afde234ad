/** Takes an earlier revision of a tenant back, if everything it needs is still there. The configuration files stay as they are. */
import { compareRegistries } from '../core/changes.ts'
import type { Registry, RegistryPointer } from '../core/registry.ts'
import type { Rejection } from '../core/rejection.ts'
import type { Env } from '../env.ts'
import { isBundleSound } from './bundles.ts'
import { touchesOf, type TenantChange } from './refresh.ts'
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
  const pointer = await readPointer(env, tenant)
  const revision = to ?? pointer?.previous[0]
  if (pointer === null || revision === undefined || !isKnown(pointer, revision)) return { kind: 'unknown_revision' }
  const before = await readRevision(env, tenant, pointer.revision)
  const after = await readRevision(env, tenant, revision)
  const rejections = await refuseBundles(env, after.registry)
  if (rejections.length > 0) return { kind: 'unsound', rejections }
  await writeLive(env, revision, after.registry, at)
  const touches = touchesOf(before.registry, after.registry)
  return {
    kind: 'flipped',
    change: {
      tenant,
      before: before.revision,
      revision,
      touches,
      ...compareRegistries(before.registry, after.registry),
    },
  }
}

function isKnown({ revision, previous }: RegistryPointer, asked: string): boolean {
  return revision === asked || previous.includes(asked)
}

async function refuseBundles(env: Env, { plugins, settings }: Registry): Promise<readonly Rejection[]> {
  const rejections: Rejection[] = []
  for (const { id, enabled, bundleKey, sha256 } of plugins) {
    const outcome = enabled ? await isBundleSound(env, bundleKey, sha256, settings.limits.bundleBytes) : null
    if (outcome === null || outcome.kind === 'sound') continue
    const why = outcome.kind === 'missing' ? `${bundleKey} is gone` : `${bundleKey} has other bytes than it had then`
    rejections.push({ where: id, why })
  }
  return rejections
}
