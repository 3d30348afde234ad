/** `/api/ops/entries`: a tenant's list of plugins, entry by entry, as its own operators may edit it. */
import { Hono, type Context } from 'hono'
import { parse } from 'yaml'
import { readManifest } from '../../core/declared-manifest.ts'
import { parseJsonText } from '../../core/json-text.ts'
import { isRecord, own, ownText } from '../../core/own-property.ts'
import { isPluginId } from '../../core/plugin-id.ts'
import type { ListPlace } from '../../core/entry-lines.ts'
import {
  enableEntry,
  putEntry,
  removeEntry,
  type Edited,
  type EntryEdit,
  type WrittenManifest,
} from '../../core/plugins-edit.ts'
import { isRejection, type Rejection } from '../../core/rejection.ts'
import { parseYaml } from '../../core/yaml.ts'
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
const SHA256 = /^[0-9a-f]{64}$/
const VERSION = /^[0-9A-Za-z.+-]{1,128}$/

export const entries = new Hono<AppEnv>()
  .put('/entries/:id', (c) => change(c, () => 'publish', putOf))
  .patch('/entries/:id', (c) =>
    change(
      c,
      (body) => (ownText(body, 'version') ? 'publish' : own(body, 'enabled') === false ? 'disable' : 'enable'),
      patchOf,
    ),
  )
  .delete('/entries/:id', (c) =>
    change(
      c,
      () => 'remove',
      (id) => (text, within) => removeEntry(text, within, id),
    ),
  )

/**
 * `?dry=1` tells what the edit would change, with the tag of the file. Sent back as `If-Match`, the edit is done only if
 * the file still is the one that was agreed to change.
 */
async function change(
  c: Context<AppEnv>,
  actionOf: (body: unknown) => string,
  editOf: (id: string, body: unknown) => EntryEdit,
): Promise<Response> {
  const target = await targetOf(c)
  const isDry = c.req.query('dry') === '1'
  const body = await bodyOf(c)
  const id = new URL(c.req.url).pathname.split('/').at(-1)
  const known = isPluginId(id) ? id : '*'
  const { subject } = await operating(c, 'refresh', known, target.judge, isDry ? null : actionOf(body))
  if (!isPluginId(id)) throw new Problem('operator_plugin_unknown')
  if (target.scope === 'all') throw new Problem('body_invalid', { detail: 'an entry belongs to one tenant' })
  const { live } = await viewOf(c, target.tenant)
  const { editEntry } = await import('../../io/entries.ts')
  const at = new Date().toISOString()
  const expected = /^"?([a-z0-9]{1,64})"?$/.exec(c.req.header('If-Match') ?? '')?.[1] ?? null
  const options = { at, isDry, expected, believed: believedOf(id, body) }
  const outcome = editedBy(await editEntry(c.env, target.tenant, editOf(id, body), options))
  const { tenants, warnings, file, etags, isEdited } = outcome
  const { hostVersion } = live.registry.settings
  const told = { plugin: id, file, isEdited, tenants, warnings, hostVersion }
  if (isDry) return c.json({ dry: true, tenant: target.tenant, etag: etags.before, ...told })
  noteFlips(c, tenants)
  const heard = await tell(c, tenants, at)
  return c.json({ ...receiptOf(c, target, heard), ...told, etag: etags.after, by: subject.id, at })
}

/** `{ "manifest": …, "sha256": "…" }`: the entry says what the manifest says; where there is none, it is added. */
function putOf(id: string, body: unknown): EntryEdit {
  const manifest = manifestIn(body)
  if (manifest['id'] !== id) throw new Problem('body_invalid', { detail: `the manifest must be that of ${id}` })
  const put = { ...manifest, ...bundleIn(body, id, ownText(manifest, 'version')) }
  return (text, within) => putEntry(text, within, put)
}

/** `{ "enabled": false }`, or `{ "version": "1.1.0", "sha256": "…" }`, or both. */
function patchOf(id: string, body: unknown): EntryEdit {
  const [enabled, version] = [own(body, 'enabled'), ownText(body, 'version')]
  const isSwitch = typeof enabled === 'boolean'
  if (version === undefined ? !isSwitch : !VERSION.test(version) || ownText(body, 'sha256') === undefined) {
    throw new Problem('body_invalid', { detail: 'expected {"enabled": true} or {"version": "1.1.0", "sha256": "…"}' })
  }
  const put = { id, version, ...bundleIn(body, id, version) }
  return (text, within) => {
    const changed = version === undefined ? text : putKnown(text, within, put)
    return isRejection(changed) || !isSwitch ? changed : enableEntry(changed, within, id, enabled)
  }
}

/** Of an entry that is there: a version alone makes no new one. */
function putKnown(text: string, within: ListPlace, put: WrittenManifest & { readonly id: string }): Edited {
  const known = enableEntry(text, within, put.id, true)
  return isRejection(known) ? known : putEntry(text, within, put)
}

async function bodyOf(c: Context<AppEnv>): Promise<unknown> {
  const text = await readText(c.req.raw.body, MAX_BODY_BYTES).catch(() => '')
  const parsed = parseJsonText(text, { bytes: MAX_BODY_BYTES, depth: MAX_DEPTH })
  return 'value' in parsed ? parsed.value : null
}

/** A manifest as an object, or as the text of its file (YAML or JSON), whose mistakes are then told at their lines. */
function manifestIn(body: unknown): WrittenManifest {
  const written = own(body, 'manifest')
  if (isRecord(written)) return written
  if (typeof written !== 'string') return {}
  const rejections: Rejection[] = []
  const place = parseYaml('manifest', written, rejections)
  if (place !== null) readManifest(place, [])
  if (rejections.length > 0) throw new Problem('config_rejected', { rejections })
  const value: unknown = parse(written, { schema: 'core' })
  return isRecord(value) ? value : {}
}

/** A dry run comes before the upload. */
function believedOf(id: string, body: unknown): ReadonlyMap<string, string> {
  const written = own(body, 'manifest')
  const version = ownText(typeof written === 'string' ? manifestIn(body) : (written ?? body), 'version')
  const sha256 = ownText(body, 'sha256')
  return new Map(sha256 === undefined ? [] : [[`plugins/${id}/${version}/index.esm.js`, sha256]])
}

/** Where the version's bundle lies and which bytes it has; nothing where nobody says: then those that are there count. */
function bundleIn(body: unknown, id = '', version = '') {
  const sha256 = ownText(body, 'sha256')
  if (sha256 === undefined) return {}
  if (!SHA256.test(sha256)) throw new Problem('body_invalid', { detail: 'sha256 must be 64 hex digits' })
  return { bundle: { file: `/app/plugins/${id}/${version}/index.esm.js`, integrity: `sha256:${sha256}` } }
}
