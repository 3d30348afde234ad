/** The operators' page: signed out, no operator, or the console. No plugin is ever loaded here. */
import { useCallback, useEffect, useState } from 'react'
import { BootSkeleton, EmptyState, Toaster } from '@empowernow/ui'
import { AccountMenu } from '../account-menu.tsx'
import type { ProblemAnswer, Session } from '../answers.ts'
import { Brand, PRODUCT } from '../brand.tsx'
import { useDocumentTitle } from '../document-title.ts'
import type { Fetch } from '../gateway.ts'
import { SignedOutPage, UnreachablePage } from '../whole-page.tsx'
import { Console } from './console.tsx'
import { openDesk, signOut, type Opening } from './desk.ts'

interface OperatorsProps {
  readonly fetch: Fetch
  /** Leaves the page. */
  readonly leave: (location: string) => void
  /** Where the person came to: a path of this origin. */
  readonly path: string
}

export function Operators({ fetch, leave, path }: OperatorsProps) {
  const landed = path === '/signed-out'
  const [opening, setOpening] = useState<Opening | null>(null)
  const open = useCallback(() => void openDesk(fetch).then(setOpening), [fetch])
  useEffect(() => {
    if (!landed) open()
  }, [landed, open])
  useDocumentTitle('Plugins', `${PRODUCT} operators`)
  if (landed) return <SignedOutPage returnTo="/" why="left" />
  if (!opening) return <BootSkeleton />
  if (opening.state === 'signed_out') return <SignedOutPage returnTo={path} why="absent" />
  if (opening.state === 'failed') return <UnreachablePage problem={opening.problem} onRetry={open} />
  const { session } = opening
  const end = async (): Promise<ProblemAnswer | null> => {
    const result = await signOut(fetch, session)
    if ('problem' in result) return result.problem
    leave(result.value)
    return null
  }
  return (
    <div data-host="operators">
      <Header session={session} signOut={end} />
      <main data-host="main">
        {opening.state === 'open' ? (
          <Console
            session={session}
            tenants={opening.tenants}
            fetch={fetch}
            onSignedOut={() => setOpening({ state: 'signed_out' })}
          />
        ) : (
          <EmptyState level={1} icon="shield" heading="This page is for operators">
            {session.person.name} is signed in, but has no operator rights. Whoever runs the platform can grant them.
          </EmptyState>
        )}
      </main>
      <Toaster />
    </div>
  )
}

interface HeaderProps {
  readonly session: Session
  readonly signOut: () => Promise<ProblemAnswer | null>
}

function Header({ session, signOut: end }: HeaderProps) {
  return (
    <header data-host="header">
      <Brand />
      <span data-host="door">Operators</span>
      <AccountMenu session={session} signOut={end} />
    </header>
  )
}
