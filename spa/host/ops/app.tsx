/** The operators' page: signed out, no operator, or the console. No plugin is ever loaded here. */
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { BootSkeleton, EmptyState, Toaster } from '@empowernow/ui'
import { AccountMenu } from '../account-menu.tsx'
import type { ProblemAnswer, Session } from '../answers.ts'
import { Brand, PRODUCT } from '../brand.tsx'
import { useDocumentTitle } from '../document-title.ts'
import type { Fetch } from '../gateway.ts'
import type { Navigation } from '../navigation.ts'
import { SignedOutPage, UnreachablePage } from '../whole-page.tsx'
import { Console } from './console.tsx'
import { createDesk, openDesk, signOut, type Opening } from './desk.ts'
import { DeskContext } from './use-desk.ts'

/** Where a sign-out ends. */
const SIGNED_OUT_PATH = '/signed-out'

interface OperatorsProps {
  readonly fetch: Fetch
  readonly navigation: Navigation
  /** Leaves the page. */
  readonly leave: (location: string) => void
}

export function Operators({ fetch, navigation, leave }: OperatorsProps) {
  const pathname = useSyncExternalStore(navigation.subscribe, navigation.pathname)
  const landed = pathname === SIGNED_OUT_PATH
  const [opening, setOpening] = useState<Opening | null>(null)
  const open = useCallback(() => void openDesk(fetch).then(setOpening), [fetch])
  useEffect(() => {
    if (!landed) open()
  }, [landed, open])
  const desk = useMemo(
    () =>
      opening?.state === 'open'
        ? createDesk(fetch, { ...opening, onSignedOut: () => setOpening({ state: 'signed_out' }) })
        : null,
    [fetch, opening],
  )
  if (landed) return <SignedOutPage returnTo="/" why="left" />
  if (!opening) return <BootSkeleton />
  if (opening.state === 'signed_out') return <SignedOutPage returnTo={pathname} why="absent" />
  if (opening.state === 'failed') return <UnreachablePage problem={opening.problem} onRetry={open} />
  const { session } = opening
  const end = async (): Promise<ProblemAnswer | null> => {
    const result = await signOut(fetch, session)
    if ('problem' in result) return result.problem
    leave(result.value)
    return null
  }
  if (!desk) return <NoOperator session={session} signOut={end} />
  return (
    <DeskContext value={desk}>
      <Console navigation={navigation} pathname={pathname} signOut={end} />
    </DeskContext>
  )
}

interface NoOperatorProps {
  readonly session: Session
  readonly signOut: () => Promise<ProblemAnswer | null>
}

function NoOperator({ session, signOut: end }: NoOperatorProps) {
  useDocumentTitle('Operators', PRODUCT)
  return (
    <div data-host="operators">
      <header data-host="header">
        <Brand />
        <span data-host="door">Operators</span>
        <AccountMenu session={session} signOut={end} />
      </header>
      <main data-host="main">
        <EmptyState level={1} icon="shield" heading="This page is for operators">
          {session.person.name} is signed in, but has no operator rights. Whoever runs the platform can grant them.
        </EmptyState>
      </main>
      <Toaster />
    </div>
  )
}
