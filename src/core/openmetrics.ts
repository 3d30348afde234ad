/** Prints totals as OpenMetrics text, which Prometheus and its kin scrape. */
import { LOAD_BOUNDS_MS, METRICS, type Metric, type Total } from './metrics.ts'

/** @see OpenMetrics 1.0, "ABNF" and "Overall Structure": the version is part of the media type. */
export const OPENMETRICS_TYPE = 'application/openmetrics-text; version=1.0.0; charset=utf-8'

const PREFIX = 'experience_'

/**
 * @param totals Since each series began, not of a window: a scraper takes counters that shrink for restarts.
 * @returns The exposition, each line ended, `# EOF` last.
 */
export function printOpenMetrics(tenant: string, totals: readonly Total[]): string {
  const families = Object.groupBy(totals, ({ metric }) => metric)
  const lines = names().flatMap((metric) => familyLines(metric, tenant, families[metric] ?? []))
  return `${[...lines, '# EOF'].join('\n')}\n`
}

function names(): readonly Metric[] {
  const all: Readonly<Record<Metric, unknown>> = METRICS
  return Object.keys(all).filter((name): name is Metric => Object.hasOwn(METRICS, name))
}

function familyLines(metric: Metric, tenant: string, totals: readonly Total[]): readonly string[] {
  if (totals.length === 0) return []
  const name = PREFIX + metric
  const type = metric === 'load_ms' ? 'histogram' : 'counter'
  const samples = totals.flatMap((total) => (type === 'histogram' ? histogram(tenant, total) : counter(tenant, total)))
  return [`# TYPE ${name} ${type}`, `# HELP ${name} ${escape(METRICS[metric].help)}`, ...samples]
}

function counter(tenant: string, total: Total): readonly string[] {
  return [`${PREFIX}${total.metric}_total${labels(tenant, total)} ${total.count}`]
}

/** Buckets are cumulated here, and their bounds are written as floats, as the standard wants both. */
function histogram(tenant: string, total: Total): readonly string[] {
  const name = PREFIX + total.metric
  const bounds = [...LOAD_BOUNDS_MS.map((bound) => bound.toFixed(1)), '+Inf']
  let below = 0
  const buckets = bounds.map((le, index) => {
    below += total.buckets[index] ?? 0
    return `${name}_bucket${labels(tenant, total, [['le', le]])} ${below}`
  })
  return [
    ...buckets,
    `${name}_count${labels(tenant, total)} ${total.count}`,
    `${name}_sum${labels(tenant, total)} ${total.sum}`,
  ]
}

function labels(tenant: string, total: Total, more: readonly (readonly [string, string])[] = []): string {
  const own: readonly (readonly [string, string])[] = [
    ['tenant', tenant],
    ['plugin_id', total.plugin],
    ['version', total.version],
    ...(METRICS[total.metric].reasons ? [['reason', total.reason] as const] : []),
    ...more,
  ]
  return `{${own.map(([name, value]) => `${name}="${escape(value)}"`).join(',')}}`
}

function escape(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', String.raw`\"`)
    .replaceAll('\n', String.raw`\n`)
}
