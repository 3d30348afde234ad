/** Chart: bar, line, area, donut. */
import { Chart, Grid } from '@empowernow/ui'

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const EUROS = (value: number) => `€ ${value.toLocaleString('en')}`

/** Compares. Each chart says what it shows in words, and has its figures as a table. */
export function BarChart() {
  return (
    <Chart
      title="Sales by day"
      labels={DAYS}
      series={[{ name: 'Sales', values: [4200, 5100, 4700, 6800, 8200, 3900, 3100] }]}
      format={EUROS}
    />
  )
}

const TWO_WEEKS = [
  { name: 'This week', values: [31, 42, 38, 55, 61, 44, 40] },
  { name: 'Last week', values: [28, 35, 41, 43, 48, 39, 30] },
] as const

/** Two groups side by side, and the same two as a course: lines differ by their dashes too. */
export function Groups() {
  return (
    <Grid column="large" gap="l">
      <Chart title="Orders by day" labels={DAYS} series={TWO_WEEKS} />
      <Chart title="Orders as they came" kind="line" labels={DAYS} series={TWO_WEEKS} />
    </Grid>
  )
}

/** An amount over time. */
export function AreaChart() {
  return (
    <Chart
      title="Visitors in the last twelve hours"
      kind="area"
      labels={Array.from({ length: 12 }, (_, hour) => `${8 + hour}:00`)}
      series={[{ name: 'Visitors', values: [12, 30, 44, 61, 58, 72, 96, 88, 70, 64, 41, 22] }]}
    />
  )
}

/** The parts of a whole; the legend has the shares. */
export function DonutChart() {
  return (
    <Chart
      title="Where orders come from"
      kind="donut"
      labels={['Web shop', 'Phone', 'Partners', 'Marketplace', 'Branch']}
      series={[{ name: 'Orders', values: [482, 96, 210, 154, 61] }]}
    />
  )
}
