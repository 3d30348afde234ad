/** The first page of a small application: a list whose entries lead to pages of their own. */
import { useEffect, useState } from 'react'
import { type Column, isProblemError, Skeleton, Stack, Table, Text, useSdk } from '@empowernow/ui'
import type { Item, ItemPage } from './items.ts'

const COLUMNS: readonly Column<Item>[] = [
  {
    id: 'name',
    header: 'Item',
    rowHeader: true,
    cell: ({ id, name }) => <a href={`/plugins/__id__/items/${id}`}>{name}</a>,
  },
  { id: 'quantity', header: 'Left', numeric: true, cell: ({ quantity }) => quantity },
]

export function ItemList() {
  const sdk = useSdk()
  const [items, setItems] = useState<readonly Item[] | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  useEffect(() => {
    sdk.api.json<ItemPage>('/api/crud/items', { query: { limit: 10 } }).then(
      (page) => setItems(page.items),
      (error: unknown) => setFailure(isProblemError(error) ? error.title : 'The service could not be reached.'),
    )
  }, [sdk])
  return (
    <Stack gap="l">
      <h1>__title__</h1>
      {failure !== null && <Text tone="danger">{failure}</Text>}
      {items === null && failure === null && <Skeleton lines={5} />}
      {items !== null && <Table caption="Items" captionHidden columns={COLUMNS} rows={items} rowKey={({ id }) => id} />}
    </Stack>
  )
}
