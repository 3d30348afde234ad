/** Edits one entry of `config/plugins.yaml`; comments, order and all other entries stay as they are. */
import { Document, isMap, isScalar, isSeq, parse, type Node, type YAMLMap, type YAMLSeq } from 'yaml'
import { entryDocument, readEntries, type Entry, type EntryList, type ListPlace } from './entry-lines.ts'
import { isRecord } from './own-property.ts'
import { isRejection, type Rejection } from './rejection.ts'
import { isSame } from './same.ts'

/** An entry's keys as they are written. */
export type WrittenManifest = Readonly<Record<string, unknown>>

/** The text with the edit in it, or why there is none. */
export type Edited = string | Rejection

/** @param within The tenant's host where the file holds many, `null` where the file is the tenant's own. */
export type EntryEdit = (text: string, within: ListPlace) => Edited

export interface RolloutEdit {
  readonly version: string
  readonly percent: number
}

export function entryIn(text: string, tenant: ListPlace, id: string): WrittenManifest | null {
  const file: unknown = parse(text, { schema: 'core' })
  const tenants: unknown = isRecord(file) ? file['tenants'] : null
  const list: unknown = tenant === null ? file : isRecord(tenants) ? tenants[tenant] : null
  if (!Array.isArray(list)) return null
  return list.filter(isRecord).find((entry) => entry['id'] === id) ?? null
}

/**
 * Puts the manifest's keys into the tenant's entry, or adds an entry. Keys that the manifest does not speak of
 * (`enabled`, a rollout) are the operators' and stay.
 */
export function putEntry(text: string, tenant: ListPlace, manifest: WrittenManifest): Edited {
  const list = readEntries(text, tenant)
  if (isRejection(list)) return list
  const entry = list.entries.find(({ id }) => id === manifest['id'])
  if (entry === undefined) return addEntry(list, manifest)
  return editEntry(list, entry, (node, make) => {
    merge(node, manifest, make)
    // What some had everybody has now: that rollout is over.
    if (node.getIn(['rollout', 'version']) === manifest['version']) node.delete('rollout')
  })
}

/** `enabled: false` takes a plugin away and keeps its entry; enabled is what an entry without the key is. */
export function enableEntry(text: string, tenant: ListPlace, id: string, enabled: boolean): Edited {
  return editNamed(text, tenant, id, (node) => {
    if (node.has('enabled') || !enabled) node.set('enabled', enabled)
  })
}

/** @param rollout `null` takes it out. Of the same version the percentage alone changes: its bundle stays declared. */
export function editRollout(text: string, tenant: ListPlace, id: string, rollout: RolloutEdit | null): Edited {
  return editNamed(text, tenant, id, (node, make) => {
    const old = node.get('rollout')
    if (rollout === null) node.delete('rollout')
    else if (isMap(old) && old.get('version') === rollout.version) old.set('percent', rollout.percent)
    else node.set('rollout', make({ version: rollout.version, percent: rollout.percent }))
  })
}

/** Takes the entry away, and the comment lines directly above it, which spoke of it. */
export function removeEntry(text: string, tenant: ListPlace, id: string): Edited {
  const list = readEntries(text, tenant)
  if (isRejection(list)) return list
  const entry = entryOf(list, tenant, id)
  if (isRejection(entry)) return entry
  const { from, to } = entry
  const { lines, indent } = list
  if (list.entries.length === 1) return splice(lines, from, to, [`${' '.repeat(tenant === null ? 0 : indent + 2)}[]`])
  let first = from
  if (list.entries[0]?.from !== from) {
    while (lines[first - 1]?.search(/\S/) === indent && lines[first - 1]?.trimStart().startsWith('#')) first -= 1
  }
  let last = to
  while (lines[last]?.trim() === '' && lines[first - 1]?.trim() === '') last += 1
  return splice(lines, first, last, [])
}

function entryOf({ entries }: EntryList, tenant: ListPlace, id: string): Entry | Rejection {
  const entry = entries.find((candidate) => candidate.id === id)
  const others = entries.map((other) => other.id).join(', ') || 'none'
  return entry ?? { where: tenant ?? '', why: `no plugin ${id}; there are: ${others}` }
}

type Make = (value: unknown) => Node
type Change = (node: YAMLMap, make: Make) => void

function editNamed(text: string, tenant: ListPlace, id: string, change: Change): Edited {
  const list = readEntries(text, tenant)
  if (isRejection(list)) return list
  const entry = entryOf(list, tenant, id)
  return isRejection(entry) ? entry : editEntry(list, entry, change)
}

