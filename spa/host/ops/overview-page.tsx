/** One tenant's plugins: what is in service, how it fares, and the switch for each. */
import { useState } from 'react'
import { Button, Card, Icon, Stack, Text } from '@empowernow/ui'
import { Notice } from '../notice.tsx'
import { PLUGINS } from './answers.ts'
import { figureColumns, FiguresCard, Incidents, WindowSelect } from './figures-view.tsx'
import { Loaded } from './loaded.tsx'
import { METRICS } from './metrics-answer.ts'
import { PageHeader } from './page-header.tsx'
import { metricsPath, pluginsPath } from './paths.ts'
import { PluginTable } from './plugin-table.tsx'
import { PublishDialog } from './publish-dialog.tsx'
import type { Outcome } from './report.tsx'
import { useReading } from './use-desk.ts'
import { useOrder } from './use-order.tsx'
import { useRefresh } from './use-refresh.ts'

export function OverviewPage({ tenant }: { readonly tenant: string }) {
  const { result, reload } = useReading(pluginsPath(tenant), PLUGINS)
  const [minutes, setMinutes] = useState('60')
  const figures = useReading(metricsPath(tenant, Number(minutes)), METRICS)
  const metrics = figures.result && 'value' in figures.result ? figures.result.value : null
  const ordering = useOrder(tenant, reload)
  const { busy, refresh } = useRefresh(tenant, (outcome) => {
    ordering.report(outcome)
    reload()
  })
  const [isPublishing, setPublishing] = useState(false)
  const settle = (outcome: Outcome): void => {
    setPublishing(false)
    ordering.report(outcome)
    reload()
  }
  return (
    <Stack gap="l">
      <PageHeader
        above={tenant}
        heading="Plugins"
        actions={
          <>
            <WindowSelect minutes={minutes} onChoose={setMinutes} />
            <Button busy={busy !== null} onClick={() => void refresh('tenant')}>
              <Icon name="refresh" size="s" />
              Refresh from configuration
            </Button>
            <Button variant="primary" onClick={() => setPublishing(true)}>
              Publish a version
            </Button>
          </>
        }
      >
        Who is in service, how it fares, and the switch for each.
      </PageHeader>
      {ordering.receipt}
      {metrics && <Incidents incidents={metrics.incidents} />}
      {result && 'problem' in result ? (
        <Notice heading="The plugins cannot be listed" problem={result.problem} onRetry={reload} />
      ) : (
        <Card>
          <PluginTable
            tenant={tenant}
            listed={result?.value ?? null}
            figures={metrics ? figureColumns(metrics) : []}
            onOrder={ordering.ask}
          />
          <Text size="s" tone="muted">
            Every action, and every attempt at one, is written down with your name.
          </Text>
        </Card>
      )}
      <Loaded reading={figures} failed="The figures cannot be shown">
        {(value) => <FiguresCard metrics={value} heading={`How ${tenant} fares`} />}
      </Loaded>
      {ordering.dialog}
      {isPublishing && <PublishDialog tenant={tenant} onClose={() => setPublishing(false)} onDone={settle} />}
    </Stack>
  )
}
