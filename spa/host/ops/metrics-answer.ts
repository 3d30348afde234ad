/** What the gateway answers about figures: totals of a window, its steps in time, and the incidents in it. */
import { isMetric, type Rollup, type Total } from '#core/metrics'
import { own, ownText } from '#core/own-property'
import { type Guard, listOf, numberOf } from './guard.ts'

export interface Incident {
  readonly id: number
  readonly rule: string
  readonly plugin: string
  readonly version: string
  readonly figure: number
  readonly threshold: number
  /** Unix milliseconds. */
  readonly openedAt: number
  readonly closedAt: number | null
}

export interface Metrics {
  /** First and last minute of the window, in Unix minutes. */
  readonly from: number
  readonly to: number
  /** Minutes that one rollup stands for. */
  readonly step: number
  readonly totals: readonly Total[]
  readonly rollups: readonly Rollup[]
  readonly incidents: readonly Incident[]
}

export const METRICS: Guard<Metrics> = { what: 'the figures', parse: parseMetrics }

export function parseMetrics(input: unknown): Metrics | null {
  const [from, to, step] = [numberOf(input, 'from'), numberOf(input, 'to'), numberOf(input, 'step')]
  if (from === null || to === null || step === null || step < 1) return null
  return {
    from,
    to,
    step,
    totals: listOf(own(input, 'totals'), parseTotal),
    rollups: listOf(own(input, 'rollups'), parseRollup),
    incidents: listOf(own(input, 'incidents'), parseIncident),
  }
}

/** A metric of a newer gateway is left out. */
function parseTotal(input: unknown): Total | null {
  const [metric, count] = [ownText(input, 'metric'), numberOf(input, 'count')]
  if (metric === undefined || !isMetric(metric) || count === null) return null
  return {
    metric,
    count,
    plugin: ownText(input, 'plugin') ?? '',
    version: ownText(input, 'version') ?? '',
    reason: ownText(input, 'reason') ?? '',
    sum: numberOf(input, 'sum') ?? 0,
    buckets: listOf(own(input, 'buckets'), (bucket) => (typeof bucket === 'number' ? bucket : null)),
  }
}

function parseRollup(input: unknown): Rollup | null {
  const [total, minute] = [parseTotal(input), numberOf(input, 'minute')]
  return total === null || minute === null ? null : { ...total, minute }
}

function parseIncident(input: unknown): Incident | null {
  const [id, rule, openedAt] = [numberOf(input, 'id'), ownText(input, 'rule'), numberOf(input, 'openedAt')]
  if (id === null || rule === undefined || openedAt === null) return null
  return {
    id,
    rule,
    plugin: ownText(input, 'plugin') ?? '',
    version: ownText(input, 'version') ?? '',
    figure: numberOf(input, 'figure') ?? 0,
    threshold: numberOf(input, 'threshold') ?? 0,
    openedAt,
    closedAt: numberOf(input, 'closedAt'),
  }
}
