/** What is live for a tenant, what was live before, and the way back. */
import { useState } from 'react'
import { Badge, Button, Card, EmptyState, Icon, Stack, Table, type Column } from '@empowernow/ui'
import { PLUGINS, type EarlierRevision, type OperatedTenant } from './answers.ts'
import { Code, Moment } from './facts.tsx'
import { Loaded } from './loaded.tsx'
import { PageHeader } from './page-header.tsx'
import { pluginsPath, rollbackPath } from './paths.ts'
import { RECEIPT } from './receipt.ts'
import { outcomeOf, Report, type Outcome } from './report.tsx'
import { RollbackDialog } from './rollback-dialog.tsx'
import { useDesk, useReading } from './use-desk.ts'
import { useRefresh } from './use-refresh.ts'

export function RevisionsPage({ tenant }: { readonly tenant: string }) {
  const desk = useDesk()
  const reading = useReading(pluginsPath(tenant), PLUGINS)
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const [asking, setAsking] = useState<string | null>(null)
  const settle = (ended: Outcome): void => {
    setOutcome(ended)
    reading.reload()
  }
  const { busy, refresh } = useRefresh(tenant, settle)
  const rollBack = async (to: string): Promise<void> => {
    const result = await desk.send(rollbackPath(tenant, to), {}, RECEIPT)
    setAsking(null)
    settle(outcomeOf(result, `${tenant} is back at ${to.slice(0, 12)}`, 'The live revision stays'))
  }
  return (
    <Stack gap="l">
      <PageHeader
        above={tenant}
        heading="Revisions"
        actions={
          <>
            <Button busy={busy === 'tenant'} onClick={() => void refresh('tenant')}>
              <Icon name="refresh" size="s" />
              Refresh {tenant}
            </Button>
            <Button busy={busy === 'all'} onClick={() => void refresh('all')}>
              Refresh every tenant
            </Button>
          </>
        }
      >
        A refresh compiles the configuration into a new revision; a rollback makes an earlier one live again.
      </PageHeader>
      {outcome && <Report outcome={outcome} />}
      <Card>
        <Loaded reading={reading} failed="The revisions cannot be listed">
          {(listed) => (
            <>
              <RevisionTable listed={listed} onAsk={setAsking} />
              {asking !== null && (
                <RollbackDialog tenant={tenant} to={asking} onClose={() => setAsking(null)} onConfirm={rollBack} />
              )}
            </>
          )}
        </Loaded>
      </Card>
    </Stack>
  )
}

interface RevisionTableProps {
  readonly listed: OperatedTenant
  readonly onAsk: (revision: string) => void
}

interface Revision extends EarlierRevision {
  readonly isLive: boolean
}

function RevisionTable({ listed: { revision, at, history }, onAsk }: RevisionTableProps) {
  const rows: readonly Revision[] = [
    { revision, at, isLive: true },
    ...history.map((earlier) => ({ ...earlier, isLive: false })),
  ]
  const columns: readonly Column<Revision>[] = [
    { id: 'revision', header: 'Revision', rowHeader: true, cell: (row) => <Code text={row.revision} /> },
    {
      id: 'state',
      header: 'State',
      cell: (row) => (row.isLive ? <Badge tone="success">Live</Badge> : row === rows[1] ? 'The one before' : 'Earlier'),
    },
    { id: 'at', header: 'Live since', cell: (row) => (row.at === null ? '–' : <Moment at={row.at} />) },
    {
      id: 'action',
      header: 'Action',
      numeric: true,
      cell: (row) =>
        row.isLive ? null : (
          <Button
            size="small"
            aria-label={`Roll back to ${row.revision.slice(0, 12)}`}
            onClick={() => onAsk(row.revision)}
          >
            Roll back
          </Button>
        ),
    },
  ]
  return (
    <>
      <Table caption="Newest first" columns={columns} rows={rows} rowKey={({ revision: id }) => id} />
      {history.length === 0 && (
        <EmptyState icon="info" heading="There is no revision before this one">
          The next refresh that changes something leaves one.
        </EmptyState>
      )}
    </>
  )
}
