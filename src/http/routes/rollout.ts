/** `POST /api/plugins/rollout/{id}`: gives a second version to a part of the people, more of them, all, or nobody. */
import { Hono, type Context } from 'hono'
import { parseJsonText } from '../../core/json-text.ts'
import { own } from '../../core/own-property.ts'
import { isPluginId } from '../../core/plugin-id.ts'
import type { EntryEdit, RolloutEdit } from '../../core/plugins-edit.ts'
import type { AppEnv } from '../../env.ts'
import { readText } from '../../io/body.ts'
import { resumeRollout } from '../../io/rollouts.ts'
import { editedBy } from '../outcomes.ts'
import { operating } from '../operators.ts'
import { Problem } from '../problem.ts'
import { receiptOf, targetOf } from '../target.ts'
import { viewOf } from '../tenant-view.ts'
import { noteFlips, tell } from './revisions.ts'

const MAX_BODY_BYTES = 1024

export const rollout = new Hono<AppEnv>().post('/rollout/:id', async (c) => {
  const target = await targetOf(c)
  const plugin = new URL(c.req.url).pathname.split('/').at(-1)
  const isDry = c.req.query('dry') === '1'
  const known = isPluginId(plugin) ? plugin : '*'
  const { subject } = await operating(c, 'refresh', known, target.judge, isDry ? null : 'rollout')
  if (!isPluginId(plugin)) throw new Problem('operator_plugin_unknown')
  if (target.scope === 'all') throw new Problem('body_invalid', { detail: 'a rollout is for one tenant' })
  const wanted = await rolloutIn(c.req.raw)
  // Another version is other code, which a publish brings. More or fewer people for one that is out already is none.
  const isOut = wanted === null || (await versionOut(c, target.tenant, plugin)) === wanted.version
  if (!isOut) await operating(c, 'publish', plugin, target.judge, null)
  const { editEntry } = await import('../../io/entries.ts')
  const { editRollout } = await import('../../core/plugins-edit.ts')
  const at = new Date().toISOString()
  const edit: EntryEdit = (text, within) => editRollout(text, within, plugin, wanted)
  // An operator who sets a rollout anew has seen why it was stopped.
  const onWritten = async (): Promise<void> => {
    if (wanted !== null) await resumeRollout(c.env, target.tenant, plugin, wanted.version)
  }
  const { tenants, warnings } = editedBy(await editEntry(c.env, target.tenant, edit, { at, isDry, onWritten }))
  const told = { plugin, rollout: wanted, tenants, warnings }
  if (isDry) return c.json({ dry: true, tenant: target.tenant, ...told })
  noteFlips(c, tenants)
  const heard = await tell(c, tenants, at)
  return c.json({ ...receiptOf(c, target, heard), ...told, by: subject.id, at })
})

/** The second version that a part of the people has now, or had until it was halted. */
async function versionOut(c: Context<AppEnv>, tenant: string, plugin: string): Promise<string | null> {
  const { live } = await viewOf(c, tenant)
  return live.registry.plugins.find(({ id }) => id === plugin)?.rollout?.version ?? null
}

/** `{ "version": "1.1.0", "percent": 10 }`, or `{ "version": null }` to take the rollout out. */
async function rolloutIn(request: Request): Promise<RolloutEdit | null> {
  const text = await readText(request.body, MAX_BODY_BYTES).catch(() => '')
  const parsed = parseJsonText(text, { bytes: MAX_BODY_BYTES, depth: 2 })
  const body = 'value' in parsed ? parsed.value : null
  const version = own(body, 'version')
  if (version === null) return null
  const percent = own(body, 'percent')
  const { default: valid } = await import('semver/functions/valid.js')
  if (typeof version !== 'string' || valid(version) !== version || !isPercent(percent)) {
    throw new Problem('body_invalid', { detail: 'expected {"version": "1.1.0", "percent": 0 to 100}' })
  }
  return { version, percent }
}

function isPercent(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 100
}
