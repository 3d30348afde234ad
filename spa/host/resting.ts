/** Event streams end when the page goes into the history: with one open the browser would not keep the page. */
import type { Fetch } from './gateway.ts'

export interface Resting {
  /** The page's `fetch`; a stream that `rest` has ended fails like one that the network has cut, and may come back. */
  readonly fetch: Fetch
  readonly rest: () => void
}

export function createResting(fetch: Fetch): Resting {
  let awake = new AbortController()
  return {
    fetch(url, init) {
      if (new Headers(init.headers).get('Accept') !== 'text/event-stream') return fetch(url, init)
      const signal = init.signal ? AbortSignal.any([init.signal, awake.signal]) : awake.signal
      return fetch(url, { ...init, signal })
    },
    rest() {
      awake.abort()
      awake = new AbortController()
    },
  }
}
