/** Mounts one permitted contribution: loading, failed or alive, and never in the way of its neighbours. */
import { memo, Suspense, useState, type ReactNode } from 'react'
import { SdkProvider } from '@empowernow/ui'
import { later } from '../later.ts'
import { part } from '../ui/part.tsx'
import { Boundary } from './boundary.tsx'
import { Failed } from './failed.tsx'
import { FAILURES, type LoadFailure } from './failure.ts'
import { Gone } from './gone.tsx'
import type { Host } from './host.ts'
import { buildOf, type PluginState } from './plugin-state.ts'
import { componentOf, type Kind } from './module.ts'
import type { Navigation } from './navigation.ts'
import { Offer } from './offer.tsx'
import { OwnSdk } from './own-sdk.tsx'
import { messageOf, placeOf } from './thrown.ts'
import { titleOf } from './titles.ts'
import { Patience, Waiting } from './waiting.tsx'

export interface ContributionFrame {
  readonly host: Host
  readonly navigate: Navigation['navigate']
  readonly plugin: PluginState
}

interface ContributionView extends ContributionFrame {
  readonly kind: Kind
  readonly contribution: { readonly component: string; readonly title?: string }
  readonly params: Readonly<Record<string, string>>
}

/** Fetched where somebody works on a plugin. */
const developmentNotes = part(
  later(
    () => import('./development-notes.tsx'),
    ({ DevelopmentNotes }) => DevelopmentNotes,
  ),
  { isOptional: true },
)

/** Rendered again when something of its own plugin changes; what becomes of its neighbours is no work for it. */
export const Contribution = memo(function Contribution(props: ContributionView): ReactNode {
  const { host, plugin } = props
  if (!plugin.manifest.development) return <Mounted {...props} />
  return (
    <>
      <developmentNotes.Slot props={{ manifest: plugin.manifest, troubles: host.troubles }} />
      <Mounted {...props} />
    </>
  )
})

function Mounted(props: ContributionView): ReactNode {
  const { host, plugin, kind, contribution, params, navigate } = props
  const title = titleOf(contribution)
  const { load } = plugin
  const isDraft = plugin.manifest.development !== undefined
  const failed = (reason: LoadFailure, detail: string, onRetry: () => void): ReactNode => (
    <Failed title={title} reason={FAILURES[reason]} detail={detail} isDetailed={isDraft} onRetry={onRetry} />
  )
  const said = (error: unknown): string =>
    messageOf(error) + (isDraft ? placeOf(error, plugin.manifest.bundle.url) : '')
  const retry = (): void => void host.retry(plugin)
  if (load.state === 'gone') return <Gone title={title} isPage={kind === 'route'} why={load.why} />
  if (load.state === 'idle' || load.state === 'loading') return <Waiting title={title} />
  if (load.state === 'failed') return failed(load.reason, load.detail, retry)
  const Loaded = componentOf(load.module, kind, contribution.component)
  if (!Loaded) return failed('missing_export', missing(kind, contribution.component), retry)
  const note = (caught: { readonly error: unknown } | null): void => {
    const place = { id: plugin.manifest.id, component: contribution.component }
    if (caught) host.store.send({ type: 'crashed', ...place, message: said(caught.error) })
    else host.store.send({ type: 'mounted_anew', ...place })
  }
  return (
    <>
      {plugin.next && (
        <Offer
          version={plugin.next.manifest.version}
          running={plugin.manifest.version}
          swap={() => host.swap(plugin)}
        />
      )}
      <Remount key={buildOf(plugin.manifest)}>
        {(remount) => (
          <Boundary onChange={note} fallback={(error, again) => failed('threw', said(error), again)}>
            <OwnSdk plugin={host.sdkOf(plugin)}>
              {(sdk) => (
                <Suspense
                  fallback={<Patience title={title}>{failed('timeout', 'It waits for something.', remount)}</Patience>}
                >
                  <SdkProvider sdk={sdk}>
                    <Loaded sdk={sdk} params={params} navigate={navigate} plugin={sdk.plugin} />
                  </SdkProvider>
                </Suspense>
              )}
            </OwnSdk>
          </Boundary>
        )}
      </Remount>
    </>
  )
}

function missing(kind: Kind, component: string): string {
  return `The bundle exports no component ${component} in its record "${kind}s".`
}

/** Lets what is inside ask for a fresh start. */
function Remount({ children }: { readonly children: (remount: () => void) => ReactNode }) {
  const [round, setRound] = useState(0)
  return <div key={round}>{children(() => setRound(round + 1))}</div>
}
