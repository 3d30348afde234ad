/** Edits of a tenant's list of plugins, as a body asks for them. Read with the first that comes: it brings the parsers along. */
import { parse } from 'yaml'
import { bundleKeyOf } from '../core/bundle.ts'
import { readManifest } from '../core/declared-manifest.ts'
import type { ListPlace } from '../core/entry-lines.ts'
import { isRecord, own, ownText } from '../core/own-property.ts'
import {
  enableEntry,
  entryIn,
  putEntry,
  removeEntry,
  type Edited,
  type EntryEdit,
  type WrittenManifest,
} from '../core/plugins-edit.ts'
import { isRejection, type Rejection } from '../core/rejection.ts'
import { parseYaml } from '../core/yaml.ts'
import { Problem } from './problem.ts'

const SHA256 = /^[0-9a-f]{64}$/
const VERSION = /^[0-9A-Za-z.+-]{1,128}$/

export function removeOf(id: string): EntryEdit {
  return (text, within) => removeEntry(text, within, id)
}

/** `{ "manifest": …, "sha256": "…" }`: the entry says what the manifest says; where there is none, it is added. */
export function putOf(id: string, body: unknown): EntryEdit {
  const manifest = manifestIn(body)
  if (manifest['id'] !== id) throw new Problem('body_invalid', { detail: `the manifest must be that of ${id}` })
  const put = { ...manifest, ...bundleIn(body, id, ownText(manifest, 'version')) }
  return (text, within) => {
    refuseForeignBundles(put, id, () => keysIn(entryIn(text, within, id)).map(({ key }) => key))
    return putEntry(text, within, put)
  }
}

/**
 * An entry names its own plugin's bundles, or the ones it names already, which somebody with rights over all files chose:
 * whoever may edit one plugin of one tenant neither runs another plugin's code nor learns what is stored.
 */
function refuseForeignBundles(put: WrittenManifest, id: string, present: () => readonly string[]): void {
  const foreign = keysIn(put).filter(({ key }) => !key.startsWith(`plugins/${id}/`))
  if (foreign.length === 0) return
  const kept = present()
  const why = `must lie below plugins/${id}/ or stay as it is`
  const rejections = foreign.filter(({ key }) => !kept.includes(key)).map(({ where }) => ({ where, why }))
  if (rejections.length > 0) throw new Problem('config_rejected', { rejections })
}

function keysIn(entry: WrittenManifest | null): readonly { readonly where: string; readonly key: string }[] {
  const said = [
    { where: 'bundle.file', bundle: own(entry, 'bundle') },
    { where: 'rollout.bundle.file', bundle: own(own(entry, 'rollout'), 'bundle') },
  ]
  return said.flatMap(({ where, bundle }) => {
    const key = bundleKeyOf(ownText(bundle, 'file') ?? '')
    return isRejection(key) ? [] : [{ where, key }]
  })
}

/** `{ "enabled": false }`, or `{ "version": "1.1.0", "sha256": "…" }`, or both. */
export function patchOf(id: string, body: unknown): EntryEdit {
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
export function believedOf(id: string, body: unknown): ReadonlyMap<string, string> {
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
