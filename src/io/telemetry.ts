/**
 * Counts what happens, in the isolate first: a second later one write for each tenant takes it to that tenant's rollups,
 * and to Analytics Engine where it is bound. Nothing is written per request, and nothing is lost while the isolate lives.
 */
import type { AlertSettings } from '../core/alerts.ts'
import {
  addFigures,
  figuresOf,
  minuteOf,
  seriesKey,
  WITNESSED,
  type Figures,
  type Metric,
  type Rollup,
  type Witness,
} from '../core/metrics.ts'
import { numberOfPerson } from '../core/rollout.ts'
import type { Settings } from '../core/settings.ts'
import type { Env } from '../env.ts'
import { log, reasonOf } from './log.ts'

/** How long an isolate collects before it writes. */
const FLUSH_AFTER_MS = 1000
/** A request that died took its timer with it: after this long another one may set a new timer. */
const TIMER_LOST_MS = 5000
/** Bounds an isolate's memory while the rollups cannot be reached. */
const MAX_ROLLUPS = 10_000
const MAX_WITNESSES = 1000
/** Analytics Engine takes this many points from one invocation; the rest waits for the next. */
const POINTS_PER_FLUSH = 25
const MAX_POINTS = 2000

/** What counting needs of a request; a router's context has it. */
export interface Counted {
  readonly env: Env
  readonly var: {
    readonly tenant: string
    readonly live: { readonly registry: { readonly settings: Pick<Settings, 'alerts'> } }
  }
  readonly executionCtx: { waitUntil(promise: Promise<unknown>): void }
}

export interface Measure {
  readonly metric: Metric
  /** As the registry has it, never as a request names it; absent: the event is of no plugin. */
  readonly plugin?: { readonly id: string; readonly version: string } | null | undefined
  readonly reason?: string
  /** How many events, one if absent; of `load_ms` the duration of one. */
  readonly value?: number
  /** Subject id of the person whom it happened to. */
  readonly person?: string | undefined
}

/** Sent as a whole, and again under the same id until it has arrived: so it counts once. */
export interface Batch {
  readonly id: string
  readonly tenant: string
  readonly alerts: AlertSettings
  readonly rollups: readonly Rollup[]
  /** Absent of isolates that run the version before. */
  readonly witnesses?: readonly Witness[]
}

/** A rollup that still grows. */
type Counting = { -readonly [Name in keyof Rollup]: Rollup[Name] }

interface Tally {
  readonly rollups: Map<string, Counting>
  readonly witnesses: Map<string, Witness>
  alerts: AlertSettings
  unsent: Batch | null
}

const tallies = new Map<string, Tally>()
const points: { readonly tenant: string; readonly rollup: Rollup }[] = []
/** Until when a timer that was set is believed in. */
let timerUntil = 0

export function record(c: Counted, { metric, plugin, reason = '', value, person }: Measure): void {
  const now = Date.now()
  const { tenant, live } = c.var
  const tally = tallyOf(tenant, live.registry.settings.alerts)
  const series = { metric, plugin: plugin?.id ?? '', version: plugin?.version ?? '', reason }
  const minute = minuteOf(now)
  const key = `${minute} ${seriesKey(series)}`
  const known = tally.rollups.get(key)
  const figures = figuresOf(metric, value)
  if (known !== undefined) addTo(known, figures)
  else if (tally.rollups.size >= MAX_ROLLUPS) return log('error', 'telemetry_overflow', { metric })
  else tally.rollups.set(key, { minute, ...series, ...figures })
  if (plugin && person !== undefined && WITNESSED.includes(metric)) {
    remember(tally, { minute, metric, plugin: plugin.id, version: plugin.version, person: numberOfPerson(person) })
  }
  if (now < timerUntil) return
  timerUntil = now + TIMER_LOST_MS
  c.executionCtx.waitUntil(flushLater(c.env))
}

function tallyOf(tenant: string, alerts: AlertSettings): Tally {
  const known = tallies.get(tenant)
  const tally = known ?? { rollups: new Map<string, Counting>(), witnesses: new Map(), alerts, unsent: null }
  if (known === undefined) tallies.set(tenant, tally)
  tally.alerts = alerts
  return tally
}

/** Most events are one more of a counter. */
function addTo(known: Counting, figures: Figures): void {
  if (figures.buckets.length === 0) known.count += figures.count
  else Object.assign(known, addFigures(known, figures))
}

function remember({ witnesses }: Tally, witness: Witness): void {
  if (witnesses.size >= MAX_WITNESSES) return // far more than any rule asks for
  const { minute, metric, plugin, version, person } = witness
  witnesses.set(JSON.stringify([minute, metric, plugin, version, person]), witness)
}

async function flushLater(env: Env): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, FLUSH_AFTER_MS))
  timerUntil = 0
  await flush(env)
}

/** Writes what this isolate has counted so far. What does not arrive is kept, and sent with the next flush. */
export async function flush(env: Env): Promise<void> {
  await Promise.all([...tallies].map(([tenant, tally]) => deliver(env, tenant, tally)))
  if (env.METRICS !== undefined) writePoints(env.METRICS)
}

async function deliver(env: Env, tenant: string, tally: Tally): Promise<void> {
  try {
    if (tally.unsent !== null) await send(env, tally, tally.unsent)
    if (tally.rollups.size > 0) await send(env, tally, batchOf(env, tenant, tally))
    const isEmpty = tally.rollups.size === 0 && tally.unsent === null
    if (isEmpty && tallies.get(tenant) === tally) tallies.delete(tenant)
  } catch (error) {
    log('error', 'telemetry_unsent', { tenant, reason: reasonOf(error) })
  }
}

function batchOf(env: Env, tenant: string, tally: Tally): Batch {
  const rollups: readonly Rollup[] = [...tally.rollups.values()]
  const witnesses = [...tally.witnesses.values()]
  const batch = { id: crypto.randomUUID(), tenant, alerts: tally.alerts, rollups, witnesses }
  tally.rollups.clear()
  tally.witnesses.clear()
  tally.unsent = batch
  if (env.METRICS !== undefined) points.push(...rollups.map((rollup) => ({ tenant, rollup })))
  return batch
}

async function send(env: Env, tally: Tally, batch: Batch): Promise<void> {
  await env.TELEMETRY.getByName(batch.tenant).add(batch)
  // Another flush may have sent the same one meanwhile, which counts once, and gone on to the next.
  if (tally.unsent === batch) tally.unsent = null
}

/** Tenant as the index, so that sampling is fair among tenants; labels and figures in a fixed order. */
function writePoints(dataset: AnalyticsEngineDataset): void {
  for (const { tenant, rollup } of points.splice(0, POINTS_PER_FLUSH)) {
    const { metric, plugin, version, reason, count, sum } = rollup
    dataset.writeDataPoint({ indexes: [tenant], blobs: [metric, plugin, version, reason], doubles: [count, sum] })
  }
  if (points.length <= MAX_POINTS) return
  log('error', 'telemetry_points_dropped', { points: points.length - MAX_POINTS })
  points.splice(0, points.length - MAX_POINTS)
}
