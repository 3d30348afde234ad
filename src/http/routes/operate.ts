/** The kill switch: quarantine and unquarantine. The PDP permits each, and each is written down. */
import { Hono, type Context } from 'hono'
import { parseJsonText } from '../../core/json-text.ts'
import { own, ownText } from '../../core/own-property.ts'
import { isPluginId } from '../../core/plugin-id.ts'
import type { AppEnv } from '../../env.ts'
import { readText } from '../../io/body.ts'
import { ring } from '../../io/doorbell.ts'
import { clearQuarantine, writeQuarantine } from '../../io/quarantine-store.ts'
import { operating, type OperatorAction } from '../operators.ts'
import { Problem } from '../problem.ts'
import { bellOf, receiptOf, targetOf, type Target } from '../target.ts'
import { viewOf } from '../tenant-view.ts'

const MAX_BODY_BYTES = 4 * 1024
const MAX_REASON_CHARACTERS = 500

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

async function operatingOn(c: Context<AppEnv>, action: OperatorAction) {
  const target = targetOf(c)
  const plugin = new URL(c.req.url).pathname.split('/').at(-1)
  const known = isPluginId(plugin) ? plugin : null
  const { subject } = await operating(c, action, known ?? '*', target.judge)
  if (known === null || !(await isDeclared(c, target, known))) throw new Problem('operator_plugin_unknown')
  return { target, plugin: known, by: subject.id }
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
