/** The host application: which of its states the page shows. */
import { useSyncExternalStore } from 'react'
import { BootSkeleton } from '@empowernow/ui'
import type { Host } from './host.ts'
import type { Navigation } from './navigation.ts'
import { Shell } from './shell.tsx'
import { SignedOutPage, UnreachablePage } from './whole-page.tsx'

interface AppProps {
  readonly host: Host
  readonly navigation: Navigation
}

export const SIGNED_OUT_PATH = '/signed-out'

export function App({ host, navigation }: AppProps) {
  const state = useSyncExternalStore(host.store.subscribe, host.store.state)
  const pathname = useSyncExternalStore(navigation.subscribe, navigation.pathname)
  if (pathname === SIGNED_OUT_PATH) return <SignedOutPage returnTo="/" why="left" />
  switch (state.phase) {
    case 'starting':
      return <BootSkeleton />
    case 'signed_out': {
      const returnTo = globalThis.location.pathname + globalThis.location.search
      return <SignedOutPage returnTo={returnTo} why={state.why} />
    }
    case 'unreachable':
      return <UnreachablePage problem={state.problem} onRetry={() => void host.start()} />
    case 'signed_in':
      return (
        <Shell
          host={host}
          navigation={navigation}
          pathname={pathname}
          session={state.session}
          discovery={state.discovery}
        />
      )
    default:
      return state satisfies never
  }
}
