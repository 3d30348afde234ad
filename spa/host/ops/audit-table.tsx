/** Lines of the audit trail. */
import { Badge, EmptyState, Table, Text, type Column, type Tone } from '@empowernow/ui'
import type { AuditRow, AuditState } from '#core/audit'
import { Code, Moment } from './facts.tsx'

const TONES: Record<AuditRow['outcome'], Tone> = {
  done: 'success',
  begun: 'info',
  refused: 'warning',
  failed: 'danger',
}
const WAYS = { token: 'with a token', session: 'signed in', rule: 'by itself' } as const
const WORDS = { done: 'Done', begun: 'Begun', refused: 'Refused', failed: 'Failed' } as const

const COLUMNS: readonly Column<AuditRow>[] = [
  { id: 'seq', header: 'No.', numeric: true, rowHeader: true, cell: ({ seq }) => seq },
  { id: 'at', header: 'When', cell: ({ at }) => <Moment at={at} /> },
  {
    id: 'who',
    header: 'Who',
    cell: ({ who, via }) => (
      <>
        {who}
        <Text size="s" tone="muted">
          {WAYS[via]}
        </Text>
      </>
    ),
  },
  {
    id: 'what',
    header: 'What',
    cell: ({ action, plugin }) => (
      <>
        <strong>{action}</strong> {plugin === '*' ? '' : plugin}
      </>
    ),
  },
  { id: 'outcome', header: 'Outcome', cell: ({ outcome }) => <Badge tone={TONES[outcome]}>{WORDS[outcome]}</Badge> },
  {
    id: 'change',
    header: 'Before and after',
    cell: ({ before, after, requestId }) => (
      <div data-host="states">
        <State word="before" state={before} />
        <State word="after" state={after} />
        <Text size="s" tone="muted">
          Request <Code text={requestId} />
        </Text>
      </div>
    ),
  },
]

export function AuditTable({ rows }: { readonly rows: readonly AuditRow[] }) {
  return (
    <Table
      caption="Newest first"
      columns={COLUMNS}
      rows={rows}
      rowKey={({ seq }) => String(seq)}
      empty={<EmptyState icon="search" heading="No line fits" />}
    />
  )
}

function State({ word, state }: { readonly word: string; readonly state: AuditState | null }) {
  const said = Object.entries(state ?? {}).filter(([, value]) => value !== null)
  if (said.length === 0) return null
  return (
    <Text size="s">
      {word}: {said.map(([name, value]) => `${name} ${shorten(String(value))}`).join(', ')}
    </Text>
  )
}

/** A hash is told from another by its beginning. */
function shorten(value: string): string {
  return /^[0-9a-f]{16,}$/.test(value) ? value.slice(0, 12) : value
}
