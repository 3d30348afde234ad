/** Rows of like things. For a few hundred rows at most: it draws them all. */
import { type ComponentProps, type ReactNode, type RefObject, useId, useLayoutEffect, useRef, useState } from 'react'
import { EmptyState } from './empty-state.tsx'
import { Skeleton } from './skeleton.tsx'

export interface Column<Row> {
  readonly id: string
  readonly header: ReactNode
  readonly cell: (row: Row) => ReactNode
  /** Figures stand under each other, at the end of the cell. */
  readonly numeric?: boolean
  /** This cell names its row. */
  readonly rowHeader?: boolean
}

export interface TableProps<Row> extends Omit<ComponentProps<'table'>, 'children'> {
  /** Says what the table holds. */
  readonly caption: ReactNode
  /** Keeps the caption for those who listen only. */
  readonly captionHidden?: boolean
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly rowKey: (row: Row) => string
  readonly loading?: boolean
  /** Stands in for the rows when there are none. */
  readonly empty?: ReactNode
}

const LOADING_ROWS = [1, 2, 3] as const

export function Table<Row>(props: TableProps<Row>) {
  const { caption, captionHidden = false, columns, rows, rowKey, loading = false, empty, ...rest } = props
  const id = useId()
  const frame = useRef<HTMLDivElement>(null)
  const scrolls = useScrolls(frame)
  return (
    <div ref={frame} {...(scrolls ? { tabIndex: 0, role: 'region', 'aria-labelledby': id } : {})} data-ee="table-frame">
      <table {...rest} aria-busy={loading} data-ee="table">
        <caption id={id} data-ee={captionHidden ? 'visually-hidden' : 'caption'}>
          {caption}
        </caption>
        <thead>
          <tr>
            {columns.map(({ id, header, numeric }) => (
              <th key={id} scope="col" data-numeric={numeric}>
                {header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map((column) => (
                <Cell key={column.id} column={column} row={row} />
              ))}
            </tr>
          ))}
          {loading && rows.length === 0 && LOADING_ROWS.map((row) => <LoadingRow key={row} columns={columns} />)}
          {!loading && rows.length === 0 && (
            <tr>
              <td colSpan={columns.length}>{empty ?? <EmptyState heading="Nothing here yet" icon="box" />}</td>
            </tr>
          )}
        </tbody>
      </table>
    </div>
  )
}

function Cell<Row>({ column, row }: { readonly column: Column<Row>; readonly row: Row }) {
  const { cell, numeric, rowHeader } = column
  if (rowHeader === true) return <th scope="row">{cell(row)}</th>
  return <td data-numeric={numeric}>{cell(row)}</td>
}

function LoadingRow<Row>({ columns }: { readonly columns: readonly Column<Row>[] }) {
  return (
    <tr>
      {columns.map(({ id }) => (
        <td key={id}>
          <Skeleton />
        </td>
      ))}
    </tr>
  )
}

/** Whether a frame is narrower than its table: then it must be a stop for the keyboard, which scrolls it. */
function useScrolls(frame: RefObject<HTMLElement | null>): boolean {
  const [scrolls, setScrolls] = useState(false)
  useLayoutEffect(() => {
    const element = frame.current
    if (!element) return
    const observer = new ResizeObserver(() => setScrolls(element.scrollWidth > element.clientWidth))
    for (const observed of [element, ...element.children]) observer.observe(observed)
    return () => observer.disconnect()
  }, [frame])
  return scrolls
}
