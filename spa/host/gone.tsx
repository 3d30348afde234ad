/** What stands where a plugin stood that was taken away: its name, and why. */
import { ButtonLink, EmptyState, Text } from '@empowernow/ui'
import { DEPARTURES, type Departure } from './departure.ts'

interface GoneProps {
  readonly title: string
  /** Whether it was a page of its own, which is left without a heading and without a way on. */
  readonly isPage: boolean
  /** `null` until it is known. */
  readonly why: Departure | null
}

export function Gone({ title, isPage, why }: GoneProps) {
  const isStopped = why === null || why.reason === 'quarantined'
  return (
    <EmptyState
      role="status"
      data-host="gone"
      icon={isStopped ? 'shield' : 'plug'}
      {...(isPage ? { level: 1, actions: <ButtonLink href="/">To the dashboard</ButtonLink> } : {})}
      heading={isStopped ? `${title} is out of service` : `${title} is gone`}
    >
      {why && <Text>{DEPARTURES[why.reason]}</Text>}
      {why?.said != null && <blockquote data-host="said">{why.said}</blockquote>}
    </EmptyState>
  )
}
