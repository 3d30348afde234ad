/**
 * Asks the nearest doorbell what KV may not show yet: at most once in a lease, and never with an older answer. A doorbell
 * that cannot be reached lets the last answer serve for a grace time, loudly; then there is no answer.
 */
import { changedAt, EVERY_TENANT, regionOf, REGIONS, type Change, type News, type Region } from '../core/news.ts'
import type { Settings } from '../core/settings.ts'
import type { Env } from '../env.ts'
import { Flights } from './flights.ts'
import { log, reasonOf } from './log.ts'
import { Memo } from './memo.ts'
import { replicaName, type RingReceipt } from './objects/doorbell.ts'

/** Bounds an isolate's memory; the tenant asked about least recently goes first. */
const MAX_TENANTS = 1000

interface Answer {
  readonly news: News
  /** When the question was sent, Unix milliseconds: the answer is at least that fresh. */
  readonly askedAt: number
}

export interface TenantNews {
  readonly ofTenant: News
  readonly ofAll: News
}

/** A doorbell that did not answer is left alone for a moment, so that an outage does not slow every request down. */
const RETRY_AFTER_MS = 250

/** A page that is not told looks for itself: that is not worth a long wait. */
const LAST_CHANGE_MS = 1000

const answers = new Map<string, Answer>()
const failures = new Memo<true>(RETRY_AFTER_MS, MAX_TENANTS)
const flights = new Flights<News | null>()
/** How often this isolate has heard the doorbell: what was asked before that may be old. */
let rings = 0

/** Where a request entered the network, for choosing a replica. */
export function regionOfRequest(request: Request): Region {
  const continent: unknown = request.cf?.['continent']
  const longitude: unknown = request.cf?.['longitude']
  return regionOf(typeof continent === 'string' ? continent : '', Number(longitude))
}

/** What was heard within the lease, without asking; `null`: {@link readNews} has to ask. */
export function knownNews(tenant: string, { leaseMs }: Settings['doorbell']): TenantNews | null {
  const now = Date.now()
  const ofTenant = answers.get(tenant)
  const ofAll = answers.get(EVERY_TENANT)
  if (ofTenant === undefined || ofAll === undefined) return null
  if (now - ofTenant.askedAt >= leaseMs || now - ofAll.askedAt >= leaseMs) return null
  return { ofTenant: ofTenant.news, ofAll: ofAll.news }
}

/** @returns `null` when the doorbell has been out of reach for longer than the grace time: plugins are closed then. */
export async function readNews(
  env: Env,
  tenant: string,
  region: Region,
  rules: Settings['doorbell'],
): Promise<TenantNews | null> {
  const [ofTenant, ofAll] = await Promise.all([
    askOnce(env, tenant, region, rules),
    askOnce(env, EVERY_TENANT, region, rules),
  ])
  return ofTenant === null || ofAll === null ? null : { ofTenant, ofAll }
}

/** Whether one of the bells that a tenant hears did not answer a moment ago. */
export function isOutOfReach(tenant: string): boolean {
  const now = Date.now()
  return [tenant, EVERY_TENANT].some((name) => failures.get(name, now) !== undefined)
}

/** Tells every region, after KV was written. An unreachable primary is said in the receipt; KV will show the change. */
export async function ring(env: Env, tenant: string, change: Change, at: number): Promise<RingReceipt> {
  forgetNews(tenant)
  try {
    return await env.DOORBELL.getByName(`${tenant} primary`).ring({ tenant, change, at })
  } catch (error) {
    log('error', 'doorbell_unreachable', { tenant, reason: reasonOf(error) })
    return { acknowledged: [], silent: REGIONS, tabs: 0 }
  }
}

/** When something was last changed, as the nearest replicas say it now; `null`: they do not answer. */
export async function lastChange(env: Env, tenant: string, region: Region): Promise<number | null> {
  const asked = [tenant, EVERY_TENANT].map((name) => withinLease(env, name, region, LAST_CHANGE_MS))
  return Promise.all(asked).then(changedAt, () => null)
}

/** A line to the nearest replica on which it says what changes. */
export async function listen(env: Env, tenant: string, region: Region): Promise<WebSocket> {
  const replica = env.DOORBELL.getByName(replicaName(tenant, region), { locationHint: region })
  const response = await replica.fetch('https://doorbell.internal/', { headers: { Upgrade: 'websocket' } })
  if (response.webSocket === null) throw new Error(`the doorbell answered ${response.status}`)
  return response.webSocket
}

/** What is remembered is no longer enough: the doorbell has just rung. */
export function forgetNews(tenant: string): void {
  answers.delete(tenant)
  flights.clear()
  rings += 1
}

async function askOnce(env: Env, tenant: string, region: Region, rules: Settings['doorbell']): Promise<News | null> {
  const known = answers.get(tenant)
  if (known !== undefined && Date.now() - known.askedAt < rules.leaseMs) return known.news
  return flights.join(tenant, () => askNow(env, tenant, region, rules))
}

async function askNow(
  env: Env,
  tenant: string,
  region: Region,
  { leaseMs, graceMs }: Settings['doorbell'],
): Promise<News | null> {
  const askedAt = Date.now()
  const ringsBefore = rings
  const known = answers.get(tenant)
  const inGrace = (): News | null => (known !== undefined && Date.now() - known.askedAt < graceMs ? known.news : null)
  if (failures.get(tenant, askedAt) !== undefined) return inGrace()
  try {
    const news = await withinLease(env, tenant, region, leaseMs)
    if (rings === ringsBefore) keep(tenant, { news, askedAt })
    return news
  } catch (error) {
    failures.set(tenant, true, Date.now())
    const news = inGrace()
    log('error', 'doorbell_unreachable', { tenant, region, grace: news !== null, reason: reasonOf(error) })
    return news
  }
}

async function withinLease(env: Env, tenant: string, region: Region, leaseMs: number): Promise<News> {
  const replica = env.DOORBELL.getByName(replicaName(tenant, region), { locationHint: region })
  let timer: ReturnType<typeof setTimeout> | null = null
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer within the lease')), leaseMs)
  })
  return Promise.race([replica.ask(), late]).finally(() => clearTimeout(timer))
}

function keep(tenant: string, answer: Answer): void {
  answers.delete(tenant)
  answers.set(tenant, answer)
  const [oldest] = answers.keys()
  if (answers.size > MAX_TENANTS && oldest !== undefined) answers.delete(oldest)
}
