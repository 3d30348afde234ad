/** The page that a place names. */
import { AuditPage } from './audit-page.tsx'
import { ConfigurationPage } from './configuration-page.tsx'
import { OverviewPage } from './overview-page.tsx'
import type { Place } from './places.ts'
import { PluginPage } from './plugin-page.tsx'
import { RevisionsPage } from './revisions-page.tsx'

export function ConsolePage({ place }: { readonly place: Place }) {
  switch (place.page) {
    case 'overview':
      return <OverviewPage tenant={place.tenant} />
    case 'plugin':
      return <PluginPage tenant={place.tenant} id={place.plugin} />
    case 'revisions':
      return <RevisionsPage tenant={place.tenant} />
    case 'audit':
      return <AuditPage tenant={place.tenant} />
    case 'configuration':
      return <ConfigurationPage tenant={place.tenant} />
    default:
      return place satisfies never
  }
}
