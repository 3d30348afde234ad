/** What runs low or soon will, the most pressing first. */
import { Badge, ButtonLink, EmptyState, Skeleton, Stack, Table, useSdk, type Column } from '@empowernow/ui'
import { isLow, type Item } from './item.ts'
import { findItems } from './items.ts'
import { LoadFailed } from './load-failed.tsx'
import { itemPath, LIST_PATH } from './paths.ts'
import { useLoaded } from './use-loaded.ts'

/** The service gives at most this many at once: of a larger stock the widget sees the first. */
const LOOKED_AT = 100
const SHOWN = 5

const COLUMNS: readonly Column<Item>[] = [
  { id: 'name', header: 'Item', rowHeader: true, cell: (item) => <a href={itemPath(item.id)}>{item.name}</a> },
  { id: 'left', header: 'Left', numeric: true, cell: LeftBadge },
  { id: 'level', header: 'Reorder at', numeric: true, cell: ({ reorderLevel }) => reorderLevel.toLocaleString() },
]

function LeftBadge(item: Item) {
  const tone = item.quantity === 0 ? 'danger' : isLow(item) ? 'warning' : 'neutral'
  return <Badge tone={tone}>{item.quantity.toLocaleString()}</Badge>
}

/** How much of what should be there is there. */
function coverage({ quantity, reorderLevel }: Item): number {
  return quantity / Math.max(1, reorderLevel)
}

export function StockWidget() {
  const sdk = useSdk()
  const search = { q: '', offset: 0, limit: LOOKED_AT }
  const [loaded, reload] = useLoaded('stock', (signal) => findItems(sdk, search, signal))
  if (loaded.state === 'loading') return <Skeleton lines={6} />
  if (loaded.state === 'failed') return <LoadFailed failure={loaded.failure} onRetry={reload} />
  const { items } = loaded.value
  if (items.length === 0) return <EmptyState icon="box" heading="There are no items yet" />
  const low = items.filter(isLow).length
  const pressing = items.toSorted((a, b) => coverage(a) - coverage(b)).slice(0, SHOWN)
  return (
    <Stack gap="m">
      <Table
        caption={low === 0 ? 'Nothing is below its reorder level' : `${low} below the reorder level`}
        columns={COLUMNS}
        rows={pressing}
        rowKey={({ id }) => id}
      />
      <Stack direction="row" justify="end">
        <ButtonLink size="small" href={LIST_PATH}>
          Open the inventory
        </ButtonLink>
      </Stack>
    </Stack>
  )
}
