/** The few figures an operator decides by, drawn from all that is counted. */
import { addFigures, type Figures as Summed, type Metric, quantileOf, type Rollup, type Total } from '#core/metrics'
import type { Metrics } from './metrics-answer.ts'

export interface Figures {
  readonly mounts: number
  readonly failedMounts: number
  /** Failed mounts, calls that a service failed, and bundles with wrong bytes. */
  readonly errors: number
  /** Errors among everything that was tried, from 0 to 1; `null`: nothing was. */
  readonly errorRate: number | null
  /** Calls and bundles that were refused; a quarantine refuses on purpose and is told apart. */
  readonly refused: number
  readonly quarantineRefused: number
  /** Milliseconds until a bundle was loaded; `null`: none was. */
  readonly p50: number | null
  readonly p95: number | null
}

const ERRORS: readonly Metric[] = ['mount_failed', 'upstream_error', 'integrity_error']
const TRIED: readonly Metric[] = ['mount_ok', 'mount_failed', 'call_admitted', 'integrity_error']
const REFUSED: readonly Metric[] = ['call_refused', 'bundle_refused', 'capability_refused']

export function figuresOf(totals: readonly Total[]): Figures {
  const [errors, tried] = [countOf(totals, ERRORS), countOf(totals, TRIED)]
  const loads = totals.filter(({ metric }) => metric === 'load_ms')
  const { buckets } = loads.reduce<Summed>(addFigures, { count: 0, sum: 0, buckets: [] })
  return {
    mounts: countOf(totals, ['mount_ok']),
    failedMounts: countOf(totals, ['mount_failed']),
    errors,
    errorRate: tried === 0 ? null : errors / tried,
    refused: countOf(totals, REFUSED),
    quarantineRefused: countOf(totals, ['quarantine_refused']),
    p50: quantileOf(buckets, 0.5),
    p95: quantileOf(buckets, 0.95),
  }
}

export function ofPlugin<T extends { readonly plugin: string }>(series: readonly T[], plugin: string): readonly T[] {
  return series.filter((one) => one.plugin === plugin)
}

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

function countOf(series: readonly (Total | Rollup)[], metrics: readonly Metric[]): number {
  return series.reduce((sum, { metric, count }) => (metrics.includes(metric) ? sum + count : sum), 0)
}
