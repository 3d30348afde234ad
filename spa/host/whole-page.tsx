/** Pages without the shell: signed out, and nothing reachable. */
import { ButtonLink, Card, Text, useTheme } from '@empowernow/ui'
import type { ReactNode } from 'react'
import type { ProblemAnswer } from './answers.ts'
import type { SignedOut } from './lifecycle.ts'
import { Brand, PRODUCT } from './brand.tsx'
import { Notice } from './notice.tsx'
import { useDocumentTitle } from './document-title.ts'

function WholePage({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const { brand } = useTheme()
  useDocumentTitle(title, brand?.name ?? PRODUCT)
  return (
    <main data-host="whole-page">
      <Brand />
      <Card>{children}</Card>
    </main>
  )
}

interface SignedOutProps {
  /** Where the person wants to be after signing in: a path of this origin. */
  readonly returnTo: string
  readonly why: SignedOut
}

const WORDS = {
  left: ['You are signed out', 'Close this window on a computer that others use.'],
  expired: ['Your session has ended', 'Sign in again to go on where you were.'],
  absent: ['Sign in to continue', 'You sign in with the account of your organisation.'],
} as const satisfies Record<SignedOut, readonly [string, string]>

export function SignedOutPage({ returnTo, why }: SignedOutProps) {
  const [heading, text] = WORDS[why]
  return (
    <WholePage title={heading}>
      <h1>{heading}</h1>
      <Text tone="muted">{text}</Text>
      <ButtonLink variant="primary" href={`/auth/login?returnTo=${encodeURIComponent(returnTo)}`}>
        Sign in
      </ButtonLink>
    </WholePage>
  )
}

interface UnreachableProps {
  readonly problem: ProblemAnswer
  readonly onRetry: () => void
}

export function UnreachablePage({ problem, onRetry }: UnreachableProps) {
  return (
    <WholePage title="Not available">
      <h1>This page is not available right now</h1>
      <Notice heading="The session could not be read" problem={problem} onRetry={onRetry} />
    </WholePage>
  )
}
