/** Adds permissions to a manifest as its author wrote it: comments, order and every other line stay. */
import { isMap, isSeq, LineCounter, parseDocument, type Document, type YAMLMap, type YAMLSeq } from 'yaml'
import type { ApiPermission } from '../../src/core/manifest.ts'
import { isRecord } from '../../src/core/own-property.ts'
import { Stop } from '../stop.ts'

export interface Grants {
  readonly api: readonly ApiPermission[]
  /** Topic prefixes. */
  readonly sse: readonly string[]
}

/** @throws {Stop} for a text that is no manifest: `experience check` says more. */
export function addPermissions(text: string, { api, sse }: Grants): string {
  if (text.trimStart().startsWith('{')) return addToJson(text, { api, sse })
  const { document, root } = open(text)
  const permissions = mapIn(document, root, 'permissions')
  const list = listIn(document, permissions, 'api')
  for (const grant of api) {
    const node = document.createNode(grant)
    // Entries that stand on one line each get neighbours on one line each.
    const isFlow = list.items.every((item) => isMap(item) && item.flow === true)
    if (isMap(node) && isFlow) setFlow(node)
    list.add(node)
  }
  if (sse.length > 0) {
    const topics = listIn(document, permissions, 'sse')
    for (const topic of sse) topics.add(document.createNode(topic))
  }
  return printed(document, text)
}

/** The 1-based line after which an entry of `api` or `sse` is added. */
export function lineFor(text: string, list: keyof Grants): number {
  const lines = new LineCounter()
  const document = parseDocument(text, { schema: 'core', lineCounter: lines })
  const last = text.split('\n').length
  for (const path of [['permissions', list], ['permissions']]) {
    const node = document.getIn(path, true)
    if (!isSeq(node) && !isMap(node)) continue
    const items: readonly unknown[] = node.items
    const end = items.length === 0 ? node.range?.[0] : node.range?.[1]
    return end === undefined ? last : lines.linePos(Math.max(0, end - 1)).line
  }
  return last
}

function open(text: string): { readonly document: Document; readonly root: YAMLMap } {
  const document = parseDocument(text, { schema: 'core' })
  const root = document.contents
  if (document.errors.length === 0 && isMap(root)) return { document, root }
  throw new Stop('refused', 'The manifest cannot be edited before it can be read.', ['`experience check` says where.'])
}

function mapIn(document: Document, parent: YAMLMap, key: string): YAMLMap {
  const known: unknown = parent.get(key, true)
  if (isMap(known)) return known
  const made: unknown = document.createNode({})
  if (!isMap(made)) throw new TypeError('a record becomes a map')
  parent.set(key, made)
  return made
}

function listIn(document: Document, parent: YAMLMap, key: string): YAMLSeq {
  const known: unknown = parent.get(key, true)
  if (isSeq(known) && known.items.length > 0) return known
  if (isSeq(known)) {
    known.flow = false
    return known
  }
  const made: unknown = document.createNode([])
  if (!isSeq(made)) throw new TypeError('a list becomes a sequence')
  parent.set(key, made)
  return made
}

function setFlow(node: YAMLMap): void {
  node.flow = true
  for (const { value } of node.items) if (isMap(value)) setFlow(value)
}

/** `key:` and below it, no deeper, a dash: half of all YAML is written like that. */
const UNINDENTED_LIST = /^( *)[\w-]+:[^\n]*\n\1- /m

/** Lines that say what they said before keep their spelling. */
function printed(document: Document, before: string): string {
  const spellings = new Map(before.split('\n').map((line) => [unspaced(line), line]))
  const indentSeq = !UNINDENTED_LIST.test(before)
  const lines = document.toString({ lineWidth: 0, singleQuote: true, indentSeq }).split('\n')
  return lines.map((line) => spellings.get(unspaced(line)) ?? line).join('\n')
}

function unspaced(line: string): string {
  const indent = line.length - line.trimStart().length
  return `${indent} ${line.replaceAll(/\s+/g, '').replaceAll('"', "'")}`
}

function addToJson(text: string, { api, sse }: Grants): string {
  const manifest: unknown = JSON.parse(text)
  if (!isRecord(manifest)) throw new Stop('refused', 'The manifest is no record.')
  const permissions = isRecord(manifest['permissions']) ? manifest['permissions'] : {}
  const listOf = (key: string): readonly unknown[] => {
    const list = permissions[key]
    return Array.isArray(list) ? list : []
  }
  const more = {
    api: [...listOf('api'), ...api],
    ...(sse.length > 0 || 'sse' in permissions ? { sse: [...listOf('sse'), ...sse] } : {}),
  }
  return `${JSON.stringify({ ...manifest, permissions: { ...permissions, ...more } }, null, 2)}\n`
}
