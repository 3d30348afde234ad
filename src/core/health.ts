/** The few figures an operator decides by, drawn from all that is counted. */
import { addFigures, type Figures, type Metric, quantileOf, type Rollup, type Total } from './metrics.ts'

export interface Health {
  readonly mounts: number
  readonly failedMounts: number
  /** Failed mounts, calls that a service failed, and bundles with wrong bytes. */
  readonly errors: number
  /** Errors among everything that was tried, from 0 to 1; `null`: nothing was. */
  readonly errorRate: number | null
  /** Calls and bundles that were refused; a quarantine refuses on purpose and is told apart. */
  readonly refused: number
  readonly quarantineRefused: number
  /** Questions that the policies answered with no. Nothing is wrong with that; a sudden number of them is worth a look. */
  readonly denied: number
  /** Milliseconds until a bundle was loaded; `null`: none was. */
  readonly p50: number | null
  readonly p95: number | null
}

export const ERRORS: readonly Metric[] = ['mount_failed', 'upstream_error', 'integrity_error']
const TRIED: readonly Metric[] = ['mount_ok', 'mount_failed', 'call_admitted', 'integrity_error']
export const REFUSED: readonly Metric[] = ['call_refused', 'bundle_refused', 'capability_refused']

export function healthOf(totals: readonly Total[]): Health {
  const [errors, tried] = [countOf(totals, ERRORS), countOf(totals, TRIED)]
  const loads = totals.filter(({ metric }) => metric === 'load_ms')
  const { buckets } = loads.reduce<Figures>(addFigures, { count: 0, sum: 0, buckets: [] })
  return {
    mounts: countOf(totals, ['mount_ok']),
    failedMounts: countOf(totals, ['mount_failed']),
    errors,
    errorRate: tried === 0 ? null : errors / tried,
    refused: countOf(totals, REFUSED),
    quarantineRefused: countOf(totals, ['quarantine_refused']),
    denied: countOf(totals, ['pdp_denied']),
    p50: quantileOf(buckets, 0.5),
    p95: quantileOf(buckets, 0.95),
  }
}

/** Series of one plugin. */
export function ofPlugin<T extends { readonly plugin: string }>(series: readonly T[], plugin: string): readonly T[] {
  return series.filter((one) => one.plugin === plugin)
}

/** Sum of what some metrics counted. */
export function countOf(series: readonly (Total | Rollup)[], metrics: readonly Metric[]): number {
  return series.reduce((sum, { metric, count }) => (metrics.includes(metric) ? sum + count : sum), 0)
}
