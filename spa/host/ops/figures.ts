/** What the console's charts and lists show of the figures. */
import { countOf, ERRORS, REFUSED } from '#core/health'
import type { Metric, Total } from '#core/metrics'
import type { Metrics } from './metrics-answer.ts'

/** Refusals and failures by what the gateway or the browser called the reason, most frequent first. */
export function reasonsOf(totals: readonly Total[]): readonly { readonly reason: string; readonly count: number }[] {
  const counts = new Map<string, number>()
  for (const { metric, reason, count } of totals) {
    if (reason === '') continue
    const name = `${metric.replaceAll('_', ' ')}: ${reason.replaceAll('_', ' ')}`
    counts.set(name, (counts.get(name) ?? 0) + count)
  }
  return [...counts].map(([reason, count]) => ({ reason, count })).toSorted((one, other) => other.count - one.count)
}

export interface Course {
  /** Unix minute in which each step begins. */
  readonly steps: readonly number[]
  readonly mounts: readonly number[]
  readonly errors: readonly number[]
  readonly refused: readonly number[]
}

/** A line with more points than this cannot be read. */
const MAX_POINTS = 30

/** The window in even steps, the last of which holds the current minute. */
export function courseOf({ from, to, step, rollups }: Metrics): Course {
  const width = step * Math.ceil((to - from + 1) / step / MAX_POINTS)
  const last = to - (to % width)
  const length = Math.floor((last - from) / width) + 1
  const steps = Array.from({ length }, (_, at) => last - (length - 1 - at) * width)
  const within = (start: number) => rollups.filter(({ minute }) => minute >= start && minute < start + width)
  const line = (metrics: readonly Metric[]) => steps.map((start) => countOf(within(start), metrics))
  return { steps, mounts: line(['mount_ok']), errors: line(ERRORS), refused: line([...REFUSED, 'quarantine_refused']) }
}
