/** The console's frame: which tenant, which page, and who is here. */
import { useEffect, useRef, useState } from 'react'
import { Button, EmptyState, Icon, Select, Toaster, type IconName } from '@empowernow/ui'
import { AccountMenu } from '../account-menu.tsx'
import type { ProblemAnswer } from '../answers.ts'
import { Brand } from '../brand.tsx'
import { useDocumentTitle } from '../document-title.ts'
import type { Navigation } from '../navigation.ts'
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
  const main = useRef<HTMLElement>(null)
  const [openAt, setOpenAt] = useState<string | null>(null)
  const menuOpen = openAt === pathname
  useDocumentTitle(titleOf(known), 'Experience operators')
  useFocusAfterNavigation(main, pathname)
  return (
    <div data-host="shell" data-door="operators" data-menu={menuOpen ? 'open' : 'closed'}>
      <a href="#main" data-host="skip">
        Skip to the page
      </a>
      <header data-host="header">
        <Button
          variant="quiet"
          square
          aria-label="Pages"
          aria-expanded={menuOpen}
          aria-controls="pages"
          onClick={() => setOpenAt(menuOpen ? null : pathname)}
          data-host="menu-button"
        >
          <Icon name={menuOpen ? 'close' : 'menu'} />
        </Button>
        <Brand />
        <span data-host="door">Operators</span>
        <AccountMenu session={session} signOut={signOut} />
      </header>
      <nav id="pages" aria-label="Pages" data-host="nav">
        <TenantSwitch place={known} onChoose={(chosen) => navigation.navigate(pathOf(chosen))} />
        <Pages place={known} tenant={known?.tenant ?? first ?? ''} />
      </nav>
      <main id="main" ref={main} tabIndex={-1} data-host="main">
        {known ? (
          <ConsolePage key={pathOf(known)} place={known} />
        ) : (
          <EmptyState level={1} icon="search" heading="There is no such page">
            {tenants.length === 0 ? 'No tenant is configured.' : 'The pages and tenants there are stand in the menu.'}
          </EmptyState>
        )}
      </main>
      <Toaster />
    </div>
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

/** A new page begins at its top, for a keyboard and a screen reader too; the first page begins as any document. */
function useFocusAfterNavigation(main: React.RefObject<HTMLElement | null>, pathname: string): void {
  const shown = useRef(pathname)
  useEffect(() => {
    if (shown.current === pathname) return
    shown.current = pathname
    main.current?.focus({ preventScroll: true })
  }, [main, pathname])
}
