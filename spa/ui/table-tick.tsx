/** The box at the start of a row. */
import { useEffect, useId, useRef } from 'react'

interface TickProps {
  readonly state: 'all' | 'some' | 'none'
  readonly label: string
  /** Id of what names the row: read after the label. */
  readonly labelledBy?: string
  readonly tabIndex: number
  readonly onTick: () => void
}

export function Tick({ state, label, labelledBy, tabIndex, onTick }: TickProps) {
  const id = useId()
  const box = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (box.current) box.current.indeterminate = state === 'some'
  }, [state])
  return (
    <input
      ref={box}
      id={id}
      type="checkbox"
      aria-label={label}
      aria-labelledby={labelledBy === undefined ? undefined : `${id} ${labelledBy}`}
      checked={state === 'all'}
      tabIndex={tabIndex}
      onChange={onTick}
      data-ee="checkbox"
    />
  )
}
