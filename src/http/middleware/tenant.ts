/** Finds out which tenant, or which operators' host, a request is for, and brings its live registry along. */
import { createMiddleware } from 'hono/factory'
import { WITHDRAWN } from '../../core/news.ts'
import { tenantOf } from '../../core/tenant.ts'
import type { AppEnv, Env } from '../../env.ts'
import { readNews, regionOfRequest } from '../../io/doorbell.ts'
import { Memo } from '../../io/memo.ts'
import { readDeployment, readLive, type LiveRegistry } from '../../io/registry-store.ts'
import { Problem } from '../problem.ts'

/** A host that no configuration knows is not looked up again for a while, so that nobody can make us parse at will. */
const UNKNOWN_AGE_MS = 10_000
const unknown = new Memo<true>(UNKNOWN_AGE_MS, 1000)

export const tenant = createMiddleware<AppEnv>(async (c, next) => {
  const { settings } = await deploymentOf(c.env)
  const found = tenantOf(new URL(c.req.url), { ...settings.tenancy, operatorHost: settings.operator.host })
  if ('refusal' in found) throw new Problem('host_invalid', { detail: found.refusal })
  if (isUnknown(found.tenant)) throw new Problem('tenant_unknown')
  const { doorbell } = settings
  const news = await readNews(c.env, found.tenant, regionOfRequest(c.req.raw), doorbell)
  const rung = news?.ofTenant.revision?.id ?? null
  const live = await liveOf(c.env, found.tenant, { rung, storeMs: doorbell.storeMs })
  if (live === null) throw new Problem('tenant_unknown')
  c.set('door', found.kind)
  c.set('tenant', found.tenant)
  c.set('live', live)
  c.set('news', news)
  await next()
})

async function deploymentOf(env: Env) {
  const deployment = await readDeployment(env)
  if (deployment !== null) return deployment
  const { bootDeployment } = await import('../../io/boot.ts')
  const booted = (await bootDeployment(env)) ? await readDeployment(env) : null
  if (booted === null) throw new Problem('registry_unavailable', { cause: 'no usable configuration' })
  return booted
}

function isUnknown(name: string): boolean {
  return unknown.get(name, Date.now()) !== undefined
}

interface Freshness {
  readonly rung?: string | null
  readonly storeMs?: number
}

/** The live registry; a tenant that was never compiled is compiled now, from the files as they stand. */
export async function liveOf(env: Env, name: string, freshness: Freshness = {}): Promise<LiveRegistry | null> {
  if (freshness.rung === WITHDRAWN || isUnknown(name)) return null
  const live = await readLive(env, name, freshness)
  if (live !== null) return live
  const { bootTenant } = await import('../../io/boot.ts')
  const booted = await bootTenant(env, name, new Date().toISOString())
  if (!booted) unknown.set(name, true, Date.now())
  return booted ? readLive(env, name) : null
}
