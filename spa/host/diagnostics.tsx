/** Off production: the way to what became of each plugin. What it shows is fetched when somebody wants to see it. */
import { lazy, Suspense, useState } from 'react'
import { Button, Icon } from '@empowernow/ui'
import type { Session } from './answers.ts'
import type { Discovery } from './lifecycle.ts'

interface DiagnosticsProps {
  readonly session: Session
  readonly discovery: Discovery
  /** Asks the gates about everything: the document says nothing of what is denied. */
  readonly examine: () => void
}

const Panel = lazy(async () => {
  const { DiagnosticsPanel } = await import('./diagnostics-panel.tsx')
  return { default: DiagnosticsPanel }
})

export function Diagnostics({ session, discovery, examine }: DiagnosticsProps) {
  /** `null` until it is opened for the first time; from then on it stays, so that closing gives the focus back. */
  const [open, setOpen] = useState<boolean | null>(null)
  const show = (): void => {
    setOpen(true)
    examine()
  }
  return (
    <section>
      <Button variant="quiet" size="small" onClick={show}>
        <Icon name="activity" size="s" />
        Diagnostics
      </Button>
      <Suspense>
        {open !== null && <Panel session={session} discovery={discovery} open={open} onClose={() => setOpen(false)} />}
      </Suspense>
    </section>
  )
}
