/** The console: which tenant, and which of its pages. */
import { EmptyState, Icon, Select, type IconName } from '@empowernow/ui'
import type { ProblemAnswer } from '../answers.ts'
import { useDocumentTitle } from '../document-title.ts'
import type { Navigation } from '../navigation.ts'
import { PageFrame } from '../page-frame.tsx'
import { ConsolePage } from './console-page.tsx'
import { inTenant, pathOf, placeOf, type Place } from './places.ts'
import { useDesk } from './use-desk.ts'

interface ConsoleProps {
  readonly navigation: Navigation
  readonly pathname: string
  readonly signOut: () => Promise<ProblemAnswer | null>
}

export function Console({ navigation, pathname, signOut }: ConsoleProps) {
  const { session, tenants } = useDesk()
  const [first] = tenants
  const place =
    pathname === '/' && first !== undefined ? ({ page: 'overview', tenant: first } as const) : placeOf(pathname)
  const known = place !== null && tenants.includes(place.tenant) ? place : null
  useDocumentTitle(titleOf(known), 'Experience operators')
  return (
    <PageFrame
      pathname={pathname}
      session={session}
      signOut={signOut}
      door={{ id: 'operators', name: 'Operators' }}
      pages={
        <>
          <TenantSwitch place={known} onChoose={(chosen) => navigation.navigate(pathOf(chosen))} />
          <Pages place={known} tenant={known?.tenant ?? first ?? ''} />
        </>
      }
    >
      {known ? (
        <ConsolePage key={pathOf(known)} place={known} onLeave={(place) => navigation.navigate(pathOf(place))} />
      ) : (
        <EmptyState level={1} icon="search" heading="There is no such page">
          {tenants.length === 0 ? 'No tenant is configured.' : 'The pages and tenants there are stand in the menu.'}
        </EmptyState>
      )}
    </PageFrame>
  )
}

interface TenantSwitchProps {
  readonly place: Place | null
  readonly onChoose: (place: Place) => void
}

function TenantSwitch({ place, onChoose }: TenantSwitchProps) {
  const { tenants } = useDesk()
  return (
    <div data-host="tenant">
      <Select
        label="Tenant"
        value={place?.tenant ?? ''}
        onValueChange={(tenant) => onChoose(inTenant(place ?? { page: 'overview', tenant }, tenant))}
        options={tenants.map((value) => ({ value, label: value }))}
      />
    </div>
  )
}

interface Entry {
  readonly page: Exclude<Place['page'], 'plugin'>
  readonly title: string
  readonly icon: IconName
}

const ENTRIES: readonly Entry[] = [
  { page: 'overview', title: 'Plugins', icon: 'plug' },
  { page: 'revisions', title: 'Revisions', icon: 'refresh' },
  { page: 'audit', title: 'Audit trail', icon: 'list' },
  { page: 'sessions', title: 'Sessions', icon: 'user' },
  { page: 'configuration', title: 'Configuration', icon: 'edit' },
]

function Pages({ place, tenant }: { readonly place: Place | null; readonly tenant: string }) {
  return (
    <ul data-host="pages">
      {ENTRIES.map(({ page, title, icon }) => {
        const below = page === 'overview' && place?.page === 'plugin'
        return (
          <li key={page}>
            <a
              href={pathOf({ page, tenant })}
              aria-current={below ? 'true' : place?.page === page ? 'page' : undefined}
            >
              <Icon name={icon} />
              <span>{title}</span>
            </a>
          </li>
        )
      })}
    </ul>
  )
}

function titleOf(place: Place | null): string {
  if (place === null) return 'No such page'
  const page = place.page === 'plugin' ? place.plugin : ENTRIES.find((entry) => entry.page === place.page)?.title
  return `${page ?? ''} · ${place.tenant}`
}
