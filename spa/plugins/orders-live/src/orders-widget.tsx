/** The latest orders, as they come in. */
import { ButtonLink, EmptyState, Stack, Table, Text, type Column } from '@empowernow/ui'
import { Connection } from './connection.tsx'
import { amountOf, timeOf, type Order } from './order.ts'
import { useOrders } from './use-orders.ts'

const SHOWN = 5

const COLUMNS: readonly Column<Order>[] = [
  { id: 'time', header: 'Time', cell: (order) => <time dateTime={order.at}>{timeOf(order)}</time> },
  { id: 'customer', header: 'Customer', rowHeader: true, cell: ({ customer }) => customer },
  { id: 'amount', header: 'Amount', numeric: true, cell: amountOf },
]

export function OrdersWidget() {
  const { orders, received, state } = useOrders(SHOWN)
  return (
    <Stack gap="m">
      <Stack direction="row" justify="between">
        <Connection state={state} />
        <Text size="s" tone="muted">
          {received} since you opened this page
        </Text>
      </Stack>
      <Table
        caption="Latest orders"
        captionHidden
        columns={COLUMNS}
        rows={orders}
        rowKey={({ id }) => id}
        empty={<EmptyState icon="activity" heading="The next order shows here" />}
      />
      <Stack direction="row" justify="end">
        <ButtonLink size="small" href="/plugins/orders-live">
          All orders
        </ButtonLink>
      </Stack>
    </Stack>
  )
}
