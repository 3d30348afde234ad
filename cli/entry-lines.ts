/**
 * Which lines of a plugins file hold which entry. An edit replaces these lines alone, so that every other byte of the
 * file stays as its author wrote it.
 */
import { isMap, isSeq, LineCounter, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml'
import { Stop } from './stop.ts'

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

/** @param tenant The key below `tenants`; `null` for a tenant's own file, which is the bare list. */
export function readEntries(text: string, tenant: string | null): EntryList {
  const counter = new LineCounter()
  const document = parseDocument(text, { lineCounter: counter, schema: 'core' })
  const [error] = document.errors
  if (error) throw new Stop('refused', `The plugins file is no YAML: ${error.message}`)
  const list: unknown = tenant === null ? document.contents : document.getIn(['tenants', tenant], true)
  const lines = text.split('\n')
  if (!isSeq(list) || list.flow === true) return readEmptyList(list, lines, tenant, counter)
  const starts = list.items.filter(isMap).map((item) => counter.linePos(item.range?.[0] ?? 0))
  const indent = (lines[(starts[0]?.line ?? 1) - 1] ?? '').indexOf('-')
  const entries = list.items.filter(isMap).map((item, index) => {
    const from = (starts[index]?.line ?? 1) - 1
    return { id: String(item.get('id')), from, to: endOf(lines, from, indent) }
  })
  return { lines, entries, indent, emptyAt: null }
}

function readEmptyList(
  list: unknown,
  lines: readonly string[],
  tenant: string | null,
  counter: LineCounter,
): EntryList {
  const isEmpty = isSeq(list) && list.items.length === 0
  if (!isEmpty || tenant === null) {
    throw new Stop('refused', `${tenant ?? 'The file'} is no list of plugins with a line for each entry.`, [
      'Write each entry on lines of its own, beginning with "- id: …".',
      ...(tenant === null ? [] : [`A tenant without plugins is "${tenant}: []" below tenants.`]),
    ])
  }
  const emptyAt = counter.linePos(list.range?.[0] ?? 0).line - 1
  const key = lines[emptyAt] ?? ''
  return { lines, entries: [], indent: key.search(/\S/) + 2, emptyAt }
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
export function entryDocument({ lines }: EntryList, { from, to }: Entry) {
  const document = parseDocument<YAMLSeq>(lines.slice(from, to).join('\n').replaceAll('\r', ''), { schema: 'core' })
  const [item] = document.contents?.items ?? []
  if (!isMap(item)) throw new Stop('refused', `The entry in line ${from + 1} holds no keys with values.`)
  const entry: YAMLMap = item
  return { document, entry }
}
