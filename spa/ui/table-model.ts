/** What a table is told, and the form in which its parts pass it on. */
import type { ComponentProps, ReactNode } from 'react'

/** What rows are put in order by. `null` stands last, in either direction. */
export type SortValue = string | number | bigint | boolean | Date | null

export interface Sort {
  /** `id` of the column. */
  readonly column: string
  readonly direction: 'ascending' | 'descending'
}

export interface Column<Row> {
  readonly id: string
  readonly header: ReactNode
  readonly cell: (row: Row) => ReactNode
  /** Figures stand under each other, at the end of the cell. */
  readonly numeric?: boolean
  /** This cell names its row. */
  readonly rowHeader?: boolean
  /** Makes the column one that people can sort by. */
  readonly sortBy?: (row: Row) => SortValue
  /** In pixels. In a table with a height the other columns share the rest evenly, else by their content. */
  readonly width?: number
}

export interface TableProps<Row> extends Omit<ComponentProps<'table'>, 'children' | 'height'> {
  /** Says what the table holds. */
  readonly caption: ReactNode
  /** Keeps the caption for those who listen only. */
  readonly captionHidden?: boolean
  readonly columns: readonly Column<Row>[]
  /** Keep the list itself between renders: a new one is sorted anew. */
  readonly rows: readonly Row[]
  readonly rowKey: (row: Row) => string
  /** Rows are on their way: stand-ins for the first, a sign of it for further ones. */
  readonly loading?: boolean
  /** How many rows are expected: as many stand in for the first, so that nothing below moves when they come. 3 unless told. */
  readonly loadingRows?: number
  /** Stands in for the rows when there are none. */
  readonly empty?: ReactNode
  /** The order shown. Leave it out to let the table keep its own. */
  readonly sort?: Sort | null
  /** The order at first, where the table keeps its own. */
  readonly defaultSort?: Sort | null
  readonly onSortChange?: (sort: Sort | null) => void
  /** Rows have a box to be ticked. */
  readonly selectable?: boolean
  /** Keys of the rows that are ticked. Leave it out to let the table keep its own. */
  readonly selected?: readonly string[]
  readonly onSelectedChange?: (keys: readonly string[]) => void
  /**
   * Height of the table in pixels: it scrolls inside, and draws the rows in sight only. It is then a grid for the keyboard:
   * one stop, and arrows, Home, End, Page Up and Page Down from cell to cell. More than 200 rows get one by themselves.
   */
  readonly height?: number
}

/** A column without its rows' type. */
export type GridColumn = Pick<Column<unknown>, 'id' | 'header' | 'width'> & {
  readonly isNumeric: boolean
  readonly isRowHeader: boolean
  readonly isSortable: boolean
}

/** A table without its rows' type: rows are known by their place in `source`. */
export interface GridProps extends Omit<TableProps<unknown>, 'columns' | 'rows' | 'rowKey' | 'height'> {
  readonly columns: readonly GridColumn[]
  readonly source: readonly unknown[]
  readonly keyOf: (row: number) => string
  readonly cellOf: (row: number, column: number) => ReactNode
  readonly sortValueOf: (row: number, column: number) => SortValue
  /** `null`: as high as its rows. */
  readonly height: number | null
}

const texts = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })

/** Orders two values of one column, neither of them `null`. */
export function compareValues(one: unknown, other: unknown): number {
  if (typeof one === 'string' && typeof other === 'string') return texts.compare(one, other)
  const [a, b] = [rankOf(one), rankOf(other)]
  return a < b ? -1 : a > b ? 1 : 0
}

function rankOf(value: unknown): number | bigint {
  if (typeof value === 'number' || typeof value === 'bigint') return value
  return value instanceof Date ? value.getTime() : Number(value)
}
