/** The page that a place names. */
import { AuditPage } from './audit-page.tsx'
import { ConfigurationPage } from './configuration-page.tsx'
import { OverviewPage } from './overview-page.tsx'
import type { Place } from './places.ts'
import { PluginPage } from './plugin-page.tsx'
import { RevisionsPage } from './revisions-page.tsx'
import { SessionsPage } from './sessions-page.tsx'

interface ConsolePageProps {
  readonly place: Place
  /** Goes to another page. */
  readonly onLeave: (place: Place) => void
}

export function ConsolePage({ place, onLeave }: ConsolePageProps) {
  switch (place.page) {
    case 'overview':
      return <OverviewPage tenant={place.tenant} />
    case 'plugin':
      return (
        <PluginPage
          tenant={place.tenant}
          id={place.plugin}
          onRemoved={() => onLeave({ page: 'overview', tenant: place.tenant })}
        />
      )
    case 'revisions':
      return <RevisionsPage tenant={place.tenant} />
    case 'audit':
      return <AuditPage tenant={place.tenant} />
    case 'sessions':
      return <SessionsPage tenant={place.tenant} />
    case 'configuration':
      return <ConfigurationPage tenant={place.tenant} />
    default:
      return place satisfies never
  }
}