function editEntry(list: EntryList, entry: Entry, change: Change): Edited {
  const own = entryDocument(list, entry)
  if (isRejection(own)) return own
  const { document, entry: node } = own
  const before: unknown = node.toJSON()
  change(node, (value) => document.createNode(value))
  const { lines } = list
  if (isSame(before, node.toJSON())) return lines.join('\n')
  const spellings = new Map(lines.slice(entry.from, entry.to).map((line) => [unspaced(line), line]))
  const printed = print(document, list.indent).map((line) => spellings.get(unspaced(line)) ?? line)
  return splice(lines, entry.from, entry.to, printed)
}

/** A line without the blanks that may stand inside brackets or not; in a quoted text they are part of it. */
function unspaced(line: string): string {
  const bare = line.replace(/\r$/, '')
  return /['"]/.test(bare) ? bare : bare.replaceAll(/([[{]) +/g, '$1').replaceAll(/(?<! ) +([\]}])/g, '$1')
}

function addEntry({ lines, entries, indent, emptyAt }: EntryList, manifest: WrittenManifest): string {
  const printed = print(new Document([manifest], { schema: 'core' }), indent)
  if (emptyAt !== null) {
    const key = (lines[emptyAt] ?? '').replace(/(?<!\s)\s*\[\s*\]/, '')
    return splice(lines, emptyAt, emptyAt + 1, key.trim() === '' ? printed : [key, ...printed])
  }
  const last = entries.at(-1)?.to ?? lines.length
  // Entries that keep a blank line between them keep it before the new one too.
  const [first, second] = entries
  const between = first && second ? lines.slice(first.to, second.from) : []
  const apart = between.some((line) => line.trim() === '') ? [''] : []
  return splice(lines, last, last, [...apart, ...printed])
}

function print(document: Document, indent: number): readonly string[] {
  const text = document.toString({ lineWidth: 0, singleQuote: true })
  const lines = text.replace(/\n$/, '').split('\n')
  return lines.map((line) => (line === '' ? '' : `${' '.repeat(indent)}${line}`))
}

function splice(lines: readonly string[], from: number, to: number, by: readonly string[]): string {
  const ending = lines[0]?.endsWith('\r') === true ? '\r' : ''
  const ended = by.map((line) => (line.endsWith('\r') ? line : `${line}${ending}`))
  const after = lines.slice(to)
  return [...lines.slice(0, from), ...ended, ...(after.length === 0 ? [''] : after)].join('\n')
}

/** Gives a node the value's keys; nodes that say the same already stay, with their comments and quotes. */
function merge(node: YAMLMap, value: WrittenManifest, make: Make): void {
  for (const [key, wanted] of Object.entries(value)) {
    const present = node.get(key, true)
    if (present !== undefined && isSame(plainOf(present), wanted)) continue
    if (isMap(present) && isRecord(wanted)) mergeExactly(present, wanted, make)
    else if (isSeq(present) && Array.isArray(wanted)) mergeList(present, wanted, make)
    else if (isScalar(present) && !isRecord(wanted) && !Array.isArray(wanted)) present.value = wanted
    else node.set(key, make(wanted))
  }
}

function mergeExactly(node: YAMLMap, value: WrittenManifest, make: Make): void {
  const keys = node.items.map(({ key }) => (isScalar(key) ? String(key.value) : ''))
  for (const key of keys) if (!Object.hasOwn(value, key)) node.delete(key)
  merge(node, value, make)
}

/** An item that stays the same keeps its node; one at the same place is edited; the rest is new. */
function mergeList(node: YAMLSeq, values: readonly unknown[], make: Make): void {
  const old = [...node.items]
  const taken = new Set<unknown>()
  const same = values.map((value) => {
    const found = old.find((item) => !taken.has(item) && isSame(plainOf(item), value))
    if (found !== undefined) taken.add(found)
    return found
  })
  node.items = values.map((value, index) => {
    const kept = same[index] ?? (taken.has(old[index]) ? undefined : old[index])
    if (isMap(kept) && isRecord(value)) mergeExactly(kept, value, make)
    return same[index] ?? (isMap(kept) && isRecord(value) ? kept : make(value))
  })
}

function plainOf(node: unknown): unknown {
  return isMap(node) || isSeq(node) || isScalar(node) ? node.toJSON() : node
}
