/** The kill switch: quarantine and unquarantine. The PDP permits each, and each is written down. */
import { Hono, type Context } from 'hono'
import type { AuditState } from '../../core/audit.ts'
import { parseJsonText } from '../../core/json-text.ts'
import { own, ownText } from '../../core/own-property.ts'
import { isPluginId } from '../../core/plugin-id.ts'
import type { QuarantineFlag } from '../../core/quarantine.ts'
import type { AppEnv } from '../../env.ts'
import { readText } from '../../io/body.ts'
import { ring } from '../../io/doorbell.ts'
import { clearQuarantine, readQuarantines, writeQuarantine } from '../../io/quarantine-store.ts'
import { noteChange } from '../audit.ts'
import { operating, type OperatorAction } from '../operators.ts'
import { Problem } from '../problem.ts'
import { bellOf, receiptOf, targetOf, type Target } from '../target.ts'
import { viewOf } from '../tenant-view.ts'

const MAX_BODY_BYTES = 4 * 1024
const MAX_REASON_CHARACTERS = 500

export const operate = new Hono<AppEnv>()
  .post('/quarantine/:id', async (c) => {
    const { target, plugin, by, before } = await operatingOn(c, 'quarantine')
    const reason = await reasonIn(c)
    const at = new Date().toISOString()
    const flag = { ...reason, by, at }
    noteChange(c, before, stateOf(flag))
    await writeQuarantine(c.env, target.tenant, plugin, target.scope, flag)
    const heard = await ring(c.env, bellOf(target), { kind: 'quarantine', plugin, flag, lifted: null }, Date.parse(at))
    const revision = await revisionOf(c, target)
    return c.json({ ...receiptOf(c, target, heard), plugin, quarantined: true, revision, ...flag })
  })
  .post('/unquarantine/:id', async (c) => {
    const { target, plugin, by, before } = await operatingOn(c, 'unquarantine')
    const at = new Date().toISOString()
    noteChange(c, before, stateOf(null))
    const lifted = await clearQuarantine(c.env, target.tenant, plugin, target.scope)
    const change = { kind: 'quarantine', plugin, flag: null, lifted } as const
    const heard = await ring(c.env, bellOf(target), change, Date.parse(at))
    const revision = await revisionOf(c, target)
    return c.json({ ...receiptOf(c, target, heard), plugin, quarantined: false, revision, by, at })
  })

async function operatingOn(c: Context<AppEnv>, action: OperatorAction) {
  const target = await targetOf(c)
  const plugin = new URL(c.req.url).pathname.split('/').at(-1)
  const known = isPluginId(plugin) ? plugin : null
  const { subject } = await operating(c, action, known ?? '*', target.judge)
  if (known === null || !(await isDeclared(c, target, known))) throw new Problem('operator_plugin_unknown')
  return { target, plugin: known, by: subject.id, before: await stateBefore(c, target.tenant, known) }
}

/** For the audit trail alone: nothing waits for flags that cannot be read. */
async function stateBefore(c: Context<AppEnv>, tenant: string, plugin: string): Promise<AuditState | null> {
  try {
    const { news } = await viewOf(c, tenant)
    const flags = await readQuarantines(c.env, tenant, [plugin], news, 0)
    return stateOf(flags.get(plugin)?.flag ?? null)
  } catch {
    return null
  }
}

/** What the flag stands in front of; of every tenant there is no one revision. The flag counts, whether this is found or not. */
async function revisionOf(c: Context<AppEnv>, { tenant, scope }: Target): Promise<string | null> {
  if (scope === 'all') return null
  return viewOf(c, tenant).then(
    ({ live }) => live.revision,
    () => null,
  )
}

function stateOf(flag: QuarantineFlag | null): AuditState {
  return { quarantined: flag !== null, ...(flag?.reason !== undefined && { reason: flag.reason }) }
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
