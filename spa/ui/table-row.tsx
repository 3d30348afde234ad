/** One row of a table that people sort, tick or scroll through. */
import { memo, type ReactNode } from 'react'
import { cellAttributes } from './table-cells.ts'
import type { GridColumn, GridProps } from './table-model.ts'
import type { Order } from './table-order.ts'
import { Tick } from './table-tick.tsx'

interface GridRowProps {
  /** In the order shown. */
  readonly place: number
  readonly row: Order['rows'][number] | undefined
  readonly isTicked: boolean
  readonly grid: GridProps
  readonly id: string
  readonly measure: ((row: HTMLTableRowElement | null) => void) | undefined
  readonly stop: number | null
}

/** Kept as it is while the table scrolls: of what it is told, nothing is new then. */
export const GridRow = memo(function GridRow({ place, row, isTicked, grid, id, measure, stop }: GridRowProps) {
  const { columns, cellOf, selectable = false, height } = grid
  if (!row) return null
  const isGrid = height !== null
  const name = `${id}-${row.id}`
  return (
    <tr
      ref={measure}
      data-index={place}
      aria-rowindex={isGrid ? place + 2 : undefined}
      aria-selected={selectable && isGrid ? isTicked : undefined}
      data-selected={isTicked || undefined}
    >
      {selectable && (
        <td {...cellAttributes(isGrid, place, 0, stop)}>
          <Tick
            state={isTicked ? 'all' : 'none'}
            label="Select"
            labelledBy={name}
            tabIndex={isGrid ? -1 : 0}
            onTick={() => row.toggleSelected()}
          />
        </td>
      )}
      {columns.map((column, position) => (
        <Cell
          key={column.id}
          column={column}
          id={name}
          cell={cellAttributes(isGrid, place, position + Number(selectable), stop)}
        >
          {cellOf(row.original.at, position)}
        </Cell>
      ))}
    </tr>
  )
})

interface CellProps {
  readonly column: GridColumn
  /** Of the cell that names its row. */
  readonly id: string
  readonly cell: object
  readonly children: ReactNode
}

function Cell({ column, id, cell, children }: CellProps) {
  if (!column.isRowHeader) {
    return (
      <td {...cell} data-numeric={column.isNumeric}>
        {children}
      </td>
    )
  }
  return (
    <th scope="row" id={id} {...cell}>
      {children}
    </th>
  )
}
