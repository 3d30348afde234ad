/** The shape of what is on its way, which gives up its place to an explanation when nothing comes. */
import { useEffect, useState, type ReactNode } from 'react'
import { Skeleton, VisuallyHidden } from '@empowernow/ui'

/** After this long a component that still suspends has failed, as far as a person can tell. */
const PATIENCE_MS = 10_000

interface WaitingProps {
  readonly title: string
  readonly lines?: number
}

export function Waiting({ title, lines = 4 }: WaitingProps) {
  return (
    <div data-host="waiting" aria-busy="true">
      <VisuallyHidden>{`Loading ${title}`}</VisuallyHidden>
      <Skeleton lines={lines} />
    </div>
  )
}

interface PatienceProps extends WaitingProps {
  /** Stands in once patience has run out. */
  readonly children: ReactNode
}

export function Patience({ title, lines = 4, children }: PatienceProps) {
  const [over, setOver] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setOver(true), PATIENCE_MS)
    return () => clearTimeout(timer)
  }, [])
  return over ? children : <Waiting title={title} lines={lines} />
}
