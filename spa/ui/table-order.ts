/** Order and ticks of a table, kept by TanStack Table. */
import {
  createSortedRowModel,
  type ColumnDef,
  functionalUpdate,
  rowSelectionFeature,
  rowSortingFeature,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import { useMemo, useState } from 'react'
import { compareValues, type GridProps, type Sort } from './table-model.ts'

const features = tableFeatures({ rowSortingFeature, rowSelectionFeature, sortedRowModel: createSortedRowModel() })

/** A row is its place in the source. */
interface Place {
  readonly at: number
}

/** The table as it is ordered and ticked now. */
export function useOrder(props: GridProps) {
  const { columns, source, keyOf, sortValueOf, defaultSort = null, selectable = false } = props
  const [ownSort, setOwnSort] = useState(defaultSort)
  const [ownSelected, setOwnSelected] = useState<readonly string[]>([])
  const sort = props.sort === undefined ? ownSort : props.sort
  const selected = props.selected ?? ownSelected
  const data = useMemo(() => source.map((_, at): Place => ({ at })), [source])
  const definitions = useMemo(
    () =>
      columns.map(({ id, isSortable }, column): ColumnDef<typeof features, Place> => ({
        id,
        accessorFn: ({ at }) => sortValueOf(at, column) ?? undefined,
        enableSorting: isSortable,
        sortUndefined: 'last',
        sortFn: (one, other) => compareValues(one.getValue(id), other.getValue(id)),
      })),
    [columns, sortValueOf],
  )
  const sorting = useMemo(
    () => (sort === null ? [] : [{ id: sort.column, desc: sort.direction === 'descending' }]),
    [sort],
  )
  const rowSelection = useMemo(() => Object.fromEntries(selected.map((key) => [key, true] as const)), [selected])
  const table = useTable({
    features,
    data,
    columns: definitions,
    getRowId: ({ at }) => keyOf(at),
    enableRowSelection: selectable,
    enableSortingRemoval: false,
    state: { sorting, rowSelection },
    onRowSelectionChange: (updater) => {
      const next = Object.keys(functionalUpdate(updater, rowSelection))
      setOwnSelected(next)
      props.onSelectedChange?.(next)
    },
  })
  const { rows } = table.getRowModel()
  // Every row is looked at for this, which a table that only scrolls has no need of.
  const ticks = useMemo(() => ticksOf(rows, rowSelection), [rows, rowSelection])
  return {
    rows,
    sort,
    /** Ascending first, then the other way about. */
    sortBy(column: string): void {
      const isAscending = sort?.column === column && sort.direction === 'ascending'
      const next: Sort = { column, direction: isAscending ? 'descending' : 'ascending' }
      setOwnSort(next)
      props.onSortChange?.(next)
    },
    ticks,
    tickAll: (): void => table.toggleAllRowsSelected(),
  }
}

function ticksOf(
  rows: readonly { readonly id: string }[],
  selection: Readonly<Record<string, boolean>>,
): 'all' | 'some' | 'none' {
  const ticked = rows.filter(({ id }) => selection[id] === true).length
  if (ticked === 0) return 'none'
  return ticked === rows.length ? 'all' : 'some'
}

export type Order = ReturnType<typeof useOrder>
