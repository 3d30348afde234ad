/** Edits a manifest's rollout where it stands in YAML; comments and order stay. */
import { isMap, isSeq, parseDocument, type Document, type YAMLMap } from 'yaml'
import type { Rejection } from './rejection.ts'

export interface RolloutEdit {
  readonly version: string
  readonly percent: number
}

/**
 * @param tenant The key below `tenants`; `null` for a tenant's own file, which is the bare list.
 * @param rollout `null` takes the rollout out.
 */
export function editRollout(
  text: string,
  { tenant, plugin }: { readonly tenant: string | null; readonly plugin: string },
  rollout: RolloutEdit | null,
): string | Rejection {
  const document = parseDocument(text, { schema: 'core' })
  const [error] = document.errors
  if (error) return { where: '', why: error.message }
  const entry = entryOf(tenant === null ? document.contents : document.getIn(['tenants', tenant], true), plugin)
  if (entry === null) return { where: tenant ?? '', why: `no plugin ${plugin}` }
  if (rollout === null) entry.delete('rollout')
  else setRollout(document, entry, rollout)
  return document.toString({ lineWidth: 0, singleQuote: true })
}

/** Of the same version the percentage alone changes: where its bundle lies and which hash it has stays declared. */
function setRollout(document: Document.Parsed, entry: YAMLMap, { version, percent }: RolloutEdit): void {
  const old = entry.get('rollout', true)
  if (isMap(old) && old.get('version') === version) old.set('percent', percent)
  else entry.set('rollout', document.createNode({ version, percent }))
}

function entryOf(list: unknown, plugin: string): YAMLMap | null {
  if (!isSeq(list)) return null
  return list.items.filter(isMap).find((entry) => entry.get('id') === plugin) ?? null
}
