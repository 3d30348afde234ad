/** `GET /api/ops/metrics`: what was counted, as JSON for people's charts and as OpenMetrics text for scrapers. */
import { Hono } from 'hono'
import { LOAD_BOUNDS_MS, minuteOf, quantileOf, type Total } from '../../core/metrics.ts'
import { OPENMETRICS_TYPE, printOpenMetrics } from '../../core/openmetrics.ts'
import type { AppEnv } from '../../env.ts'
import { flush } from '../../io/telemetry.ts'
import { operating } from '../operators.ts'
import { Problem } from '../problem.ts'
import { viewOf } from '../tenant-view.ts'

const HOUR = 60
const WEEK = 7 * 24 * HOUR
/** A chart has no more points than this; a longer window has longer steps. */
const MAX_STEPS = 180

export const metrics = new Hono<AppEnv>().get('/metrics', async (c) => {
  const tenant = c.var.door === 'operator' ? (c.req.query('tenant') ?? '') : c.var.tenant
  await operating(c, 'read', '*', tenant)
  await viewOf(c, tenant)
  const minutes = minutesIn(c.req.query('minutes'))
  const step = Math.ceil(minutes / MAX_STEPS)
  // What this isolate has not yet written is part of the answer; others are at most a second behind.
  await flush(c.env)
  const window = await c.env.TELEMETRY.getByName(tenant).read(minutes, step)
  if (wantsText(c.req.query('format'), c.req.header('Accept'))) {
    return c.body(printOpenMetrics(tenant, window.lifetime), 200, { 'Content-Type': OPENMETRICS_TYPE })
  }
  const { rollups, totals, incidents } = window
  const to = minuteOf(Date.now())
  return c.json({
    tenant,
    from: to - minutes + 1,
    to,
    step,
    bounds: LOAD_BOUNDS_MS,
    totals: totals.map(withQuantiles),
    rollups,
    incidents,
  })
})

function minutesIn(query: string | undefined): number {
  if (query === undefined) return HOUR
  const minutes = /^[1-9]\d{0,4}$/.test(query) ? Number(query) : Infinity
  if (minutes > WEEK) throw new Problem('body_invalid', { detail: `minutes must be from 1 to ${WEEK}` })
  return minutes
}

function wantsText(format: string | undefined, accept: string | undefined): boolean {
  return format === 'openmetrics' || (format === undefined && accept?.includes('application/openmetrics-text') === true)
}

function withQuantiles(total: Total) {
  if (total.metric !== 'load_ms') return total
  return { ...total, p50: quantileOf(total.buckets, 0.5), p95: quantileOf(total.buckets, 0.95) }
}
