/** Why a plugin that was on the page is not there any more, as the gateway says it of its bundle. */
import { own, ownText } from '#core/own-property'

export interface Departure {
  readonly reason: 'quarantined' | 'withdrawn'
  /** The operator's own words. */
  readonly said: string | null
}

/** In words for the person who misses it. */
export const DEPARTURES = {
  quarantined: 'An operator has stopped it.',
  withdrawn: 'Your organisation does not have it any more.',
} as const satisfies Record<Departure['reason'], string>

/** @param probe Asks the gateway itself: the browser may well have kept the bundle. */
export async function explainDeparture(url: string, probe: (url: string) => Promise<Response>): Promise<Departure> {
  try {
    const response = await probe(url)
    const body: unknown = response.ok ? null : await response.json()
    if (response.ok) await response.body?.cancel()
    if (response.headers.get('X-Plugin-Quarantined') !== '1') return { reason: 'withdrawn', said: null }
    return { reason: 'quarantined', said: ownText(own(body, 'quarantine'), 'reason') ?? null }
  } catch {
    return { reason: 'withdrawn', said: null }
  }
}
