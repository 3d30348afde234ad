/** The gateway's news, as server-sent events: that something has changed, never what. */
import { own, ownText } from '#core/own-property'

/** `plugins`: quarantined, lifted, or a new revision; `ui`: another look; `signed-out`: the session is over. */
const NAMES = ['plugins', 'ui', 'signed-out'] as const
export type NewsName = (typeof NAMES)[number]

export interface NewsHearer {
  /**
   * `revision`: of the configuration that is live; `null` when it has not changed. `changedAt`: said when the line stands,
   * when the gateway last told of a change (Unix milliseconds); `null` when it does not know.
   */
  readonly hear: (name: NewsName, revision: string | null, changedAt: number | null) => void
  /** Told once: nothing more is heard on this stream. */
  readonly lost: () => void
}

/** Opens the stream; gives back the way to close it. */
export type Listen = (hearer: NewsHearer) => () => void

// Held before any plugin can put something else in its place.
const { EventSource } = globalThis

export const listenToGateway: Listen = ({ hear, lost }) => {
  const source = new EventSource('/api/configs/stream')
  for (const name of NAMES) {
    source.addEventListener(name, ({ data }) => {
      const said = parse(data)
      const changedAt = own(said, 'changedAt')
      hear(name, ownText(said, 'revision') ?? null, typeof changedAt === 'number' ? changedAt : null)
    })
  }
  // The browser would come back at a steady pace, and never after an error status; the host waits longer each time.
  source.addEventListener('error', () => {
    source.close()
    lost()
  })
  return () => source.close()
}

function parse(data: unknown): unknown {
  try {
    return typeof data === 'string' ? JSON.parse(data) : null
  } catch {
    return null
  }
}
