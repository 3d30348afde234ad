/** Who did what: the tenant's audit trail, newest first, with its chain checked in this browser. */
import { useState } from 'react'
import { Button, Card, EmptyState, Icon, Select, Stack, Text, TextField } from '@empowernow/ui'
import { AUDIT, type AuditPage as Trail } from './audit-answer.ts'
import { AuditTable } from './audit-table.tsx'
import { ChainNote } from './chain-note.tsx'
import { Loaded } from './loaded.tsx'
import { PageHeader } from './page-header.tsx'
import { auditPath } from './paths.ts'
import { useReading } from './use-desk.ts'

const ROWS_PER_PAGE = 50

export function AuditPage({ tenant }: { readonly tenant: string }) {
  // One line is asked for, for the sake of where the chain ends.
  const end = useReading(auditPath(tenant, 0, 1), AUDIT)
  return (
    <Stack gap="l">
      <PageHeader
        above={tenant}
        heading="Audit trail"
        actions={
          <Button busy={end.isReading} onClick={end.reload}>
            <Icon name="refresh" size="s" />
            Look again
          </Button>
        }
      >
        Every action of an operator, and every attempt at one, in a chain that shows what was edited or taken out.
      </PageHeader>
      <Loaded reading={end} failed="The audit trail cannot be read">
        {({ head }) => (head.seq === 0 ? <Empty /> : <Rows key={head.seq} tenant={tenant} last={head.seq} />)}
      </Loaded>
    </Stack>
  )
}

function Empty() {
  return (
    <Card>
      <EmptyState icon="list" heading="Nothing has been done yet">
        The first action on this tenant&apos;s plugins writes the first line.
      </EmptyState>
    </Card>
  )
}

interface RowsProps {
  readonly tenant: string
  /** `seq` of the newest row. */
  readonly last: number
}

function Rows({ tenant, last }: RowsProps) {
  const [page, setPage] = useState(0)
  const newest = last - page * ROWS_PER_PAGE
  const after = Math.max(0, newest - ROWS_PER_PAGE)
  const reading = useReading(auditPath(tenant, after, newest - after), AUDIT)
  return (
    <Card>
      <ChainNote tenant={tenant} page={reading.result && 'value' in reading.result ? reading.result.value : null} />
      <Loaded reading={reading} failed="These lines cannot be read">
        {(trail) => <Filtered trail={trail} />}
      </Loaded>
      <nav aria-label="Pages of the trail" data-host="paging">
        <Button disabled={page === 0} onClick={() => setPage(page - 1)}>
          Newer
        </Button>
        <Text size="s" tone="muted">
          {after + 1} to {newest} of {last}
        </Text>
        <Button disabled={after === 0} onClick={() => setPage(page + 1)}>
          Older
        </Button>
      </nav>
    </Card>
  )
}

const OUTCOMES = [
  { value: 'all', label: 'All' },
  { value: 'done', label: 'Done' },
  { value: 'refused', label: 'Refused' },
  { value: 'failed', label: 'Failed' },
  { value: 'begun', label: 'Begun' },
]

function Filtered({ trail: { rows } }: { readonly trail: Trail }) {
  const [words, setWords] = useState('')
  const [outcome, setOutcome] = useState('all')
  const sought = words.trim().toLowerCase()
  const shown = rows.filter(
    (row) =>
      (outcome === 'all' || row.outcome === outcome) &&
      [row.who, row.action, row.plugin, row.requestId].some((text) => text.toLowerCase().includes(sought)),
  )
  return (
    <>
      <div data-host="filter">
        <TextField
          label="Who, what or which plugin"
          type="search"
          value={words}
          onChange={({ currentTarget }) => setWords(currentTarget.value)}
        />
        <Select label="Outcome" value={outcome} onValueChange={setOutcome} options={OUTCOMES} />
      </div>
      <AuditTable rows={shown.toReversed()} />
    </>
  )
}
