/** Makes the SDK of one plugin, and of it one for each contribution that mounts. */
import type { Variant } from '#core/manifest'
import { createApi } from './api.ts'
import { createAuthz } from './authz.ts'
import { createEvents } from './events.ts'
import type { Sdk } from './index.ts'
import { openLine } from './line.ts'
import { createLog, type Log } from './log.ts'
import { patienceOf } from './retry.ts'
import { createSse } from './sse.ts'
import { createTheme } from './theme.ts'
import type { PluginIdentity, Transport } from './transport.ts'

/** An SDK, and how to end it. */
export interface SdkHandle {
  readonly sdk: Sdk
  /** Takes it off the line: reads, streams and listeners end, and later reads fail at once. */
  readonly dispose: () => void
}

/** Of a plugin: ended, it ends the SDKs of all its contributions, and writes that are under way too. */
export interface PluginSdkHandle extends SdkHandle {
  /** One more SDK of the plugin, which ends by itself: for one contribution, as long as that is mounted. */
  readonly open: () => SdkHandle
}

/** What of a plugin all its contributions share. */
interface Shared {
  readonly plugin: PluginIdentity
  readonly variant: Variant
  readonly transport: Transport
  readonly ended: AbortSignal
  readonly log: Log
}

/** Makes one plugin's SDK. It keeps nothing on `window`, and nothing in it can be replaced afterwards. */
export function createSdk(
  { id, version, variant }: PluginIdentity & { readonly variant?: Variant },
  transport: Transport,
): PluginSdkHandle {
  const ending = new AbortController()
  const plugin = Object.freeze({ id, version })
  const ends = { contribution: ending.signal, plugin: ending.signal }
  const { log, flush } = createLog(openLine(plugin, transport, ends), patienceOf(transport), transport)
  const unhide = transport.onHidden?.(flush)
  const shared: Shared = {
    plugin,
    variant: variant === 'rollout' ? 'rollout' : 'stable',
    transport,
    ended: ending.signal,
    log,
  }
  return Object.freeze({
    sdk: assemble(shared, ending.signal),
    dispose: () => {
      unhide?.()
      ending.abort()
    },
    open: () => {
      const closing = new AbortController()
      const sdk = assemble(shared, AbortSignal.any([closing.signal, ending.signal]))
      return Object.freeze({ sdk, dispose: () => closing.abort() })
    },
  })
}

function assemble({ plugin, variant, transport, ended, log }: Shared, closed: AbortSignal): Sdk {
  const line = openLine(plugin, transport, { contribution: closed, plugin: ended })
  const patience = patienceOf(transport)
  const { onHandlerError, navigate } = transport
  const guarded = (call: () => void): void => {
    try {
      call()
    } catch (error) {
      onHandlerError?.(error)
    }
  }
  return Object.freeze({
    plugin,
    variant,
    api: Object.freeze(createApi(line, patience)),
    sse: Object.freeze(createSse(line, patience, guarded)),
    authz: Object.freeze(createAuthz(line)),
    navigate: Object.freeze((to: string, options?: { readonly replace?: boolean }) => {
      if (!navigate) throw new Error('This host has no pages to navigate to')
      if (!closed.aborted) navigate(to, options)
    }),
    theme: Object.freeze(createTheme(transport.theme, closed, guarded)),
    events: Object.freeze(createEvents(plugin, transport.events, closed, guarded)),
    log,
  })
}
