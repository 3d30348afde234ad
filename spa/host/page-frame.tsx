/** The frame of every page, of tenants and of operators: a way past it, brand, pages, account, and the page itself. */
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { Button, Icon, Toaster } from '@empowernow/ui'
import { AccountMenu } from './account-menu.tsx'
import type { ProblemAnswer, Session } from './answers.ts'
import { Brand } from './brand.tsx'

interface PageFrameProps {
  readonly pathname: string
  readonly session: Session
  readonly signOut: () => Promise<ProblemAnswer | null>
  /** Named beside the brand where it is not the tenants' own door. */
  readonly door?: { readonly id: string; readonly name: string }
  /** The list of pages. */
  readonly pages: ReactNode
  readonly footer?: ReactNode
  readonly children: ReactNode
}

export function PageFrame({ pathname, session, signOut, door, pages, footer, children }: PageFrameProps) {
  const main = useRef<HTMLElement>(null)
  useFocusAfterNavigation(main, pathname)
  const [menuOpen, setMenuOpen] = useMenuOpen(pathname)
  return (
    <div data-host="shell" data-door={door?.id} data-menu={menuOpen ? 'open' : 'closed'}>
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
        {door && <span data-host="door">{door.name}</span>}
        <AccountMenu session={session} signOut={signOut} />
      </header>
      <nav id="pages" aria-label="Pages" data-host="nav">
        {pages}
      </nav>
      <main id="main" ref={main} tabIndex={-1} data-host="main">
        {children}
      </main>
      {footer}
      <Toaster />
    </div>
  )
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
