/** Rows of like things. */
import { type ReactNode, useId } from 'react'
import { later } from '../later.ts'
import { part } from './part.tsx'
import { ScrollFrame } from './scroll-frame.tsx'
import type { Column, GridProps, TableProps } from './table-model.ts'
import { NoRows, Widths } from './table-parts.tsx'

export type { Column, Sort, SortValue, TableProps } from './table-model.ts'

/** More rows than this are drawn as they come into sight. */
const MANY_ROWS = 200
const MANY_ROWS_HEIGHT = 480
/** What stands there until the code of a large table has come: as much as fits. */
const FIRST_ROWS = 15

const grid = /* @__PURE__ */ part<GridProps>(
  /* @__PURE__ */ later(
    () => import('./table-grid.tsx'),
    ({ Grid }) => Grid,
  ),
)

/** A plain table where that does. Sorting, ticking and thousands of rows bring their code when they are first wanted. */
export function Table<Row>(props: TableProps<Row>) {
  const { columns, rows, height, selectable = false } = props
  const room = height ?? (rows.length > MANY_ROWS ? MANY_ROWS_HEIGHT : null)
  const isPlain = room === null && !selectable && columns.every(({ sortBy }) => sortBy === undefined)
  const plain = <Plain {...props} rows={room === null ? rows : rows.slice(0, FIRST_ROWS)} room={room} />
  return isPlain ? plain : <grid.Slot props={gridOf(props, room)} standIn={plain} />
}

/** Forgets the rows' type: a part that is fetched later cannot know it. */
function gridOf<Row>(props: TableProps<Row>, height: number | null): GridProps {
  const { columns, rows, rowKey, ...rest } = props
  return {
    ...rest,
    height,
    source: rows,
    columns: columns.map(({ id, header, width, numeric, rowHeader, sortBy }) => ({
      id,
      header,
      ...(width === undefined ? {} : { width }),
      isNumeric: numeric === true,
      isRowHeader: rowHeader === true,
      isSortable: sortBy !== undefined,
    })),
    keyOf: (at) => read(rows[at], rowKey) ?? String(at),
    cellOf: (at, column) => read(rows[at], (row): ReactNode => columns[column]?.cell(row)),
    sortValueOf: (at, column) => read(rows[at], (row) => columns[column]?.sortBy?.(row) ?? null) ?? null,
  }
}

function read<Row, Value>(row: Row | undefined, what: (row: Row) => Value): Value | null {
  return row === undefined ? null : what(row)
}

function Plain<Row>(props: TableProps<Row> & { readonly room: number | null }) {
  const { caption, captionHidden = false, columns, rows, rowKey, empty, room, ...others } = props
  const { loading = false, loadingRows, ...more } = others
  const { sort: _, defaultSort: __, onSortChange: ___, selectable = false, selected: ____, ...most } = more
  const { onSelectedChange: _____, height: ______, ...rest } = most
  const id = useId()
  return (
    <ScrollFrame labelledBy={id} height={room}>
      <table {...rest} aria-busy={loading} data-ee="table">
        <caption id={id} data-ee={captionHidden ? 'visually-hidden' : 'caption'}>
          {caption}
        </caption>
        <Widths columns={columns} selectable={selectable} />
        <thead>
          <tr>
            {selectable && <td />}
            {columns.map(({ id: column, header, numeric }) => (
              <th key={column} scope="col" data-numeric={numeric}>
                {header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {selectable && <td />}
              {columns.map((column) => (
                <Cell key={column.id} column={column} row={row} />
              ))}
            </tr>
          ))}
          {rows.length === 0 && (
            <NoRows
              columns={columns.length + Number(selectable)}
              loading={loading}
              expected={loadingRows}
              empty={empty}
            />
          )}
        </tbody>
      </table>
    </ScrollFrame>
  )
}

function Cell<Row>({ column, row }: { readonly column: Column<Row>; readonly row: Row }) {
  const { cell, numeric, rowHeader } = column
  if (rowHeader === true) return <th scope="row">{cell(row)}</th>
  return <td data-numeric={numeric}>{cell(row)}</td>
}
