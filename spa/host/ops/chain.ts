/** Checks the audit trail's chain here, in the reader's own browser: nobody has to take the gateway's word for it. */
import { type AuditRow, chainText, GENESIS, verifyChain } from '#core/audit'
import { AUDIT, type AuditPage } from './audit-answer.ts'
import type { Desk, Result } from './desk.ts'
import { auditPath } from './paths.ts'

/** As many as the gateway gives at once. */
const ROWS_PER_CALL = 500

export interface ChainVerdict {
  readonly rows: number
  /** `seq` of the first row that is wrong or missing; `null`: the chain is sound. */
  readonly broken: number | null
}

/** Rows of one page against each other; the first is believed to follow what it says it follows. */
export async function verifyPage({ rows }: AuditPage): Promise<ChainVerdict> {
  const [first] = rows
  if (first === undefined) return { rows: 0, broken: null }
  const from = { seq: first.seq - 1, hash: first.previous }
  return { rows: rows.length, broken: verifyChain(rows, await hashesOf(rows), { from }) }
}

/** The whole chain, from its first row to the end that the gateway names. */
export async function verifyTrail(desk: Desk, tenant: string): Promise<Result<ChainVerdict>> {
  let last = GENESIS
  for (;;) {
    const result = await desk.read(auditPath(tenant, last.seq, ROWS_PER_CALL), AUDIT)
    if ('problem' in result) return result
    const { rows, head } = result.value
    const isEnd = rows.length < ROWS_PER_CALL
    const broken = verifyChain(rows, await hashesOf(rows), { from: last, head: isEnd ? head : null })
    last = rows.at(-1) ?? last
    if (broken !== null || isEnd) return { value: { rows: last.seq, broken } }
  }
}

async function hashesOf(rows: readonly AuditRow[]): Promise<readonly string[]> {
  return Promise.all(
    rows.map(async (row) => hex(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(chainText(row))))),
  )
}

function hex(digest: ArrayBuffer): string {
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
