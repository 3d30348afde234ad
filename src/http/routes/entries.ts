/** `/api/ops/entries`: a tenant's list of plugins, entry by entry, as its own operators may edit it. */
import { Hono, type Context } from 'hono'
import { parseJsonText } from '../../core/json-text.ts'
import { own, ownText } from '../../core/own-property.ts'
import { isPluginId } from '../../core/plugin-id.ts'
import type { AppEnv } from '../../env.ts'
import { readText } from '../../io/body.ts'
import { editedBy } from '../outcomes.ts'
import { operating } from '../operators.ts'
import { Problem } from '../problem.ts'
import { receiptOf, targetOf } from '../target.ts'
import { viewOf } from '../tenant-view.ts'
import { noteFlips, tell } from './revisions.ts'

/** As large as the parser takes a file. */
const MAX_BODY_BYTES = 128 * 1024
const MAX_DEPTH = 32

export const entries = new Hono<AppEnv>()
  .put('/entries/:id', (c) => change(c, () => 'publish', 'putOf'))
  .patch('/entries/:id', (c) =>
    change(
      c,
      (body) => (ownText(body, 'version') ? 'publish' : own(body, 'enabled') === false ? 'disable' : 'enable'),
      'patchOf',
    ),
  )
  .delete('/entries/:id', (c) => change(c, () => 'remove', 'removeOf'))

/**
 * `?dry=1` tells what the edit would change, with the tag of the file. Sent back as `If-Match`, the edit is done only if
 * the file still is the one that was agreed to change.
 */
async function change(
  c: Context<AppEnv>,
  actionOf: (body: unknown) => string,
  edit: 'putOf' | 'patchOf' | 'removeOf',
): Promise<Response> {
  const target = await targetOf(c)
  const isDry = c.req.query('dry') === '1'
  const body = await bodyOf(c)
  const id = new URL(c.req.url).pathname.split('/').at(-1)
  const known = isPluginId(id) ? id : '*'
  const action = actionOf(body)
  const asked = action === 'publish' ? 'publish' : 'refresh'
  const { subject } = await operating(c, asked, known, target.judge, isDry ? null : action)
  if (!isPluginId(id)) throw new Problem('operator_plugin_unknown')
  if (target.scope === 'all') throw new Problem('body_invalid', { detail: 'an entry belongs to one tenant' })
  const { live } = await viewOf(c, target.tenant)
  const { editEntry } = await import('../../io/entries.ts')
  const edits = await import('../entry-edits.ts')
  const at = new Date().toISOString()
  const expected = /^"?([a-z0-9]{1,64})"?$/.exec(c.req.header('If-Match') ?? '')?.[1] ?? null
  const options = { at, isDry, expected, believed: edits.believedOf(id, body) }
  const outcome = editedBy(await editEntry(c.env, target.tenant, edits[edit](id, body), options))
  const { tenants, warnings, file, etags, isEdited } = outcome
  const { hostVersion } = live.registry.settings
  const told = { plugin: id, file, isEdited, tenants, warnings, hostVersion }
  if (isDry) return c.json({ dry: true, tenant: target.tenant, etag: etags.before, ...told })
  noteFlips(c, tenants)
  const heard = await tell(c, tenants, at)
  return c.json({ ...receiptOf(c, target, heard), ...told, etag: etags.after, by: subject.id, at })
}

async function bodyOf(c: Context<AppEnv>): Promise<unknown> {
  const text = await readText(c.req.raw.body, MAX_BODY_BYTES).catch(() => '')
  const parsed = parseJsonText(text, { bytes: MAX_BODY_BYTES, depth: MAX_DEPTH })
  return 'value' in parsed ? parsed.value : null
}
