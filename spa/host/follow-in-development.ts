/** Fetches what tells authors of their plugins, where a plugin may be under development at all. */
import type { Host } from './host.ts'
import { sessionOf } from './store.ts'

// Held before any plugin can put something else in its place.
const fetch = globalThis.fetch.bind(globalThis)

export function followInDevelopment({ store, troubles }: Pick<Host, 'store' | 'troubles'>): void {
  const stop = store.subscribe(() => {
    if (sessionOf(store)?.environment !== 'development') return
    stop()
    void Promise.all([import('./development.ts'), import('./violation.ts')]).then(([following, violations]) => {
      const page = { origin: location.origin, pointingAt: violations.pointersIn(document) }
      const violated = following.followDevelopment({ store, troubles, fetch, page })
      document.addEventListener('securitypolicyviolation', violated)
    })
  })
}
