/** `/api/ops`: what operators see. */
import { Hono } from 'hono'
import type { AppEnv } from '../../env.ts'
import { readQuarantines } from '../../io/quarantine-store.ts'
import { readDeployment, readPointer } from '../../io/registry-store.ts'
import { operating } from '../operators.ts'
import { judgeOfAll } from '../target.ts'
import { viewOf } from '../tenant-view.ts'

/** An operator looks at what KV holds now, not at what an isolate remembers. */
const FRESH_MS = 0

export const ops = new Hono<AppEnv>()
  .get('/tenants', async (c) => {
    await operating(c, 'read', '*', await judgeOfAll(c.env))
    const deployment = await readDeployment(c.env)
    return c.json({ tenants: deployment?.tenants ?? [] })
  })
  .get('/plugins', async (c) => {
    const tenant = c.var.door === 'operator' ? (c.req.query('tenant') ?? '') : c.var.tenant
    await operating(c, 'read', '*', tenant)
    const { live, news } = await viewOf(c, tenant)
    const { plugins } = live.registry
    const ids = plugins.map(({ id }) => id)
    const flags = await readQuarantines(c.env, tenant, ids, news, FRESH_MS)
    const listed = plugins.map(({ id, version, enabled, sha256, manifest, rollout }) => {
      const quarantine = flags.get(id) ?? null
      return {
        id,
        version,
        enabled,
        title: manifest.title ?? null,
        sha256,
        rollout:
          rollout === undefined ? null : { version: rollout.version, percent: rollout.percent, halted: rollout.halted },
        quarantined: quarantine === null ? null : { scope: quarantine.scope, ...quarantine.flag },
        routes: manifest.contributions.routes.length,
        widgets: manifest.contributions.widgets.length,
      }
    })
    const { pointer } = await readPointer(c.env, tenant)
    const previous = pointer?.previous ?? []
    const history = previous.map((revision) => ({ revision, at: pointer?.since?.[revision] ?? null }))
    return c.json({
      tenant,
      revision: live.revision,
      at: pointer?.revision === live.revision ? pointer.at : null,
      previous,
      history,
      hostVersion: live.registry.settings.hostVersion,
      plugins: listed,
    })
  })
