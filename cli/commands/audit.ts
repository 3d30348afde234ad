/** `audit`: who did what, whether the trail is the one that was written, and a copy of it. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { type AuditRow, type AuditLink, chainText, verifyChain } from '../../src/core/audit.ts'
import { isRecord, own, ownText } from '../../src/core/own-property.ts'
import { AT_GATEWAY, type Command } from '../command.ts'
import type { Gateway } from '../gateway.ts'
import { answered } from '../live.ts'
import type { Options } from '../options.ts'
import type { Report } from '../report.ts'
import { EXIT, Stop } from '../stop.ts'
import { gatewayIn } from '../target.ts'

const PAGE_ROWS = 200

interface Trail {
  readonly rows: readonly AuditRow[]
  readonly head: AuditLink | null
}

export const audit: Command = {
  name: 'audit',
  expects: ['list|verify|export'],
  summary: 'read the audit trail, check its chain of hashes, or export it to keep elsewhere',
  options: [...AT_GATEWAY, 'words', 'outcome', 'limit', 'file'],
  examples: [
    'audit list --tenant acme.localhost --words hello --outcome refused',
    'audit verify --tenant acme.localhost',
    'audit export --tenant acme.localhost > audit.json',
    'audit verify --file audit.json',
  ],
  run: async ({ arguments: [verb], options }) => {
    switch (verb) {
      case 'list':
        return list(gatewayIn(options), options)
      case 'verify':
        return verify(options.file === undefined ? await readTrail(gatewayIn(options)) : await readFile_(options.file))
      case 'export':
        return exported(gatewayIn(options))
      default:
        throw new Stop('usage', `audit can list, verify or export, not ${String(verb)}.`)
    }
  },
}

/** Newest first, as many as asked for. */
async function list(gateway: Gateway, { words = '', outcome, limit = '50' }: Options): Promise<Report> {
  const query = new URLSearchParams({ tenant: gateway.tenant, words, limit, ...(outcome !== undefined && { outcome }) })
  const body = answered(await gateway.call('GET', `/api/ops/audit?${query.toString()}`), 'There is no trail.')
  const lines = trailOf(body).rows.map(rowLine)
  return { text: lines.length > 0 ? lines : ['No row fits.'], json: body }
}

function rowLine({ seq, at, who, action, plugin, outcome, before, after }: AuditRow): string {
  const change = before === null && after === null ? '' : `  ${stateText(before)} → ${stateText(after)}`
  return `${seq}  ${at}  ${who}  ${action} ${plugin}  ${outcome}${change}`
}

function stateText(state: AuditRow['before']): string {
  if (state === null) return 'nothing'
  return Object.entries(state)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ')
}

/** Checked here: nobody has to take the gateway's word for it. */
function verify({ rows, head }: Trail): Report {
  const hashes = rows.map((row) => createHash('sha256').update(chainText(row)).digest('hex'))
  const bad = verifyChain(rows, hashes, { head })
  const json = { rows: rows.length, head, bad }
  if (bad !== null) {
    return { text: [`Row ${bad} is not the one that was written, or is missing.`], json, exit: EXIT.refused }
  }
  return { text: [`${rows.length} row(s), each as it was written.`], json }
}

async function exported(gateway: Gateway): Promise<Report> {
  const answer = await gateway.call('GET', `/api/ops/audit/export?tenant=${encodeURIComponent(gateway.tenant)}`)
  const body = answered(answer, 'There is no trail.')
  return { text: [answer.text.trimEnd()], json: body }
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
    const page = trailOf(answered(await gateway.call('GET', `/api/ops/audit?${query}`), 'There is no trail.'))
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
