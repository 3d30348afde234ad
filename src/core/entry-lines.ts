/**
 * Which lines of a plugins file hold which entry. An edit replaces these lines alone, so that every other byte of the
 * file stays as its author wrote it.
 */
import { isCollection, isMap, isSeq, LineCounter, parseDocument, type Document, type YAMLMap, type YAMLSeq } from 'yaml'
import { isRejection, type Rejection } from './rejection.ts'

export interface Entry {
  readonly id: string
  /** 0-based; `to` is the first line that is no longer part of it. Blank lines and comments after it belong to the next. */
  readonly from: number
  readonly to: number
}

export interface EntryList {
  readonly lines: readonly string[]
  readonly entries: readonly Entry[]
  /** Column of the entries' dashes, 0-based; of an empty list, where dashes would stand. */
  readonly indent: number
  /** The line of an empty list (`acme.localhost: []`), or `null`. */
  readonly emptyAt: number | null
}

/** Where a tenant's list stands: below its host in the shared file, or, `null`, as the whole of its own file. */
export type ListPlace = string | null

/** A list that is written in brackets is given lines first: then the file is printed anew, this once. */
export function readEntries(text: string, tenant: ListPlace): EntryList | Rejection {
  const counter = new LineCounter()
  const document = parseDocument(text, { lineCounter: counter, schema: 'core' })
  const [error] = document.errors
  if (error) return { where: '', why: `the plugins file is no YAML: ${error.message}` }
  const list = listIn(document, tenant)
  if (isRejection(list)) return list
  const lines = text.split('\n')
  if (list.items.length === 0) return readEmptyList(list, lines, tenant, counter)
  if (list.flow === true) return readEntries(withLines(document, list), tenant)
  const starts = list.items.filter(isMap).map((item) => counter.linePos(item.range?.[0] ?? 0))
  const indent = (lines[(starts[0]?.line ?? 1) - 1] ?? '').indexOf('-')
  const entries = list.items.filter(isMap).map((item, index) => {
    const from = (starts[index]?.line ?? 1) - 1
    return { id: String(item.get('id')), from, to: endOf(lines, from, indent) }
  })
  return { lines, entries, indent, emptyAt: null }
}

function listIn(document: Document.Parsed, tenant: ListPlace): YAMLSeq | Rejection {
  const list: unknown = tenant === null ? document.contents : document.getIn(['tenants', tenant])
  if (isSeq(list)) return list
  return { where: tenant ?? '', why: `${tenant ?? 'the file'} is no list of plugins (without plugins it is [])` }
}

function withLines(document: Document.Parsed, list: YAMLSeq): string {
  for (const each of [document.contents, document.get('tenants'), list]) if (isCollection(each)) each.flow = false
  return document.toString({ lineWidth: 0 })
}

function readEmptyList(list: YAMLSeq, lines: readonly string[], tenant: ListPlace, counter: LineCounter): EntryList {
  const emptyAt = counter.linePos(list.range?.[0] ?? 0).line - 1
  const key = lines[emptyAt] ?? ''
  return { lines, entries: [], indent: tenant === null ? 0 : key.search(/\S/) + 2, emptyAt }
}

/** The entry goes on while lines are indented deeper than its dash; what trails without content is not its own. */
function endOf(lines: readonly string[], from: number, indent: number): number {
  let end = from + 1
  for (let at = from + 1; at < lines.length; at += 1) {
    const line = lines[at] ?? ''
    const column = line.search(/\S/)
    if (column === -1 || (column <= indent && line[column] === '#')) continue
    if (column <= indent) break
    end = at + 1
  }
  return end
}

/** The entry's lines as a document of its own, with the entry as its only item. */
export function entryDocument(
  { lines }: EntryList,
  { from, to }: Entry,
): { readonly document: Document<YAMLSeq>; readonly entry: YAMLMap } | Rejection {
  const document = parseDocument<YAMLSeq>(lines.slice(from, to).join('\n').replaceAll('\r', ''), { schema: 'core' })
  const [item] = document.contents?.items ?? []
  if (!isMap(item)) return { where: `line ${from + 1}`, why: 'the entry holds no keys with values' }
  return { document, entry: item }
}
