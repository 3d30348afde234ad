/** Another version of a plugin that runs: it takes over when the person says so, or opens another page. */
import { useState } from 'react'
import lt from 'semver/functions/lt.js'
import { Alert, Button } from '@empowernow/ui'
import { FAILURES } from './failure.ts'
import type { LoadOutcome } from './loader.ts'

interface OfferProps {
  readonly version: string
  /** The version that runs: after a rollback, the one on offer is an earlier one. */
  readonly running: string
  readonly swap: () => Promise<LoadOutcome | null>
}

export function Offer({ version, running, swap }: OfferProps) {
  const [state, setState] = useState<'offered' | 'loading' | { readonly failure: string }>('offered')
  const take = async (): Promise<void> => {
    setState('loading')
    const outcome = await swap()
    if (outcome?.state === 'failed') setState({ failure: FAILURES[outcome.reason] })
  }
  const failure = typeof state === 'object' ? state.failure : null
  return (
    <Alert
      data-host="offer"
      tone={failure === null ? 'info' : 'warning'}
      heading={failure === null ? headingOf(version, running) : `Version ${version} did not load`}
      actions={
        <Button size="small" busy={state === 'loading'} onClick={() => void take()}>
          {failure === null ? 'Switch now' : 'Try again'}
        </Button>
      }
    >
      {failure === null ? `Version ${version} takes over when you open another page.` : `${failure}.`}
    </Alert>
  )
}

function headingOf(version: string, running: string): string {
  return lt(version, running) ? `Version ${version} is back` : 'A new version is ready'
}
