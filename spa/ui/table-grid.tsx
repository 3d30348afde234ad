/** A table that people sort, tick, or scroll through thousands of rows of; fetched when one is first shown. */
import './shared.ts'
import { useId } from 'react'
import { Icon } from './icon.tsx'
import { ScrollFrame } from './scroll-frame.tsx'
import { Tick } from './table-tick.tsx'
import { cellAttributes, useCells } from './table-cells.ts'
import type { GridColumn, GridProps } from './table-model.ts'
import { type Order, useOrder } from './table-order.ts'
import { NoRows, Widths } from './table-parts.tsx'
import { GridRow } from './table-row.tsx'
import { useSight } from './table-sight.ts'

export function Grid(props: GridProps) {
  const { caption, captionHidden = false, columns, loading = false, loadingRows, empty } = props
  const { selectable = false, height } = props
  const id = useId()
  const order = useOrder(props)
  const isGrid = height !== null
  const lead = Number(selectable)
  const { table, active, handlers } = useCells({
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
  const stopOf = (row: number): number | null => (active.row === row ? active.column : null)
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
        <Head columns={columns} order={order} isGrid={isGrid} selectable={selectable} stop={stopOf(-1)} />
        <tbody>
          {items.map((item) =>
            item.kind === 'gap' ? (
              <Gap key={item.key} height={item.height} columns={whole} />
            ) : (
              <GridRow
                key={item.at}
                place={item.at}
                row={order.rows[item.at]}
                isTicked={order.rows[item.at]?.getIsSelected() === true}
                grid={props}
                id={id}
                measure={measure}
                stop={stopOf(item.at)}
              />
            ),
          )}
          {order.rows.length === 0 && <NoRows columns={whole} loading={loading} expected={loadingRows} empty={empty} />}
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
    loadingRows: _5,
    empty: _6,
    selectable: _7,
    height: _8,
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
  readonly stop: number | null
}

function Head({ columns, order, isGrid, selectable, stop }: HeadProps) {
  return (
    <thead>
      <tr aria-rowindex={isGrid ? 1 : undefined}>
        {selectable && (
          <td {...cellAttributes(isGrid, -1, 0, stop)}>
            <Tick state={order.ticks} label="Select all rows" tabIndex={isGrid ? -1 : 0} onTick={order.tickAll} />
          </td>
        )}
        {columns.map((column, position) => (
          <Header
            key={column.id}
            column={column}
            order={order}
            isGrid={isGrid}
            cell={cellAttributes(isGrid, -1, position + Number(selectable), stop)}
          />
        ))}
      </tr>
    </thead>
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

/** Takes the room of rows that are out of sight. */
function Gap({ height, columns }: { readonly height: number; readonly columns: number }) {
  return (
    <tr aria-hidden data-ee="table-gap">
      <td colSpan={columns} style={{ blockSize: height }} />
    </tr>
  )
}
