/** Figures on the page: as large numbers, as lines over time, and as columns of the table. */
import { Alert, Card, Chart, EmptyState, Grid, Select, Stat, Text, type Column } from '@empowernow/ui'
import { healthOf, ofPlugin, type Health } from '#core/health'
import type { OperatedPlugin } from './answers.ts'
import { Moment } from './facts.tsx'
import { courseOf, reasonsOf } from './figures.ts'
import type { Incident, Metrics } from './metrics-answer.ts'

export const WINDOWS = [
  { value: '15', label: '15 minutes' },
  { value: '60', label: '1 hour' },
  { value: '360', label: '6 hours' },
  { value: '1440', label: '24 hours' },
  { value: '10080', label: '7 days' },
] as const

interface WindowSelectProps {
  readonly minutes: string
  readonly onChoose: (minutes: string) => void
}

export function WindowSelect({ minutes, onChoose }: WindowSelectProps) {
  return (
    <div data-host="window">
      <Select label="Figures of the last" value={minutes} onValueChange={onChoose} options={WINDOWS} />
    </div>
  )
}

const NONE = '–'

function percent(share: number | null): string {
  if (share === null) return NONE
  return `${(share * 100).toLocaleString(undefined, { maximumFractionDigits: share < 0.1 ? 1 : 0 })} %`
}

function milliseconds(value: number | null): string {
  return value === null ? NONE : `${Math.round(value).toLocaleString()} ms`
}

export function FigureStats({ metrics }: { readonly metrics: Metrics }) {
  const health = healthOf(metrics.totals)
  const { mounts, failedMounts, errors, errorRate, refused, quarantineRefused, denied, p50, p95 } = health
  return (
    <Grid gap="m" column="small" data-host="stats">
      <Stat label="Mounts" value={mounts.toLocaleString()} change={counted(failedMounts, 'failure')} />
      <Stat
        label="Error rate"
        value={percent(errorRate)}
        change={counted(errors, 'error')}
        tone={errors > 0 ? 'danger' : 'neutral'}
      />
      <Stat label="Load time, median" value={milliseconds(p50)} change={`95 % within ${milliseconds(p95)}`} />
      <Stat
        label="Refused"
        value={refused.toLocaleString()}
        change={`${quarantineRefused.toLocaleString()} by quarantine; policies denied ${denied.toLocaleString()}`}
      />
    </Grid>
  )
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString()} ${count === 1 ? noun : `${noun}s`}`
}

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })
const DAY_AND_CLOCK = new Intl.DateTimeFormat(undefined, { weekday: 'short', hour: '2-digit', minute: '2-digit' })
const DAY_MINUTES = 1440

export function FigureCharts({ metrics }: { readonly metrics: Metrics }) {
  const { steps, mounts, errors, refused } = courseOf(metrics)
  const format = metrics.to - metrics.from >= DAY_MINUTES ? DAY_AND_CLOCK : CLOCK
  const labels = steps.map((minute) => format.format(minute * 60_000))
  return (
    <Grid gap="l" column="large" data-host="charts">
      <Chart
        title="Mounts and errors"
        kind="area"
        height={180}
        labels={labels}
        series={[
          { name: 'Mounts', values: mounts },
          { name: 'Errors', values: errors },
        ]}
      />
      <Chart
        title="Refused calls and bundles"
        kind="bar"
        height={180}
        labels={labels}
        series={[{ name: 'Refused', values: refused }]}
      />
    </Grid>
  )
}

/** Columns of the plugins' table. */
export function figureColumns({ totals }: Metrics): readonly Column<OperatedPlugin>[] {
  const column = (id: string, header: string, show: (health: Health) => string): Column<OperatedPlugin> => ({
    id,
    header,
    numeric: true,
    cell: (plugin) => show(healthOf(ofPlugin(totals, plugin.id))),
  })
  return [
    column('mounts', 'Mounts', ({ mounts }) => mounts.toLocaleString()),
    column('errors', 'Errors', ({ errorRate }) => percent(errorRate)),
    column('p50', 'Load p50', ({ p50 }) => milliseconds(p50)),
    column('p95', 'p95', ({ p95 }) => milliseconds(p95)),
    column('refused', 'Refused', ({ refused, quarantineRefused }) => (refused + quarantineRefused).toLocaleString()),
  ]
}

export function Reasons({ metrics: { totals } }: { readonly metrics: Metrics }) {
  const reasons = reasonsOf(totals)
  if (reasons.length === 0) return null
  return (
    <section data-host="difference">
      <h3>Why something was refused or failed</h3>
      <ul>
        {reasons.map(({ reason, count }) => (
          <li key={reason}>
            <span>{count.toLocaleString()}</span>
            {reason}
          </li>
        ))}
      </ul>
    </section>
  )
}

const RULES: Readonly<Record<string, string>> = {
  integrity_error: 'Bundles with bytes that were never published',
  refusal_spike: 'Far more refusals than usual',
  mount_failures: 'A version fails in too many browsers',
  doorbell_failed:
    'The doorbell is out of reach: a quarantine may be heard of late, and plugins close after the grace time',
}

/** Incidents that go on. Those that are over stand in the trail of whoever was called. */
export function Incidents({ incidents }: { readonly incidents: readonly Incident[] }) {
  const open = incidents.filter(({ closedAt }) => closedAt === null)
  return open.map(({ id, rule, plugin, version, figure, threshold, openedAt }) => (
    <Alert
      key={id}
      tone="danger"
      heading={[RULES[rule] ?? rule, [plugin, version].filter(Boolean).join(' ')].filter(Boolean).join(': ')}
    >
      <Text size="s">
        {figure.toLocaleString()}, and {threshold.toLocaleString()} alarms. Since{' '}
        <Moment at={new Date(openedAt).toISOString()} />.
      </Text>
    </Alert>
  ))
}

export function FiguresCard({ metrics, heading }: { readonly metrics: Metrics; readonly heading: string }) {
  return (
    <Card heading={heading}>
      {metrics.totals.length === 0 ? (
        <EmptyState icon="chart" heading="Nothing was counted in this time">
          Figures come within seconds of the first page that somebody opens.
        </EmptyState>
      ) : (
        <>
          <FigureStats metrics={metrics} />
          <FigureCharts metrics={metrics} />
          <Reasons metrics={metrics} />
        </>
      )}
    </Card>
  )
}
