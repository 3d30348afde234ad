/** The frame around every page: brand, pages, account, and the page itself. */
import { useEffect, useMemo, useRef, useState } from 'react'
import { Button, Icon, Toaster, useTheme } from '@empowernow/ui'
import { AccountMenu } from './account-menu.tsx'
import type { Session } from './answers.ts'
import { Brand, PRODUCT } from './brand.tsx'
import { Diagnostics } from './diagnostics.tsx'
import { useDocumentTitle } from './document-title.ts'
import type { Host } from './host.ts'
import type { Discovery } from './lifecycle.ts'
import type { Navigation } from './navigation.ts'
import { Notice } from './notice.tsx'
import { PageView, pageTitle } from './page-view.tsx'
import { PagesMenu } from './pages-menu.tsx'
import { createRouter } from '#core/router'

interface ShellProps {
  readonly host: Host
  readonly navigation: Navigation
  readonly pathname: string
  readonly session: Session
  readonly discovery: Discovery
}

export function Shell({ host, navigation, pathname, session, discovery }: ShellProps) {
  const plugins = discovery.state === 'done' ? discovery.plugins : null
  const main = useRef<HTMLElement>(null)
  const router = useMemo(() => createRouter(placesOf(plugins ?? [])), [plugins])
  const page = router(pathname)
  const { brand } = useTheme()
  useDocumentTitle(pageTitle(page, plugins !== null), brand?.name ?? PRODUCT)
  useFocusAfterNavigation(main, pathname)
  const [menuOpen, setMenuOpen] = useMenuOpen(pathname)
  return (
    <div data-host="shell" data-menu={menuOpen ? 'open' : 'closed'}>
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
          onClick={() => setMenuOpen(!menuOpen)}
          data-host="menu-button"
        >
          <Icon name={menuOpen ? 'close' : 'menu'} />
        </Button>
        <Brand />
        <AccountMenu session={session} signOut={host.signOut} />
      </header>
      <nav id="pages" aria-label="Pages" data-host="nav">
        <PagesMenu plugins={plugins ?? []} loading={discovery.state === 'running'} pathname={pathname} />
      </nav>
      <main id="main" ref={main} tabIndex={-1} data-host="main">
        {discovery.state === 'failed' ? (
          <>
            <header data-host="page-header">
              <h1>Not available right now</h1>
            </header>
            <Notice heading={UNDECIDED} problem={discovery.problem} onRetry={() => void host.start()} />
          </>
        ) : (
          <PageView {...{ page, pathname, session, host, plugins }} navigate={navigation.navigate} />
        )}
      </main>
      <footer data-host="footer">
        <span>{session.tenant}</span>
        <span>Version {session.hostVersion}</span>
        {session.environment !== 'production' && (
          <Diagnostics session={session} discovery={discovery} examine={host.examine} />
        )}
      </footer>
      <Toaster />
    </div>
  )
}

const UNDECIDED = 'It cannot be found out what you may see'

function placesOf(plugins: Extract<Discovery, { state: 'done' }>['plugins']) {
  return plugins.flatMap(({ manifest, routes }) => routes.map((route) => ({ plugin: manifest.id, route })))
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

/** On a narrow screen the pages fold away, and do so again after each choice. */
function useMenuOpen(pathname: string) {
  const [openAt, setOpenAt] = useState<string | null>(null)
  const setOpen = (open: boolean): void => setOpenAt(open ? pathname : null)
  return [openAt === pathname, setOpen] as const
}
