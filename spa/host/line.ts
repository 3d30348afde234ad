/** Keeps the host's line to the gateway's news: it comes back by itself, and never together with everybody else's. */
import { type Pause, reconnectDelay } from '../sdk/backoff.ts'
import type { Listen, NewsName } from './news.ts'

export interface Heard {
  readonly name: NewsName
  readonly revision: string | null
  readonly changedAt: number | null
  readonly isFirst: boolean
}

export interface LineRules {
  readonly listen: Listen
  /** `isFirst`: the first thing said on this connection; whatever happened before it has to be looked up. */
  readonly hear: (heard: Heard) => void
  /** Told when a connection ended before anything was said: perhaps nobody is signed in any more. */
  readonly refused: () => void
  readonly pause: Pause
  /** In [0, 1), spreads reconnects. */
  readonly random: () => number
}

export interface Line {
  /** Does nothing while the line is open. */
  readonly open: () => void
  readonly close: () => void
}

export function createLine({ listen, hear, refused, pause, random }: LineRules): Line {
  let closing: AbortController | null = null

  const connect = (signal: AbortSignal, attempt: number): void => {
    let isFirst = true
    const hangUp = listen({
      hear: (name, revision, changedAt) => {
        if (signal.aborted) return
        hear({ name, revision, changedAt, isFirst })
        isFirst = false
      },
      lost: () => {
        signal.removeEventListener('abort', hangUp)
        if (signal.aborted) return
        const failed = isFirst ? attempt + 1 : 0
        if (isFirst) refused()
        pause(reconnectDelay(failed, random()), signal).then(
          () => connect(signal, failed),
          () => null,
        )
      },
    })
    signal.addEventListener('abort', hangUp, { once: true })
  }

  return {
    open() {
      if (closing) return
      closing = new AbortController()
      connect(closing.signal, 0)
    },
    close() {
      closing?.abort()
      closing = null
    },
  }
}
