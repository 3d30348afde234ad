/** One plugin of one tenant: its state, what it may do, why somebody has it or not, and its manifest. */
import { useState } from 'react'
import { Alert, Button, Card, Stack, Text } from '@empowernow/ui'
import { ofPlugin } from '#core/health'
import { PLUGINS, type OperatedPlugin, type Quarantined } from './answers.ts'
import { DifferenceCard } from './difference-card.tsx'
import { EntryDialog, type EntryOrder } from './entry-dialog.tsx'
import { ExplainCard } from './explain-card.tsx'
import { Code, Fact, Facts, Moment } from './facts.tsx'
import { FiguresCard, WindowSelect } from './figures-view.tsx'
import { Loaded } from './loaded.tsx'
import { METRICS, type Metrics } from './metrics-answer.ts'
import { PageHeader } from './page-header.tsx'
import { metricsPath, pluginPath, pluginsPath } from './paths.ts'
import { pathOf } from './places.ts'
import { PLUGIN, type PluginDetail } from './plugin-answer.ts'
import type { Outcome } from './report.tsx'
import { RolloutCard } from './rollout-card.tsx'
import { RolloutStart } from './rollout-start.tsx'
import { useReading } from './use-desk.ts'
import { useOrder } from './use-order.tsx'

interface PluginPageProps {
  readonly tenant: string
  readonly id: string
  /** The plugin is no longer this tenant's. */
  readonly onRemoved: () => void
}

export function PluginPage({ tenant, id, onRemoved }: PluginPageProps) {
  const reading = useReading(pluginPath(tenant, id), PLUGIN)
  const listing = useReading(pluginsPath(tenant), PLUGINS)
  const [minutes, setMinutes] = useState('60')
  const figures = useReading(metricsPath(tenant, Number(minutes)), METRICS)
  const reload = (): void => {
    reading.reload()
    listing.reload()
  }
  const ordering = useOrder(tenant, reload)
  const [order, setOrder] = useState<EntryOrder | null>(null)
  const settle = (outcome: Outcome): void => {
    setOrder(null)
    if (order === 'remove' && outcome.kind === 'done') return onRemoved()
    ordering.report(outcome)
    reload()
  }
  const detail = valueOf(reading.result)
  const listed = valueOf(listing.result)?.plugins.find((plugin) => plugin.id === id) ?? null
  const label = detail?.quarantined ? 'Put back' : 'Quarantine'
  return (
    <Stack gap="l">
      <PageHeader
        above={<a href={pathOf({ page: 'overview', tenant })}>{tenant}</a>}
        heading={id}
        actions={
          detail && (
            <>
              <WindowSelect minutes={minutes} onChoose={setMinutes} />
              <Button onClick={() => setOrder(detail.enabled ? 'disable' : 'enable')}>
                {detail.enabled ? 'Disable' : 'Enable'}
              </Button>
              <Button onClick={() => setOrder('remove')}>Remove</Button>
              <Button variant={detail.quarantined ? 'primary' : 'danger'} onClick={() => ordering.ask(detail)}>
                {label}
              </Button>
            </>
          )
        }
      />
      {ordering.receipt}
      <Loaded reading={reading} failed="The plugin cannot be shown">
        {(value) => (
          <>
            <Details detail={value} listed={listed} />
            {listed && <Rollouts tenant={tenant} listed={listed} onDone={settle} />}
            <Loaded reading={figures} failed="The figures cannot be shown">
              {(metrics) => <FiguresCard heading="How it fares" metrics={narrowed(metrics, id)} />}
            </Loaded>
            <DifferenceCard detail={value} />
            <ExplainCard tenant={tenant} id={id} />
            <ManifestCard detail={value} />
          </>
        )}
      </Loaded>
      {ordering.dialog}
      {order !== null && (
        <EntryDialog tenant={tenant} id={id} order={order} onClose={() => setOrder(null)} onDone={settle} />
      )}
    </Stack>
  )
}

interface RolloutsProps {
  readonly tenant: string
  readonly listed: OperatedPlugin
  readonly onDone: (outcome: Outcome) => void
}

/** The rollout there is, or the way to begin one; each begins anew when what it is about has changed. */
function Rollouts({ tenant, listed: { id, version, rollout }, onDone }: RolloutsProps) {
  const about = { tenant, id, stable: version, onDone }
  if (rollout === null) return <RolloutStart key={version} {...about} />
  return <RolloutCard key={`${rollout.version} ${rollout.percent} ${rollout.halted}`} {...about} rollout={rollout} />
}

function valueOf<T>(result: { readonly value: T } | { readonly problem: unknown } | null): T | null {
  return result && 'value' in result ? result.value : null
}

interface DetailsProps {
  readonly detail: PluginDetail
  readonly listed: OperatedPlugin | null
}

function Details({ detail, listed }: DetailsProps) {
  return (
    <>
      {detail.quarantined && <QuarantineNote quarantined={detail.quarantined} />}
      <Card heading="What is live">
        <Facts>
          <Fact label="Version">
            <Code text={detail.version} />
          </Fact>
          <Fact label="State">{detail.quarantined ? 'Quarantined' : detail.enabled ? 'In service' : 'Disabled'}</Fact>
          {listed && (
            <Fact label="Shows">
              {listed.routes} {listed.routes === 1 ? 'page' : 'pages'}, {listed.widgets}{' '}
              {listed.widgets === 1 ? 'widget' : 'widgets'}
            </Fact>
          )}
          <Fact label="Revision">
            <Code text={detail.revision.slice(0, 12)} />
          </Fact>
          <Fact label="Bundle">
            <Code text={detail.bundleKey} />
          </Fact>
          <Fact label="SHA-256">
            <Code text={detail.sha256} />
          </Fact>
        </Facts>
      </Card>
    </>
  )
}

function ManifestCard({ detail }: { readonly detail: PluginDetail }) {
  return (
    <Card heading="Manifest" description="As the browser gets it, every default filled in.">
      <pre data-host="manifest">{JSON.stringify(detail.manifest, null, 2)}</pre>
    </Card>
  )
}

function narrowed(metrics: Metrics, id: string): Metrics {
  const [totals, rollups] = [ofPlugin(metrics.totals, id), ofPlugin(metrics.rollups, id)]
  return { ...metrics, totals, rollups, incidents: ofPlugin(metrics.incidents, id) }
}

function QuarantineNote({ quarantined: { scope, reason, by, at } }: { readonly quarantined: Quarantined }) {
  return (
    <Alert tone="danger" heading={scope === 'all' ? 'Quarantined for every tenant' : 'Quarantined for this tenant'}>
      <Text>{reason ?? 'Nobody said why.'}</Text>
      <Text size="s" tone="muted">
        {by !== null && `By ${by}. `}
        {at !== null && <Moment at={at} />}
      </Text>
    </Alert>
  )
}
