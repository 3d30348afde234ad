/** All items: searched, page by page, and the way to a new one. */
import { useEffect, useState } from 'react'
import { Badge, Button, Card, EmptyState, Icon, Modal, Stack, Table, Text, TextField, toast } from '@empowernow/ui'
import type { Column, ContributionProps } from '@empowernow/ui'
import { EMPTY } from './draft.ts'
import { isLow, priceOf, type Item } from './item.ts'
import { ItemForm } from './item-form.tsx'
import { createItem, findItems } from './items.ts'
import { LoadFailed } from './load-failed.tsx'
import { itemPath } from './paths.ts'
import { useLoaded } from './use-loaded.ts'

const LIMIT = 20
/** Long enough for the next letter, short enough not to be noticed. */
const TYPING_PAUSE_MS = 200

const COLUMNS: readonly Column<Item>[] = [
  { id: 'name', header: 'Name', rowHeader: true, cell: (item) => <a href={itemPath(item.id)}>{item.name}</a> },
  { id: 'sku', header: 'SKU', cell: ({ sku }) => <code>{sku}</code> },
  { id: 'category', header: 'Category', cell: ({ category }) => category },
  { id: 'location', header: 'Location', cell: ({ location }) => location },
  { id: 'quantity', header: 'Quantity', numeric: true, cell: Quantity },
  { id: 'price', header: 'Unit price', numeric: true, cell: priceOf },
]

const NO_ITEMS: readonly Item[] = []

function Quantity(item: Item) {
  const { quantity } = item
  return isLow(item) ? <Badge tone="warning">Low: {quantity}</Badge> : quantity.toLocaleString()
}

export function ItemList({ sdk, navigate }: ContributionProps) {
  const [typed, setTyped] = useState('')
  const [search, setSearch] = useState({ q: '', offset: 0, limit: LIMIT })
  const [creating, setCreating] = useState(false)
  const [loaded, reload] = useLoaded(JSON.stringify(search), (signal) => findItems(sdk, search, signal))
  useEffect(() => {
    const timer = setTimeout(() => setSearch((before) => searchFor(before, typed)), TYPING_PAUSE_MS)
    return () => clearTimeout(timer)
  }, [typed])
  const page = loaded.state === 'ready' ? loaded.value : null
  return (
    <Stack gap="l">
      <Stack direction="row" justify="between" wrap>
        <h1>Inventory</h1>
        <Button variant="primary" onClick={() => setCreating(true)}>
          <Icon name="plus" size="s" />
          New item
        </Button>
      </Stack>
      <Card>
        <TextField
          type="search"
          label="Search by name, SKU, category or location"
          value={typed}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        />
        {loaded.state === 'failed' ? (
          <LoadFailed failure={loaded.failure} onRetry={reload} />
        ) : (
          <Table
            caption="Items"
            captionHidden
            columns={COLUMNS}
            rows={page?.items ?? NO_ITEMS}
            rowKey={({ id }) => id}
            loading={loaded.state === 'loading'}
            loadingRows={LIMIT}
            empty={<EmptyState icon="search" heading="No item matches" />}
          />
        )}
        <Pager {...search} total={page?.total ?? null} onMove={(offset) => setSearch({ ...search, offset })} />
      </Card>
      <Modal open={creating} onClose={() => setCreating(false)} heading="New item">
        <ItemForm
          initial={EMPTY}
          submitLabel="Create"
          onCancel={() => setCreating(false)}
          onSave={async (input) => {
            const { item } = await createItem(sdk, input)
            toast({ tone: 'success', heading: `${item.name} is created` })
            navigate(itemPath(item.id))
          }}
        />
      </Modal>
    </Stack>
  )
}

interface Search {
  readonly q: string
  readonly offset: number
  readonly limit: number
}

/** New words begin at the first page; the same words are no new search. */
function searchFor(before: Search, typed: string): Search {
  const q = typed.trim()
  return q === before.q ? before : { ...before, q, offset: 0 }
}

interface PagerProps extends Search {
  /** `null` while it is not known. */
  readonly total: number | null
  readonly onMove: (offset: number) => void
}

function Pager({ offset, limit, total, onMove }: PagerProps) {
  const last = Math.min(offset + limit, total ?? 0)
  return (
    <Stack direction="row" justify="between" wrap>
      <Text size="s" tone="muted" aria-live="polite">
        {total !== null && (total === 0 ? 'No items' : `${offset + 1} to ${last} of ${total}`)}
      </Text>
      <Stack direction="row" gap="xs">
        <Button size="small" disabled={offset === 0} onClick={() => onMove(Math.max(0, offset - limit))}>
          Previous
        </Button>
        <Button size="small" disabled={last >= (total ?? 0)} onClick={() => onMove(offset + limit)}>
          Next
        </Button>
      </Stack>
    </Stack>
  )
}
