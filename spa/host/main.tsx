/** Entry of the host: takes what plugins could take from it, then starts. */
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { applyTheme } from '@empowernow/ui'
import { preloadVouched } from '../later.ts'
import { App, SIGNED_OUT_PATH } from './app.tsx'
import { parseUiConfig } from './answers.ts'
import { PRODUCT_THEME } from './brand.tsx'
import { drawWhenTold } from './first-draw.ts'
import { browserFacilities } from './facilities.ts'
import { browserSurroundings, createHost } from './host.ts'
import { followInDevelopment } from './follow-in-development.ts'
import { fileOfScript, keepScript } from './keep-script.ts'
import { createNavigation } from './navigation.ts'
import { claimPolicies } from './policies.ts'
import { prefetchOnApproach } from './prefetch.ts'
import { lockRealm } from './primordials.ts'
import { browserReporting, reportMounts } from './report.ts'
import { pluginsOf } from './store.ts'
import { dropServedLook, toldLook } from './told.ts'
import { isSame } from '#core/same'

claimPolicies(Reflect.get(globalThis, 'trustedTypes'))
lockRealm()

const container = document.getElementById('root')
if (!container) throw new Error('The document has no element #root')

/** Safari has no word for it. */
const whenIdle: (act: () => void) => void = globalThis.requestIdleCallback ?? ((act) => setTimeout(act, 1000))

const navigation = createNavigation(globalThis.window)
const host = createHost({ ...browserSurroundings, facilities: browserFacilities(navigation) })
let themed = parseUiConfig(toldLook(document)) ?? PRODUCT_THEME
applyTheme(themed)
dropServedLook(document)
host.store.subscribe(() => {
  const state = host.store.state()
  if (state.phase !== 'signed_in' || !state.ui || isSame(state.ui, themed)) return
  themed = state.ui
  applyTheme(state.ui)
})
navigation.intercept(document)
prefetchOnApproach(document, () => pluginsOf(host.store))
reportMounts(host.store, browserReporting)
followInDevelopment(host)

let shown = navigation.pathname()
navigation.subscribe(() => {
  const pathname = navigation.pathname()
  if (pathname !== shown) host.turnPage()
  shown = pathname
})

// A page in the history keeps no line open, and what it shows when it comes back may be somebody else's.
addEventListener('pagehide', () => host.rest())
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) void host.wake()
})

const root = createRoot(container)
drawWhenTold(host.store, () => flushSync(() => root.render(<App host={host} navigation={navigation} />)))
const file = fileOfScript(document)
const started = navigation.pathname() === SIGNED_OUT_PATH ? Promise.resolve() : host.start()
void started.then(() => whenIdle(() => void keepScript(file, preloadVouched)))
