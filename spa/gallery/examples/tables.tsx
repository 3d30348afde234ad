/** Table: plain, sorted and ticked, empty, loading, and ten thousand rows. */
import { Badge, Button, type Column, EmptyState, Stack, Table, Text } from '@empowernow/ui'
import { useState } from 'react'

const ITEMS = [
  { id: 'a', name: 'Blue lamp', stock: 42, state: 'in stock' },
  { id: 'b', name: 'Oak desk', stock: 3, state: 'low' },
  { id: 'c', name: 'Desk organiser with a rather long name', stock: 0, state: 'sold out' },
] as const
type Item = (typeof ITEMS)[number]
const TONES = { 'in stock': 'success', low: 'warning', 'sold out': 'danger' } as const

const COLUMNS: readonly Column<Item>[] = [
  { id: 'name', header: 'Item', rowHeader: true, cell: ({ name }) => name },
  { id: 'state', header: 'State', cell: ({ state }) => <Badge tone={TONES[state]}>{state}</Badge> },
  { id: 'stock', header: 'Stock', numeric: true, cell: ({ stock }) => stock },
]

/** A few rows: a plain table. */
export function PlainTable() {
  return <Table caption="Items in the warehouse" rows={ITEMS} rowKey={({ id }) => id} columns={COLUMNS} />
}

const SORTABLE: readonly Column<Item>[] = COLUMNS.map((column) => ({
  ...column,
  ...(column.id === 'name' ? { sortBy: ({ name }: Item) => name } : {}),
  ...(column.id === 'stock' ? { sortBy: ({ stock }: Item) => stock } : {}),
}))

/** People sort by a heading and tick rows; you hear of both. */
export function SortAndTick() {
  const [selected, setSelected] = useState<readonly string[]>(['b'])
  return (
    <Stack gap="s">
      <Table
        caption="Items to be counted"
        rows={ITEMS}
        rowKey={({ id }) => id}
        columns={SORTABLE}
        defaultSort={{ column: 'name', direction: 'ascending' }}
        selectable
        selected={selected}
        onSelectedChange={setSelected}
      />
      <Text size="s" tone="muted" role="status">
        {selected.length} chosen
      </Text>
    </Stack>
  )
}

/** Says why there is nothing, and offers the next step. */
export function EmptyTable() {
  const empty = (
    <EmptyState heading="No items yet" icon="box" actions={<Button size="small">Add an item</Button>}>
      What you add appears here.
    </EmptyState>
  )
  return <Table caption="Items of Lisbon" rows={[]} rowKey={({ id }) => id} columns={COLUMNS} empty={empty} />
}

/** The rows’ shape, so that nothing jumps when they come. */
export function LoadingTable() {
  return <Table caption="Items of Osaka" rows={[]} rowKey={({ id }) => id} columns={COLUMNS} loading />
}

const ORDERS = Array.from({ length: 10_000 }, (_, at) => ({
  id: `A-${String(at + 1).padStart(5, '0')}`,
  customer: ['Archer', 'Baker', 'Chen', 'Diallo', 'Ortiz'][(at * 7) % 5] ?? '',
  amount: ((at * 7919) % 90_000) / 100,
}))
type Order = (typeof ORDERS)[number]

const ORDER_COLUMNS: readonly Column<Order>[] = [
  { id: 'id', header: 'Order', rowHeader: true, cell: ({ id }) => id, sortBy: ({ id }) => id },
  { id: 'customer', header: 'Customer', cell: ({ customer }) => customer, sortBy: ({ customer }) => customer },
  {
    id: 'amount',
    header: 'Amount',
    numeric: true,
    cell: ({ amount }) => `€ ${amount.toFixed(2)}`,
    sortBy: ({ amount }) => amount,
  },
]

/** Ten thousand rows: only those in sight are drawn. One stop for Tab, then arrows, Home, End, Page Up and Down. */
export function TenThousandRows() {
  return (
    <Table
      caption="Orders of the year"
      rows={ORDERS}
      rowKey={({ id }) => id}
      columns={ORDER_COLUMNS}
      selectable
      height={320}
    />
  )
}
