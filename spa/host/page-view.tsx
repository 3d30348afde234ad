/** What the main part shows for a path. */
import { useEffect } from 'react'
import { ButtonLink, EmptyState } from '@empowernow/ui'
import type { Session } from './answers.ts'
import { Contribution } from './contribution.tsx'
import { Dashboard } from './dashboard.tsx'
import type { Host } from './host.ts'
import type { PluginState } from './plugin-state.ts'
import type { Navigation } from './navigation.ts'
import type { Page } from '#core/router'
import { titleOf } from './titles.ts'
import { Waiting } from './waiting.tsx'

interface PageViewProps {
  readonly page: Page
  readonly pathname: string
  readonly session: Session
  readonly host: Host
  readonly navigate: Navigation['navigate']
  /** `null` while it is not known what is permitted. */
  readonly plugins: readonly PluginState[] | null
}

export function PageView({ page, pathname, session, host, navigate, plugins }: PageViewProps) {
  if (page.page === 'dashboard') {
    return <Dashboard session={session} plugins={plugins} host={host} navigate={navigate} />
  }
  if (!plugins) return <Waiting title="the page" lines={6} />
  if (page.page === 'redirect') return <Redirect to={page.to} navigate={navigate} />
  const owner = page.page === 'plugin' ? plugins.find(({ manifest }) => manifest.id === page.place.plugin) : undefined
  if (page.page !== 'plugin' || !owner) return <NotFound />
  const { place, params } = page
  return (
    <div key={pathname} data-plugin={place.plugin} data-host="plugin-page">
      <Contribution
        host={host}
        navigate={navigate}
        plugin={owner}
        kind="route"
        contribution={place.route}
        params={params}
      />
    </div>
  )
}

/** The document's title for a page; plugins name theirs in the manifest. */
export function pageTitle(page: Page, known: boolean): string {
  if (page.page === 'dashboard') return 'Dashboard'
  if (page.page === 'plugin') return titleOf(page.place.route)
  return known ? 'Page not found' : 'Loading'
}

function Redirect({ to, navigate }: { readonly to: string; readonly navigate: Navigation['navigate'] }) {
  useEffect(() => navigate(to, { replace: true }), [to, navigate])
  return <Waiting title="the page" />
}

/** The same for a page that does not exist and for one this person may not see: neither is told apart. */
function NotFound() {
  return (
    <EmptyState
      level={1}
      icon="search"
      heading="Page not found"
      actions={
        <ButtonLink variant="primary" href="/">
          To the dashboard
        </ButtonLink>
      }
    >
      There is no such page, or it is not for you.
    </EmptyState>
  )
}
