/** A table that people sort, tick, or scroll through thousands of rows of; fetched when one is first shown. */
import './shared.ts'
import { type ReactNode, useId } from 'react'
import { Icon } from './icon.tsx'
import { ScrollFrame } from './scroll-frame.tsx'
import { Tick } from './table-tick.tsx'
import { type Cells, useCells } from './table-cells.ts'
import type { GridColumn, GridProps } from './table-model.ts'
import { type Order, useOrder } from './table-order.ts'
import { NoRows, Widths } from './table-parts.tsx'
import { useSight } from './table-sight.ts'

export function Grid(props: GridProps) {
  const { caption, captionHidden = false, columns, loading = false, empty, selectable = false, height } = props
  const id = useId()
  const order = useOrder(props)
  const isGrid = height !== null
  const lead = Number(selectable)
  const { table, active, handlers, at } = useCells({
    isGrid,
    rows: order.rows.length,
    columns: columns.length + lead,
    press(row, column) {
      const pressed = columns[column - lead]
      if (row >= 0) order.rows[row]?.toggleSelected()
      else if (column < lead) order.tickAll()
      else if (pressed?.isSortable) order.sortBy(pressed.id)
    },
  })
  const { frame, items, measure } = useSight(order.rows.length, isGrid, active.row)
  const size = { 'aria-rowcount': order.rows.length + 1, 'aria-multiselectable': selectable }
  const whole = columns.length + lead
  return (
    <ScrollFrame labelledBy={id} height={height} isReachable={isGrid} frame={frame}>
      <table
        {...attributesOf(props)}
        {...(isGrid ? { role: 'grid', ...size } : {})}
        {...handlers}
        ref={table}
        aria-busy={loading}
        data-ee="table"
      >
        <caption id={id} data-ee={captionHidden ? 'visually-hidden' : 'caption'}>
          {caption}
        </caption>
        <Widths columns={columns} selectable={selectable} />
        <Head columns={columns} order={order} isGrid={isGrid} selectable={selectable} at={at} />
        <tbody>
          {items.map((item) =>
            item.kind === 'gap' ? (
              <Gap key={`gap-${item.before}`} height={item.height} columns={whole} />
            ) : (
              <GridRow key={item.at} place={item.at} grid={props} order={order} id={id} measure={measure} at={at} />
            ),
          )}
          {order.rows.length === 0 && <NoRows columns={whole} loading={loading} empty={empty} />}
        </tbody>
      </table>
    </ScrollFrame>
  )
}

/** What the author gave for the table element itself. */
function attributesOf(props: GridProps) {
  const {
    caption: _1,
    captionHidden: _2,
    columns: _3,
    loading: _4,
    empty: _5,
    selectable: _6,
    height: _7,
    ...more
  } = props
  const { source: _a, keyOf: _b, cellOf: _c, sortValueOf: _d, sort: _e, defaultSort: _f, ...most } = more
  const { onSortChange: _s, selected: _t, onSelectedChange: _u, ...rest } = most
  return rest
}

interface HeadProps {
  readonly columns: readonly GridColumn[]
  readonly order: Order
  readonly isGrid: boolean
  readonly selectable: boolean
  readonly at: Cells['at']
}

function Head({ columns, order, isGrid, selectable, at }: HeadProps) {
  return (
    <thead>
      <tr aria-rowindex={isGrid ? 1 : undefined}>
        {selectable && (
          <td {...at(-1, 0)}>
            <Tick state={order.ticks} label="Select all rows" tabIndex={isGrid ? -1 : 0} onTick={order.tickAll} />
          </td>
        )}
        {columns.map((column, position) => (
          <Header
            key={column.id}
            column={column}
            order={order}
            isGrid={isGrid}
            cell={at(-1, position + Number(selectable))}
          />
        ))}
      </tr>
    </thead>
  )
}

interface GridRowProps {
  /** In the order shown. */
  readonly place: number
  readonly grid: GridProps
  readonly order: Order
  readonly id: string
  readonly measure: ((row: HTMLTableRowElement | null) => void) | undefined
  readonly at: Cells['at']
}

function GridRow({ place, grid, order, id, measure, at }: GridRowProps) {
  const { columns, cellOf, selectable = false, height } = grid
  const row = order.rows[place]
  if (!row) return null
  const isGrid = height !== null
  const isTicked = row.getIsSelected()
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
        <td {...at(place, 0)}>
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
        <Cell key={column.id} column={column} id={name} cell={at(place, position + Number(selectable))}>
          {cellOf(row.original.at, position)}
        </Cell>
      ))}
    </tr>
  )
}

interface HeaderProps {
  readonly column: GridColumn
  readonly order: Order
  readonly isGrid: boolean
  readonly cell: object
}

function Header({ column: { id, header, isNumeric, isSortable }, order, isGrid, cell }: HeaderProps) {
  const direction = order.sort?.column === id ? order.sort.direction : 'none'
  return (
    <th scope="col" {...cell} data-numeric={isNumeric} aria-sort={isSortable ? direction : undefined}>
      {isSortable ? (
        <button type="button" data-ee="table-sort" tabIndex={isGrid ? -1 : 0} onClick={() => order.sortBy(id)}>
          {header}
          <Icon name={direction === 'descending' ? 'arrow-down' : 'arrow-up'} size="s" />
        </button>
      ) : (
        header
      )}
    </th>
  )
}

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

/** Takes the room of rows that are out of sight. */
function Gap({ height, columns }: { readonly height: number; readonly columns: number }) {
  return (
    <tr aria-hidden data-ee="table-gap">
      <td colSpan={columns} style={{ blockSize: height }} />
    </tr>
  )
}
