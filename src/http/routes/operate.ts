/** What operators do: quarantine, unquarantine, refresh. The PDP permits each, and each is written down. */
import { Hono, type Context } from 'hono'
import { parseJsonText } from '../../core/json-text.ts'
import { own, ownText } from '../../core/own-property.ts'
import { EVERY_TENANT, REGIONS } from '../../core/news.ts'
import { isPluginId } from '../../core/plugin-id.ts'
import type { AppEnv } from '../../env.ts'
import { readText } from '../../io/body.ts'
import { ring } from '../../io/doorbell.ts'
import type { RingReceipt } from '../../io/objects/doorbell.ts'
import { clearQuarantine, writeQuarantine, type Scope } from '../../io/quarantine-store.ts'
import { operating, type OperatorAction } from '../operators.ts'
import { Problem } from '../problem.ts'
import { viewOf } from '../tenant-view.ts'

const MAX_BODY_BYTES = 4 * 1024
const MAX_REASON_CHARACTERS = 500

interface Target {
  readonly tenant: string
  readonly scope: Scope
  /** Whose policies decide: everything at once is the business of the operators' host. */
  readonly judge: string
}

export const operate = new Hono<AppEnv>()
  .post('/quarantine/:id', async (c) => {
    const { target, plugin, by } = await operatingOn(c, 'quarantine')
    const reason = await reasonIn(c)
    const at = new Date().toISOString()
    const flag = { ...reason, by, at }
    await writeQuarantine(c.env, target.tenant, plugin, target.scope, flag)
    const heard = await ring(c.env, bellOf(target), { kind: 'quarantine', plugin, flag }, Date.parse(at))
    return c.json({ ...receiptOf(c, target, heard), plugin, quarantined: true, ...flag })
  })
  .post('/unquarantine/:id', async (c) => {
    const { target, plugin, by } = await operatingOn(c, 'unquarantine')
    const at = new Date().toISOString()
    await clearQuarantine(c.env, target.tenant, plugin, target.scope)
    const heard = await ring(c.env, bellOf(target), { kind: 'quarantine', plugin, flag: null }, Date.parse(at))
    return c.json({ ...receiptOf(c, target, heard), plugin, quarantined: false, by, at })
  })
  .post('/refresh', async (c) => {
    const target = targetOf(c)
    const { subject } = await operating(c, 'refresh', '*', target.judge)
    const { refreshAll, refreshTenant } = await import('../../io/refresh.ts')
    const at = new Date().toISOString()
    const from = c.req.query('from') ?? null
    const outcome = await (target.scope === 'all'
      ? refreshAll(c.env, from, at)
      : refreshTenant(c.env, target.tenant, at))
    if (outcome.kind === 'unknown_tenant') throw new Problem('tenant_unknown')
    if (outcome.kind === 'rejected') throw new Problem('config_rejected', { rejections: outcome.rejections })
    const rung = outcome.tenants.flatMap(({ tenant, revision, touches }) => {
      const change = { kind: 'revision', revision: revision ?? '', touches } as const
      return revision === null ? [] : [ring(c.env, tenant, change, Date.parse(at))]
    })
    const heard = together(await Promise.all(rung))
    const { tenants, next } = outcome
    return c.json({ ...receiptOf(c, target, heard), by: subject.id, at, tenants, next })
  })

/** Everything at once has a bell of its own, which isolates ask beside the tenant's. */
function bellOf({ tenant, scope }: Target): string {
  return scope === 'all' ? EVERY_TENANT : tenant
}

function receiptOf(c: Context<AppEnv>, { tenant, scope }: Target, heard: RingReceipt) {
  return { tenant, scope, requestId: c.var.requestId, ...heard }
}

/** A region has acknowledged when it did so for every tenant. */
function together(receipts: readonly RingReceipt[]): RingReceipt {
  const silent = REGIONS.filter((region) => receipts.some((receipt) => receipt.silent.includes(region)))
  const tabs = receipts.reduce((sum, receipt) => sum + receipt.tabs, 0)
  return { acknowledged: REGIONS.filter((region) => !silent.includes(region)), silent, tabs }
}

async function operatingOn(c: Context<AppEnv>, action: OperatorAction) {
  const target = targetOf(c)
  const plugin = new URL(c.req.url).pathname.split('/').at(-1)
  const known = isPluginId(plugin) ? plugin : null
  const { subject } = await operating(c, action, known ?? '*', target.judge)
  if (known === null || !(await isDeclared(c, target, known))) throw new Problem('operator_plugin_unknown')
  return { target, plugin: known, by: subject.id }
}

/** On a tenant's host that tenant; on the operators' host the one that `?tenant=` names. */
function targetOf(c: Context<AppEnv>): Target {
  const { door, live } = c.var
  const scope: Scope = c.req.query('scope') === 'all' ? 'all' : 'tenant'
  const tenant = door === 'operator' ? (c.req.query('tenant') ?? null) : c.var.tenant
  if (tenant === null && scope === 'tenant') throw new Problem('body_invalid', { detail: 'say which tenant: ?tenant=' })
  const name = tenant ?? c.var.tenant
  return { tenant: name, scope, judge: scope === 'all' ? (live.registry.settings.operator.host ?? name) : name }
}

/** Across all tenants a plugin need not be in this one; elsewhere a wrong name is most likely a slip. */
async function isDeclared(c: Context<AppEnv>, target: Target, plugin: string): Promise<boolean> {
  if (target.scope === 'all') return true
  const live = c.var.door === 'operator' ? (await viewOf(c, target.tenant)).live : c.var.live
  return live.registry.plugins.some(({ id }) => id === plugin)
}

async function reasonIn(c: Context<AppEnv>): Promise<{ readonly reason?: string }> {
  const text = await readText(c.req.raw.body, MAX_BODY_BYTES).catch((cause: unknown) => {
    throw new Problem('body_invalid', { cause })
  })
  if (text === '') return {}
  const parsed = parseJsonText(text, { bytes: MAX_BODY_BYTES, depth: 4 })
  if ('refusal' in parsed) throw new Problem('body_invalid', { detail: parsed.refusal })
  const reason = own(parsed.value, 'reason')
  if (reason === undefined) return {}
  const said = ownText(parsed.value, 'reason')
  if (said === undefined || said.length > MAX_REASON_CHARACTERS) {
    throw new Problem('body_invalid', { detail: `reason must be a text of 1 to ${MAX_REASON_CHARACTERS} characters` })
  }
  return { reason: said }
}
