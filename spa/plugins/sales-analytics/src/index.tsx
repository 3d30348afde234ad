/** Sales at a glance: key figures and the last months. */
import { useEffect, useState } from 'react'
import { Alert, Button, Chart, Grid, isProblemError, Skeleton, Stack, Stat, useSdk, type Sdk } from '@empowernow/ui'
import { monthName, parseMonths, parseSummary, type Month, type Summary } from './sales.ts'

interface Sales {
  readonly summary: Summary
  readonly months: readonly Month[]
}
type Answer = { readonly sales: Sales } | { readonly failure: string } | null

async function loadSales(sdk: Sdk, signal: AbortSignal): Promise<Answer> {
  try {
    const [summary, months] = await Promise.all([
      sdk.api.fetch('/api/sales/summary', { signal }).then(async (response) => parseSummary(await response.json())),
      sdk.api.fetch('/api/sales/by-month', { signal }).then(async (response) => parseMonths(await response.json())),
    ])
    return summary && months ? { sales: { summary, months } } : { failure: 'The figures came in an unknown form.' }
  } catch (error) {
    return { failure: isProblemError(error) ? error.title : 'The figures could not be loaded.' }
  }
}

function SalesWidget() {
  const sdk = useSdk()
  const [answer, setAnswer] = useState<Answer>(null)
  const [round, setRound] = useState(0)
  useEffect(() => {
    const leaving = new AbortController()
    void loadSales(sdk, leaving.signal).then((given) => {
      if (!leaving.signal.aborted) setAnswer(given)
    })
    return () => leaving.abort()
  }, [sdk, round])
  if (!answer) return <Skeleton lines={6} />
  if ('sales' in answer) return <Figures sales={answer.sales} />
  const again = (): void => {
    setAnswer(null)
    setRound(round + 1)
  }
  return (
    <Alert tone="danger" actions={<Button onClick={again}>Try again</Button>}>
      {answer.failure}
    </Alert>
  )
}

const SHOWN_MONTHS = 12
const COMPACT = { notation: 'compact', maximumFractionDigits: 1 } as const

function Figures({ sales: { summary, months } }: { readonly sales: Sales }) {
  const { currency } = summary
  const exact = new Intl.NumberFormat(undefined, { style: 'currency', currency })
  const short = new Intl.NumberFormat(undefined, { ...COMPACT, style: 'currency', currency })
  const shown = months.slice(-SHOWN_MONTHS)
  return (
    <Stack gap="m">
      <Grid column="small" gap="m">
        <Stat label="Revenue" value={short.format(summary.revenueCents / 100)} {...changeOf(summary.revenueChange)} />
        <Stat
          label="Orders"
          value={new Intl.NumberFormat(undefined, COMPACT).format(summary.orders)}
          {...changeOf(summary.ordersChange)}
        />
        <Stat label="Average order" value={exact.format(summary.averageOrderCents / 100)} change="last twelve months" />
      </Grid>
      <Chart
        title="Revenue by month"
        kind="bar"
        labels={shown.map(({ month }) => monthName(month))}
        series={[{ name: 'Revenue', values: shown.map(({ revenueCents }) => revenueCents) }]}
        format={(cents) => short.format(cents / 100)}
        height={180}
      />
    </Stack>
  )
}

function changeOf(ratio: number) {
  const style = { style: 'percent', signDisplay: 'exceptZero', maximumFractionDigits: 1 } as const
  const change = `${new Intl.NumberFormat(undefined, style).format(ratio)} on the year before`
  return { change, tone: ratio < 0 ? ('danger' as const) : ('success' as const) }
}

export const widgets = { SalesWidget }
