/** Off production: the way to what became of each plugin. What it shows is fetched when somebody wants to see it. */
import { useState } from 'react'
import { Button, Icon } from '@empowernow/ui'
import { later } from '../later.ts'
import { part } from '../ui/part.tsx'
import type { Session } from './answers.ts'
import type { Discovery } from './lifecycle.ts'

interface DiagnosticsProps {
  readonly session: Session
  readonly discovery: Discovery
  /** Asks the gates about everything: the document says nothing of what is denied. */
  readonly examine: () => void
}

/** Where its code does not come, the page goes on without it, and the next press asks again. */
const panel = part(
  later(
    () => import('./diagnostics-panel.tsx'),
    ({ DiagnosticsPanel }) => DiagnosticsPanel,
  ),
  { isOptional: true },
)

export function Diagnostics({ session, discovery, examine }: DiagnosticsProps) {
  /** `null` until it is opened for the first time; from then on it stays, so that closing gives the focus back. */
  const [open, setOpen] = useState<boolean | null>(null)
  const show = (): void => {
    panel.load()
    setOpen(true)
    examine()
  }
  return (
    <section>
      <Button variant="quiet" size="small" onClick={show}>
        <Icon name="activity" size="s" />
        Diagnostics
      </Button>
      {open !== null && <panel.Slot props={{ session, discovery, open, onClose: () => setOpen(false) }} />}
    </section>
  )
}
