/** What every table has: widths of its columns, and what stands in for rows. */
import type { ReactNode } from 'react'
import { EmptyState } from './empty-state.tsx'
import { Skeleton } from './skeleton.tsx'

interface WidthsProps {
  readonly columns: readonly { readonly id: string; readonly width?: number }[]
  readonly selectable: boolean
}

export function Widths({ columns, selectable }: WidthsProps) {
  return (
    <colgroup>
      {selectable && <col data-ee="table-ticks" />}
      {columns.map(({ id, width }) => (
        <col key={id} style={{ inlineSize: width }} />
      ))}
    </colgroup>
  )
}

interface NoRowsProps {
  /** How many. */
  readonly columns: number
  readonly loading: boolean
  /** How many stand in for those that are on their way. */
  readonly expected: number | undefined
  readonly empty: ReactNode
}

const EXPECTED_ROWS = 3

export function NoRows({ columns, loading, expected = EXPECTED_ROWS, empty }: NoRowsProps) {
  if (loading) return Array.from({ length: expected }, (_, row) => <LoadingRow key={row} columns={columns} />)
  return (
    <tr data-ee="table-empty">
      <td colSpan={columns}>{empty ?? <EmptyState heading="Nothing here yet" icon="box" />}</td>
    </tr>
  )
}

function LoadingRow({ columns }: { readonly columns: number }) {
  return (
    <tr data-ee="table-pending">
      {Array.from({ length: columns }, (_, column) => (
        <td key={column}>
          <Skeleton />
        </td>
      ))}
    </tr>
  )
}
