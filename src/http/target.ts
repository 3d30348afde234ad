/** What an operator's action is about: one tenant or all of them, and who is told. */
import type { Context } from 'hono'
import { EVERY_TENANT, REGIONS } from '../core/news.ts'
import type { AppEnv, Env } from '../env.ts'
import type { RingReceipt } from '../io/objects/doorbell.ts'
import type { Scope } from '../io/quarantine-store.ts'
import { readDeployment } from '../io/registry-store.ts'
import { Problem } from './problem.ts'

export interface Target {
  readonly tenant: string
  readonly scope: Scope
  /** Whose policies decide: everything at once is the business of the operators' host. */
  readonly judge: string
}

/**
 * Whose policies decide about everything at once: the operators' host's, as the deployment names it now. Without one nobody
 * may, since a tenant's own policies speak for that tenant alone.
 */
export async function judgeOfAll(env: Env): Promise<string> {
  const host = (await readDeployment(env))?.settings.operator.host ?? null
  if (host === null)
    throw new Problem('operator_required', { detail: 'there is no operators’ host (settings: operator.host)' })
  return host
}

/** On a tenant's host that tenant; on the operators' host the one that `?tenant=` names. */
export async function targetOf(c: Context<AppEnv>): Promise<Target> {
  const { door } = c.var
  const scope: Scope = c.req.query('scope') === 'all' ? 'all' : 'tenant'
  const tenant = door === 'operator' ? (c.req.query('tenant') ?? null) : c.var.tenant
  if (tenant === null && scope === 'tenant') throw new Problem('body_invalid', { detail: 'say which tenant: ?tenant=' })
  const name = tenant ?? c.var.tenant
  return { tenant: name, scope, judge: scope === 'all' ? await judgeOfAll(c.env) : name }
}

/** What an operator is told of an action: where it stands, who heard of it, and whether its audit row is in the trail. */
export function receiptOf(c: Context<AppEnv>, { tenant, scope }: Target, heard: RingReceipt) {
  return { tenant, scope, requestId: c.var.requestId, audit: c.var.attempt?.audit ?? 'written', ...heard }
}

/** Everything at once has a bell of its own, which isolates ask beside the tenant's. */
export function bellOf({ tenant, scope }: Target): string {
  return scope === 'all' ? EVERY_TENANT : tenant
}

/** A region has acknowledged when it did so for every tenant. */
export function together(receipts: readonly RingReceipt[]): RingReceipt {
  const silent = REGIONS.filter((region) => receipts.some((receipt) => receipt.silent.includes(region)))
  const tabs = receipts.reduce((sum, receipt) => sum + receipt.tabs, 0)
  return { acknowledged: REGIONS.filter((region) => !silent.includes(region)), silent, tabs }
}
