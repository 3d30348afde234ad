/** The tenant's pages: which of them this is, and what stands in it. */
import { useMemo } from 'react'
import { useTheme } from '@empowernow/ui'
import type { Session } from './answers.ts'
import { PRODUCT } from './brand.tsx'
import { Diagnostics } from './diagnostics.tsx'
import { useDocumentTitle } from './document-title.ts'
import type { Host } from './host.ts'
import type { Discovery } from './lifecycle.ts'
import type { Navigation } from './navigation.ts'
import { Notice } from './notice.tsx'
import { PageFrame } from './page-frame.tsx'
import { PageView, pageTitle } from './page-view.tsx'
import { PagesMenu } from './pages-menu.tsx'
import { useSettled } from './settled.ts'
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
  const router = useMemo(() => createRouter(placesOf(plugins ?? [])), [plugins])
  const page = router(pathname)
  const isSettled = useSettled(page, discovery)
  const { brand } = useTheme()
  useDocumentTitle(pageTitle(page, plugins !== null), brand?.name ?? PRODUCT)
  return (
    <PageFrame
      pathname={pathname}
      session={session}
      signOut={host.signOut}
      pages={<PagesMenu plugins={plugins ?? []} loading={discovery.state === 'running'} pathname={pathname} />}
      footer={
        isSettled && (
          <footer data-host="footer">
            <span>{session.tenant}</span>
            <span>Version {session.hostVersion}</span>
            {session.environment !== 'production' && (
              <Diagnostics session={session} discovery={discovery} examine={host.examine} />
            )}
          </footer>
        )
      }
    >
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
    </PageFrame>
  )
}

const UNDECIDED = 'It cannot be found out what you may see'

function placesOf(plugins: Extract<Discovery, { state: 'done' }>['plugins']) {
  return plugins.flatMap(({ manifest, routes }) => routes.map((route) => ({ plugin: manifest.id, route })))
}
