/** `audit verify`: whether the audit trail is the one that was written. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { type AuditRow, type AuditLink, chainText, verifyChain } from '../../src/core/audit.ts'
import { isRecord, own, ownText } from '../../src/core/own-property.ts'
import { type Command, PLACE } from '../command.ts'
import { describe, type Gateway } from '../gateway.ts'
import { EXIT, Stop } from '../stop.ts'
import { gatewayIn } from '../target.ts'

const PAGE_ROWS = 200

interface Trail {
  readonly rows: readonly AuditRow[]
  readonly head: AuditLink | null
}

export const audit: Command = {
  name: 'audit',
  expects: ['verify'],
  summary: 'check the chain of hashes of the audit trail: an edited, deleted or moved row is found',
  options: ['tenant', ...PLACE, 'file', 'json', 'help'],
  examples: ['audit verify --tenant acme.localhost', 'audit verify --file audit.json'],
  run: async ({ arguments: [verb], options }) => {
    if (verb !== 'verify') throw new Stop('usage', `audit can verify, not ${verb}.`)
    const { rows, head } =
      options.file === undefined ? await readTrail(gatewayIn(options)) : await readFile_(options.file)
    const hashes = rows.map((row) => createHash('sha256').update(chainText(row)).digest('hex'))
    const bad = verifyChain(rows, hashes, { head })
    const json = { rows: rows.length, head, bad }
    if (bad !== null) {
      return { text: [`Row ${bad} is not the one that was written, or is missing.`], json, exit: EXIT.refused }
    }
    return { text: [`${rows.length} row(s), each as it was written.`], json }
  },
}

async function readFile_(file: string): Promise<Trail> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new Stop('usage', `${file} cannot be read.`)
  })
  const value: unknown = JSON.parse(text)
  return trailOf(value)
}

async function readTrail(gateway: Gateway): Promise<Trail> {
  const rows: AuditRow[] = []
  for (;;) {
    const after = rows.at(-1)?.seq ?? 0
    const query = `tenant=${gateway.tenant}&after=${after}&limit=${PAGE_ROWS}`
    const { status, body } = await gateway.call('GET', `/api/ops/audit?${query}`)
    if (status !== 200) throw new Stop('refused', `The gateway shows no audit trail: ${describe(status, body)}.`)
    const page = trailOf(body)
    rows.push(...page.rows)
    // Rows may be added while this reads; what matters is that everything up to the head is there.
    if (page.rows.length === 0 || rows.length >= (page.head?.seq ?? 0)) return { rows, head: page.head }
  }
}

function trailOf(value: unknown): Trail {
  const rows = own(value, 'rows')
  if (!Array.isArray(rows) || !rows.every(isRow)) throw new Stop('refused', 'This is no audit trail.')
  const head = own(value, 'head')
  const seq = own(head, 'seq')
  const hash = ownText(head, 'hash')
  return { rows, head: typeof seq === 'number' && hash !== undefined ? { seq, hash } : null }
}

/** Enough to compare; whether it says what was written, the hash tells. */
function isRow(row: unknown): row is AuditRow {
  return isRecord(row) && typeof row['seq'] === 'number' && typeof row['hash'] === 'string' && 'previous' in row
}
