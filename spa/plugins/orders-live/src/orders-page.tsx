/** Orders as they come in, with what they add up to. */
import { Card, EmptyState, Grid, Stack, Stat, Table, type Column } from '@empowernow/ui'
import { Connection } from './connection.tsx'
import { amountOf, timeOf, type Order } from './order.ts'
import { useOrders } from './use-orders.ts'

/** A screen's worth several times over; more is the business of a report. */
const KEPT = 200

const REGIONS: ReadonlyMap<string, string> = new Map([
  ['eu', 'Europe'],
  ['us', 'United States'],
  ['apac', 'Asia Pacific'],
])

const COLUMNS: readonly Column<Order>[] = [
  { id: 'time', header: 'Time', cell: (order) => <time dateTime={order.at}>{timeOf(order)}</time> },
  { id: 'number', header: 'Order', rowHeader: true, cell: ({ id }) => <code>{id}</code> },
  { id: 'customer', header: 'Customer', cell: ({ customer }) => customer },
  { id: 'region', header: 'Region', cell: ({ region }) => REGIONS.get(region) ?? region },
  { id: 'amount', header: 'Amount', numeric: true, cell: amountOf },
]

export function OrdersPage() {
  const { orders, received, state } = useOrders(KEPT)
  const totalCents = orders.reduce((sum, order) => sum + order.totalCents, 0)
  const currency = orders[0]?.currency ?? 'EUR'
  const money = new Intl.NumberFormat(undefined, { style: 'currency', currency, maximumFractionDigits: 0 })
  const average = orders.length === 0 ? 0 : totalCents / orders.length
  return (
    <Stack gap="l">
      <Stack direction="row" justify="between" wrap>
        <h1>Live orders</h1>
        <Connection state={state} />
      </Stack>
      <Card>
        <Grid column="small" gap="l">
          <Stat label="Received" value={received.toLocaleString()} change="since you opened this page" />
          <Stat label="Value" value={money.format(totalCents / 100)} change="of the orders below" />
          <Stat label="Average order" value={money.format(average / 100)} change="of the orders below" />
        </Grid>
      </Card>
      <Card>
        <Table
          caption="Orders, newest first"
          columns={COLUMNS}
          rows={orders}
          rowKey={({ id }) => id}
          empty={<EmptyState icon="activity" heading="The next order shows here" />}
        />
      </Card>
    </Stack>
  )
}
