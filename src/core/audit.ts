/** The audit trail: what a row says, and the chain of hashes that shows an edited, deleted or moved row. */

/** What was there before and after, by name: a revision, a flag, an entity tag. Flat, so that it reads as a line. */
export type AuditState = Readonly<Record<string, string | number | boolean | null>>

/** `begun` stands before the effect; `done` or `failed` follows it. `refused`: somebody who may not. */
export type AuditOutcome = 'refused' | 'begun' | 'done' | 'failed'

export interface AuditEntry {
  /** ISO 8601 time. */
  readonly at: string
  readonly who: string
  /** `rule`: nobody did it, a rule that the settings give did. */
  readonly via: 'token' | 'session' | 'rule'
  readonly action: string
  readonly tenant: string
  /** Plugin id, `*` for what concerns them all. */
  readonly plugin: string
  readonly outcome: AuditOutcome
  readonly before: AuditState | null
  readonly after: AuditState | null
  readonly requestId: string
}

export interface AuditRow extends AuditEntry {
  /** From 1, without gaps. */
  readonly seq: number
  /** Hash of the row before. */
  readonly previous: string
  /** Hex SHA-256 of {@link chainText}. */
  readonly hash: string
}

/** Where a chain stands after a row. */
export interface AuditLink {
  readonly seq: number
  readonly hash: string
}

/** What the first row follows. */
export const GENESIS: AuditLink = { seq: 0, hash: '0'.repeat(64) }

/** The text whose hash a row carries: the hash before it, and everything that the row says but its own hash. */
export function chainText(row: Omit<AuditRow, 'hash'>): string {
  const said = Object.entries(row).filter(([name]) => name !== 'hash')
  return row.previous + canonicalJson(Object.fromEntries(said))
}

/**
 * One text for each value, however its keys are ordered.
 *
 * @see RFC 8785: members sorted by UTF-16 code units, no blanks; numbers and strings as ECMAScript writes them.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`).join(',')}}`
}

/**
 * Checks rows against each other and against the hashes that their texts really have.
 *
 * @param hashes Hex SHA-256 of each row's {@link chainText}, in the same order: hashing waits, and this does not.
 * @param from Link that the first row must follow.
 * @param head Where the chain is known to end; rows cut off at the end are found by it alone. `null`: not known.
 * @returns `seq` that the first bad or missing row has or should have, or `null` for a sound chain.
 */
export function verifyChain(
  rows: readonly AuditRow[],
  hashes: readonly string[],
  { from = GENESIS, head = null }: { readonly from?: AuditLink; readonly head?: AuditLink | null } = {},
): number | null {
  let last = from
  for (const [index, row] of rows.entries()) {
    const expected = last.seq + 1
    if (row.seq !== expected || row.previous !== last.hash || row.hash !== hashes[index]) return expected
    last = row
  }
  if (head === null) return null
  if (last.seq < head.seq) return last.seq + 1
  return last.seq === head.seq && last.hash !== head.hash ? head.seq : null
}

/** What somebody looks for in the trail. */
export interface AuditWanted {
  /** Part of who, action, plugin or request id, in any case; empty fits all. */
  readonly words: string
  /** `null`: whatever became of it. */
  readonly outcome: AuditEntry['outcome'] | null
}

export function fitsSearch(row: AuditRow, { words, outcome }: AuditWanted): boolean {
  const sought = words.trim().toLowerCase()
  return (
    (outcome === null || row.outcome === outcome) &&
    [row.who, row.action, row.plugin, row.requestId].some((text) => text.toLowerCase().includes(sought))
  )
}
