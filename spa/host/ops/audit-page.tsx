/** Who did what: the tenant's audit trail, newest first, with its chain checked in this browser. */
import { useState } from 'react'
import { Button, ButtonLink, Card, EmptyState, Icon, Select, Stack, Text, TextField } from '@empowernow/ui'
import { AUDIT, AUDIT_FOUND } from './audit-answer.ts'
import { AuditTable } from './audit-table.tsx'
import { ChainNote } from './chain-note.tsx'
import { Loaded } from './loaded.tsx'
import { PageHeader } from './page-header.tsx'
import { auditExportPath, auditPath, auditSearchPath } from './paths.ts'
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
          <>
            <Button busy={end.isReading} onClick={end.reload}>
              <Icon name="refresh" size="s" />
              Look again
            </Button>
            <ButtonLink href={auditExportPath(tenant)} download>
              Export
            </ButtonLink>
          </>
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
  const [words, setWords] = useState('')
  const [outcome, setOutcome] = useState('all')
  const sought = { words: words.trim(), outcome: outcome === 'all' ? '' : outcome }
  const isSearch = sought.words !== '' || sought.outcome !== ''
  return (
    <Card>
      <div data-host="filter">
        <TextField
          label="Who, what or which plugin"
          hint="In the whole trail."
          type="search"
          value={words}
          onChange={({ currentTarget }) => setWords(currentTarget.value)}
        />
        <Select label="Outcome" value={outcome} onValueChange={setOutcome} options={OUTCOMES} />
      </div>
      {isSearch ? (
        <Found key={`${sought.words} ${sought.outcome}`} tenant={tenant} {...sought} />
      ) : (
        <Chain tenant={tenant} last={last} />
      )}
    </Card>
  )
}

/** The chain as it was written, page by page, each checked here. */
function Chain({ tenant, last }: RowsProps) {
  const [page, setPage] = useState(0)
  const newest = last - page * ROWS_PER_PAGE
  const after = Math.max(0, newest - ROWS_PER_PAGE)
  const reading = useReading(auditPath(tenant, after, newest - after), AUDIT)
  return (
    <>
      <ChainNote tenant={tenant} page={reading.result && 'value' in reading.result ? reading.result.value : null} />
      <Loaded reading={reading} failed="These lines cannot be read">
        {({ rows }) => <AuditTable rows={rows.toReversed()} />}
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
    </>
  )
}

interface FoundProps {
  readonly tenant: string
  readonly words: string
  readonly outcome: string
}

/** What the gateway finds in the whole trail. The way back leads through the pages that led here. */
function Found({ tenant, words, outcome }: FoundProps) {
  const [starts, setStarts] = useState<readonly (number | null)[]>([null])
  const before = starts.at(-1) ?? null
  const path = auditSearchPath(tenant, { words, outcome, before, limit: ROWS_PER_PAGE })
  const reading = useReading(path, AUDIT_FOUND)
  const older = reading.result && 'value' in reading.result ? reading.result.value.older : null
  return (
    <>
      <Loaded reading={reading} failed="The trail cannot be searched">
        {({ rows }) => <AuditTable rows={rows} />}
      </Loaded>
      <nav aria-label="Pages of what was found" data-host="paging">
        <Button disabled={starts.length === 1} onClick={() => setStarts(starts.slice(0, -1))}>
          Newer
        </Button>
        <Text size="s" tone="muted">
          {older === null ? 'To the beginning of the trail' : `Older than line ${older} was not looked at yet`}
        </Text>
        <Button disabled={older === null} onClick={() => setStarts([...starts, older])}>
          Older
        </Button>
      </nav>
    </>
  )
}

const OUTCOMES = [
  { value: 'all', label: 'All' },
  { value: 'done', label: 'Done' },
  { value: 'refused', label: 'Refused' },
  { value: 'failed', label: 'Failed' },
  { value: 'begun', label: 'Begun' },
]
