/** The start page: one slot, filled with the widgets this person may see. */
import { Card, EmptyState, Skeleton, VisuallyHidden } from '@empowernow/ui'
import type { Session } from './answers.ts'
import { Contribution, type ContributionFrame } from './contribution.tsx'
import type { PluginState } from './lifecycle.ts'
import { titleOf } from './titles.ts'

export const DASHBOARD_SLOT = 'dashboard.main'

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

interface SlotProps extends Omit<ContributionFrame, 'plugin'> {
  readonly name: string
  readonly plugins: readonly PluginState[]
}

function Slot({ name, plugins, ...frame }: SlotProps) {
  const places = plugins.flatMap((plugin) => {
    const here = plugin.widgets.filter(({ slot }) => slot === name)
    return here.map((widget) => ({ plugin, widget, key: `${plugin.manifest.id}:${widget.component}` }))
  })
  if (places.length === 0) {
    return (
      <EmptyState heading="Nothing here yet" icon="box" level={2}>
        Widgets appear here once your organisation has enabled some for you.
      </EmptyState>
    )
  }
  return (
    <div data-host="slot" data-slot={name}>
      {places.map(({ plugin, widget, key }) => (
        <Card key={key} heading={titleOf(widget)} data-plugin={plugin.manifest.id}>
          <Contribution {...frame} plugin={plugin} kind="widget" contribution={widget} params={NO_PARAMS} />
        </Card>
      ))}
    </div>
  )
}

const NO_PARAMS = {}
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
