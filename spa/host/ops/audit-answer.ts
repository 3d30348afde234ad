/** What the gateway answers about its audit trail. */
import type { AuditLink, AuditRow, AuditState } from '#core/audit'
import { isRecord, own, ownText } from '#core/own-property'
import { type Guard, listOf, numberOf } from './guard.ts'

export interface AuditPage {
  /** In the order in which they were written. */
  readonly rows: readonly AuditRow[]
  /** Where the chain ends now. */
  readonly head: AuditLink
}

export const AUDIT: Guard<AuditPage> = { what: 'the audit trail', parse: parseAuditPage }

/** Rows that fit a search, newest first. */
export interface AuditFound {
  readonly rows: readonly AuditRow[]
  /** `before` of the next page; `null`: nothing older was found. */
  readonly older: number | null
}

export const AUDIT_FOUND: Guard<AuditFound> = {
  what: 'the search',
  parse: (body) => {
    const page = parseAuditPage(body)
    return page && { rows: page.rows, older: numberOf(body, 'older') }
  },
}

const OUTCOMES = ['refused', 'begun', 'done', 'failed'] as const
const WAYS = ['token', 'session', 'rule'] as const

/** A row that is not understood would break the chain: then the page is none. */
export function parseAuditPage(input: unknown): AuditPage | null {
  const [rows, head] = [own(input, 'rows'), own(input, 'head')]
  const [seq, hash] = [numberOf(head, 'seq'), ownText(head, 'hash')]
  if (!Array.isArray(rows) || seq === null || hash === undefined) return null
  const understood = listOf(rows, parseRow)
  return understood.length === rows.length ? { rows: understood, head: { seq, hash } } : null
}

function parseRow(input: unknown): AuditRow | null {
  const [seq, at, who, action] = [
    numberOf(input, 'seq'),
    ownText(input, 'at'),
    ownText(input, 'who'),
    ownText(input, 'action'),
  ]
  const [tenant, plugin, requestId] = [ownText(input, 'tenant'), ownText(input, 'plugin'), ownText(input, 'requestId')]
  const [previous, hash] = [ownText(input, 'previous'), ownText(input, 'hash')]
  const outcome = OUTCOMES.find((each) => each === own(input, 'outcome'))
  const via = WAYS.find((each) => each === own(input, 'via'))
  const [before, after] = [parseState(own(input, 'before')), parseState(own(input, 'after'))]
  if (seq === null || at === undefined || who === undefined || action === undefined) return null
  if (tenant === undefined || plugin === undefined || requestId === undefined) return null
  if (previous === undefined || hash === undefined || outcome === undefined || via === undefined) return null
  if (before === undefined || after === undefined) return null
  return { seq, at, who, via, action, tenant, plugin, outcome, before, after, requestId, previous, hash }
}

function parseState(input: unknown): AuditState | null | undefined {
  if (input === null) return null
  if (!isRecord(input)) return undefined
  const entries = Object.entries(input).flatMap(([name, value]) => (isPlain(value) ? [[name, value] as const] : []))
  return entries.length === Object.keys(input).length ? Object.fromEntries(entries) : undefined
}

function isPlain(value: unknown): value is AuditState[string] {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value)
}
