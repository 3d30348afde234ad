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
  readonly empty: ReactNode
}

const LOADING_ROWS = [1, 2, 3] as const

export function NoRows({ columns, loading, empty }: NoRowsProps) {
  if (loading) return LOADING_ROWS.map((row) => <LoadingRow key={row} columns={columns} />)
  return (
    <tr data-ee="table-empty">
      <td colSpan={columns}>{empty ?? <EmptyState heading="Nothing here yet" icon="box" />}</td>
    </tr>
  )
}

function LoadingRow({ columns }: { readonly columns: number }) {
  return (
    <tr>
      {Array.from({ length: columns }, (_, column) => (
        <td key={column}>
          <Skeleton />
        </td>
      ))}
    </tr>
  )
}
