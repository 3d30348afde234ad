/** The table of ways: medians with their range, in milliseconds and in round trips. */
import { figuresOf, type Figures } from '../figures.ts'
import { markdown } from '../report.ts'
import { ADDED, WAYS, type Way } from './pages.ts'
import type { Visits } from './visit.ts'

export interface Row {
  readonly way: Way
  readonly adds: string
  readonly cold: Figures
  readonly warm: Figures
  readonly roundTrips: number
  readonly warmRoundTrips: number
  readonly toPlain: number
  readonly bytes: number
  readonly requests: number
  readonly shift: number
}

export function rowsOf(visits: ReadonlyMap<Way, readonly Visits[]>, roundTripMs: number): readonly Row[] {
  const of = (way: Way, pick: (both: Visits) => number): Figures => figuresOf((visits.get(way) ?? []).map(pick))
  const plain = of('plain', ({ cold }) => cold.first).p50
  return WAYS.map((way) => {
    const cold = of(way, (both) => both.cold.first)
    const warm = of(way, (both) => both.warm.first)
    return {
      way,
      adds: ADDED[way],
      cold,
      warm,
      roundTrips: rounded(cold.p50 / roundTripMs),
      warmRoundTrips: rounded(warm.p50 / roundTripMs),
      toPlain: rounded(cold.p50 / plain),
      bytes: of(way, (both) => both.cold.bytes).p50,
      requests: of(way, (both) => both.cold.requests).p50,
      shift: of(way, (both) => Math.max(both.cold.shift, both.warm.shift)).max,
    }
  })
}

export function rounded(value: number): number {
  return Math.round(value * 100) / 100
}

export function range({ p50, min, max }: Figures): string {
  return `${Math.round(p50)} (${Math.round(min)}-${Math.round(max)})`
}

/** For a terminal and for a page alike. */
export function tableOf(rows: readonly Row[]): string {
  const head = ['way', 'mounted, ms', 'round trips', 'of the plain', 'cache warm, ms', 'round trips', 'kB']
  const body = rows.map(({ adds, cold, warm, roundTrips, warmRoundTrips, toPlain, bytes }) => {
    const figures = [roundTrips, toPlain].map((value) => value.toFixed(2))
    return [adds, range(cold), ...figures, range(warm), warmRoundTrips.toFixed(2), String(Math.round(bytes / 1000))]
  })
  return markdown([head, ...body])
}
