/** One stop for the keyboard in a grid, and arrows from cell to cell. @see ARIA Authoring Practices, grid pattern */
import { type FocusEvent, type KeyboardEvent, useLayoutEffect, useRef, useState } from 'react'

/** Rows that Page Up and Page Down pass over. */
const PAGE_ROWS = 10

interface CellRules {
  readonly isGrid: boolean
  readonly rows: number
  readonly columns: number
  /** Enter or Space on a cell; row `-1` is the header. */
  readonly press: (row: number, column: number) => void
}

interface Position {
  readonly row: number
  readonly column: number
}

export function useCells({ isGrid, rows, columns, press }: CellRules) {
  const table = useRef<HTMLTableElement>(null)
  const [active, setActive] = useState<Position>({ row: -1, column: 0 })
  const isMoving = useRef(false)
  // The row that is moved to may have been out of sight until now: it takes the focus once it is drawn.
  useLayoutEffect(() => {
    if (!isMoving.current) return
    isMoving.current = false
    cellAt(table.current, active)?.focus({ preventScroll: true })
  }, [active])

  const moveTo = (position: Position): void => {
    isMoving.current = true
    setActive({ row: clamp(position.row, -1, rows - 1), column: clamp(position.column, 0, columns - 1) })
  }
  const onKeyDown = (event: KeyboardEvent<HTMLTableElement>): void => {
    const from = positionOf(event.target)
    if (from === null || event.altKey || event.metaKey) return
    const to = target(event, from, { rows, columns })
    if (to) moveTo(to)
    else if (event.key === 'Enter' || event.key === ' ') press(from.row, from.column)
    else return
    event.preventDefault()
  }
  const onFocus = ({ target: focused }: FocusEvent<HTMLTableElement>): void => {
    const position = positionOf(focused)
    if (position && (position.row !== active.row || position.column !== active.column)) setActive(position)
  }
  return {
    table,
    active,
    handlers: isGrid ? { onKeyDown, onFocus } : {},
  }
}

/**
 * Attributes of the cell at a place.
 *
 * @param stop The column at which its row is the stop for Tab; `null`: another row is, or this is no grid.
 */
export function cellAttributes(isGrid: boolean, row: number, column: number, stop: number | null): object {
  if (!isGrid) return {}
  return { tabIndex: column === stop ? 0 : -1, 'data-cell': `${row}:${column}`, 'aria-colindex': column + 1 }
}

/** Where a key leads from a cell; `null`: nowhere. */
function target(
  { key, ctrlKey, currentTarget }: KeyboardEvent<HTMLElement>,
  { row, column }: Position,
  { rows, columns }: Pick<CellRules, 'rows' | 'columns'>,
): Position | null {
  const isRightToLeft = getComputedStyle(currentTarget).direction === 'rtl'
  const [forward, backward] = isRightToLeft ? ['ArrowLeft', 'ArrowRight'] : ['ArrowRight', 'ArrowLeft']
  switch (key) {
    case forward:
      return { row, column: column + 1 }
    case backward:
      return { row, column: column - 1 }
    case 'ArrowDown':
      return { row: row + 1, column }
    case 'ArrowUp':
      return { row: row - 1, column }
    case 'PageDown':
      return { row: row + PAGE_ROWS, column }
    case 'PageUp':
      return { row: row - PAGE_ROWS, column }
    case 'Home':
      return { row: ctrlKey ? -1 : row, column: 0 }
    case 'End':
      return { row: ctrlKey ? rows - 1 : row, column: columns - 1 }
    default:
      return null
  }
}

/** The cell that has the focus itself; what stands inside a cell keeps its own keys. */
function positionOf(target: EventTarget): Position | null {
  if (!(target instanceof HTMLElement)) return null
  const [row, column] = (target.dataset['cell'] ?? '').split(':').map(Number)
  return row === undefined || column === undefined ? null : { row, column }
}

function cellAt(table: HTMLElement | null, { row, column }: Position): HTMLElement | null {
  return table?.querySelector<HTMLElement>(`[data-cell="${row}:${column}"]`) ?? null
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value))
}
