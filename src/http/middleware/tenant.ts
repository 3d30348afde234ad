/** Finds out which tenant, or which operators' host, a request is for, and brings its live registry along. */
import type { Context } from 'hono'
import type { Deployment } from '../../core/deployment.ts'
import { WITHDRAWN } from '../../core/news.ts'
import type { Settings } from '../../core/settings.ts'
import { tenantOf } from '../../core/tenant.ts'
import type { AppEnv, Env } from '../../env.ts'
import { isOutOfReach, knownNews, readNews, regionOfRequest, type TenantNews } from '../../io/doorbell.ts'
import { Memo } from '../../io/memo.ts'
import { charge, waitFor } from '../../io/rate.ts'
import { knownDeployment, knownLive, readDeployment, readLive, type LiveRegistry } from '../../io/registry-store.ts'
import { record } from '../../io/telemetry.ts'
import { urlOf } from '../address.ts'
import { Problem } from '../problem.ts'
import type { Gate } from './gates.ts'

/** A host that no configuration knows is not looked up again for a while, so that nobody can make us parse at will. */
const UNKNOWN_AGE_MS = 10_000
const unknown = new Memo<true>(UNKNOWN_AGE_MS, 1000)
/** Nor are many such hosts: each costs a reading of all files, and whoever invents hosts never runs out of them. */
const STRANGERS = { perSecond: 1, burst: 20 }

export const tenant: Gate = (c) => {
  const known = knownDeployment()
  return known === null ? deploymentOf(c.env).then((found) => enter(c, found)) : enter(c, known)
}

function enter(c: Context<AppEnv>, { settings }: Deployment): void | Promise<void> {
  const found = tenantOf(urlOf(c.req.raw), { ...settings.tenancy, operatorHost: settings.operator.host })
  if ('refusal' in found) throw new Problem('host_invalid', { detail: found.refusal })
  if (isUnknown(found.tenant)) throw new Problem('tenant_unknown')
  const { doorbell } = settings
  c.set('door', found.kind)
  c.set('tenant', found.tenant)
  const news = knownNews(found.tenant, doorbell)
  const live = news === null ? null : knownLive(found.tenant, rungBy(news), doorbell.storeMs)
  if (live === null) return learn(c, found.tenant, doorbell)
  c.set('news', news)
  c.set('live', live)
}

/** What this isolate does not know, or knew too long ago. */
async function learn(c: Context<AppEnv>, name: string, doorbell: Settings['doorbell']): Promise<void> {
  // A stranger's host has no doorbell, and takes nobody's place among those that this isolate remembers.
  const isMet = isListed(name) || (await liveOf(c.env, name, { storeMs: doorbell.storeMs })) !== null
  if (!isMet) throw new Problem('tenant_unknown')
  const news = await readNews(c.env, name, regionOfRequest(c.req.raw), doorbell)
  const live = await liveOf(c.env, name, { rung: rungBy(news), storeMs: doorbell.storeMs })
  if (live === null) throw new Problem('tenant_unknown')
  c.set('news', news)
  c.set('live', live)
  if (isOutOfReach(name))
    record(c, { metric: 'doorbell_failed', plugin: null, reason: news === null ? 'closed' : 'grace' })
}

/** The revision that the doorbell says is live, which KV may not show yet. */
function rungBy(news: TenantNews | null): string | null {
  return news?.ofTenant.revision?.id ?? null
}

async function deploymentOf(env: Env): Promise<Deployment> {
  const deployment = await readDeployment(env)
  if (deployment !== null) return deployment
  const { bootDeployment } = await import('../../io/boot.ts')
  const booted = (await bootDeployment(env)) ? await readDeployment(env) : null
  if (booted === null) throw new Problem('registry_unavailable', { cause: 'no usable configuration' })
  return booted
}

/** Whether the configuration had this tenant when it was last looked at as a whole. */
function isListed(name: string): boolean {
  return knownDeployment()?.tenants.includes(name) === true
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
  const isStranger = !isListed(name)
  if (isStranger && waitFor('strangers', STRANGERS) > 0) return null
  const { bootTenant } = await import('../../io/boot.ts')
  const rung = await bootTenant(env, name, new Date().toISOString())
  if (rung === null) {
    unknown.set(name, true, Date.now())
    return null
  }
  // It was none: a tenant whose file nobody has refreshed yet.
  if (isStranger) charge('strangers', STRANGERS, -1)
  return readLive(env, name, { rung })
}
