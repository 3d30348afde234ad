/** `GET /api/ops/revision`: what going back to an earlier revision would change, and whether it can be done. */
import { Hono } from 'hono'
import type { PluginManifest } from '../../core/manifest.ts'
import type { Registry } from '../../core/registry.ts'
import type { AppEnv } from '../../env.ts'
import { operating } from '../operators.ts'
import { Problem } from '../problem.ts'
import { viewOf } from '../tenant-view.ts'

export const history = new Hono<AppEnv>().get('/revision', async (c) => {
  const tenant = c.var.door === 'operator' ? (c.req.query('tenant') ?? '') : c.var.tenant
  await operating(c, 'read', '*', tenant)
  await viewOf(c, tenant)
  const { planRollback } = await import('../../io/rollback.ts')
  const plan = await planRollback(c.env, tenant, c.req.query('to') ?? null)
  if (plan.kind !== 'planned') throw new Problem('revision_unknown')
  const { change, rejections, wanted, seen, before, registry } = plan
  const touched = [...change.added, ...change.changed, ...change.removed]
  return c.json({
    tenant,
    to: wanted,
    live: seen.pointer?.revision ?? null,
    at: (wanted === seen.pointer?.revision ? seen.pointer.at : seen.pointer?.since?.[wanted]) ?? null,
    change,
    rejections,
    plugins: touched.map((id) => ({ id, before: manifestIn(before, id), after: manifestIn(registry, id) })),
  })
})

function manifestIn({ plugins }: Registry, id: string): PluginManifest | null {
  return plugins.find((plugin) => plugin.id === id)?.manifest ?? null
}
