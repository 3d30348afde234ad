/** Fetches what tells authors of their plugins, where a plugin may be under development at all. */
import type { Host } from './host.ts'
import { sessionOf } from './store.ts'

// Held before any plugin can put something else in its place.
const fetch = globalThis.fetch.bind(globalThis)

export function followInDevelopment({ store, troubles }: Pick<Host, 'store' | 'troubles'>): void {
  const stop = store.subscribe(() => {
    if (sessionOf(store)?.environment !== 'development') return
    stop()
    void import('./development.ts').then(({ followDevelopment }) => {
      const violated = followDevelopment({ store, troubles, fetch })
      document.addEventListener('securitypolicyviolation', violated)
    })
  })
}
