/** `POST /api/plugins/rollout/{id}`: gives a second version to a part of the people, more of them, all, or nobody. */
import { Hono, type Context } from 'hono'
import valid from 'semver/functions/valid.js'
import { editRollout, type RolloutEdit } from '../../core/edit-rollout.ts'
import { parseJsonText } from '../../core/json-text.ts'
import { own } from '../../core/own-property.ts'
import { isPluginId } from '../../core/plugin-id.ts'
import { isRejection } from '../../core/rejection.ts'
import type { AppEnv } from '../../env.ts'
import { readText } from '../../io/body.ts'
import { tenantFile } from '../../io/config-files.ts'
import { DESK, etagOfFile } from '../../io/objects/desk.ts'
import { resumeRollout } from '../../io/rollouts.ts'
import { operating } from '../operators.ts'
import { Problem } from '../problem.ts'
import { receiptOf, targetOf } from '../target.ts'
import { noteFlips, tell } from './revisions.ts'

const MAX_BODY_BYTES = 1024
const SHARED_FILE = 'config/plugins.yaml'

export const rollout = new Hono<AppEnv>().post('/rollout/:id', async (c) => {
  const target = await targetOf(c)
  const plugin = new URL(c.req.url).pathname.split('/').at(-1)
  const { subject } = await operating(c, 'refresh', isPluginId(plugin) ? plugin : '*', target.judge, 'rollout')
  if (!isPluginId(plugin)) throw new Problem('operator_plugin_unknown')
  if (target.scope === 'all') throw new Problem('body_invalid', { detail: 'a rollout is for one tenant' })
  const wanted = await rolloutIn(c.req.raw)
  const { refreshTenant } = await import('../../io/refresh.ts')
  const at = new Date().toISOString()
  const { file, before, text } = await edited(c, target.tenant, plugin, wanted)
  const dry = await refreshTenant(c.env, target.tenant, { at, files: new Map([[file, text]]), isDry: true })
  if (dry.kind === 'rejected') throw new Problem('config_rejected', { rejections: dry.rejections })
  const written = await c.env.DESK.getByName(DESK).write(file, await etagOfFile(before), text)
  if (written.kind === 'conflict') throw new Problem('config_changed', { detail: written.etag })
  // An operator who sets a rollout anew has seen why it was stopped.
  if (wanted !== null) await resumeRollout(c.env, target.tenant, plugin, wanted.version)
  const outcome = await refreshTenant(c.env, target.tenant, { at, files: new Map([[file, text]]) })
  if (outcome.kind === 'unknown_tenant') throw new Problem('tenant_unknown')
  if (outcome.kind === 'rejected') throw new Problem('config_rejected', { rejections: outcome.rejections })
  noteFlips(c, outcome.tenants)
  const heard = await tell(c, outcome.tenants, at)
  return c.json({
    ...receiptOf(c, target, heard),
    plugin,
    rollout: wanted,
    by: subject.id,
    at,
    tenants: outcome.tenants,
  })
})

/** The file in which the tenant's manifests stand, with the rollout in place. */
async function edited(c: Context<AppEnv>, tenant: string, plugin: string, wanted: RolloutEdit | null) {
  const [ownText = null, shared = null] = await c.env.DESK.getByName(DESK).read([tenantFile(tenant), SHARED_FILE])
  const file = ownText === null ? SHARED_FILE : tenantFile(tenant)
  const before = ownText ?? shared ?? ''
  const text = editRollout(before, { tenant: ownText === null ? tenant : null, plugin }, wanted)
  if (isRejection(text)) throw new Problem('operator_plugin_unknown', { detail: text.why })
  return { file, before, text }
}

/** `{ "version": "1.1.0", "percent": 10 }`, or `{ "version": null }` to take the rollout out. */
async function rolloutIn(request: Request): Promise<RolloutEdit | null> {
  const text = await readText(request.body, MAX_BODY_BYTES).catch(() => '')
  const parsed = parseJsonText(text, { bytes: MAX_BODY_BYTES, depth: 2 })
  const body = 'value' in parsed ? parsed.value : null
  const version = own(body, 'version')
  if (version === null) return null
  const percent = own(body, 'percent')
  if (typeof version !== 'string' || valid(version) !== version || !isPercent(percent)) {
    throw new Problem('body_invalid', { detail: 'expected {"version": "1.1.0", "percent": 0 to 100}' })
  }
  return { version, percent }
}

function isPercent(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 100
}
