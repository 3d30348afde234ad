/** The start page: one slot, filled with the widgets this person may see. */
import { Card, Skeleton, VisuallyHidden } from '@empowernow/ui'
import { DASHBOARD_SLOT } from '#core/router'
import type { Session } from './answers.ts'
import type { ContributionFrame } from './contribution.tsx'
import type { PluginState } from './plugin-state.ts'
import { Slot } from './slot.tsx'

interface DashboardProps extends Omit<ContributionFrame, 'plugin'> {
  readonly session: Session
  /** `null` while it is not known what is permitted. */
  readonly plugins: readonly PluginState[] | null
}

export function Dashboard({ session, plugins, ...frame }: DashboardProps) {
  return (
    <>
      <header data-host="page-header">
        <h1>Dashboard</h1>
        <p>Welcome, {session.person.name}</p>
      </header>
      {plugins ? <Slot name={DASHBOARD_SLOT} plugins={plugins} {...frame} /> : <SlotSkeleton />}
    </>
  )
}

const CARDS = [1, 2, 3] as const

function SlotSkeleton() {
  return (
    <div data-host="slot" aria-busy="true">
      <VisuallyHidden>Loading your dashboard</VisuallyHidden>
      {CARDS.map((card) => (
        <Card key={card} aria-hidden>
          <Skeleton lines={5} />
        </Card>
      ))}
    </div>
  )
}
