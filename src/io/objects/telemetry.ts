/** One tenant's figures: minute rollups of a week, totals for scrapers, and the incidents that its alert rules found. */
import { DurableObject } from 'cloudflare:workers'
import { advanceIncidents, judgeAlerts, minutesJudged, type AlertSettings, type Finding } from '../../core/alerts.ts'
import { addFigures, coarsen, minuteOf, sumRollups, type Rollup, type Total } from '../../core/metrics.ts'
import type { Env } from '../../env.ts'
import { log, reasonOf } from '../log.ts'
import { haltBlamed } from '../rollouts.ts'
import type { Batch } from '../telemetry.ts'
import { callWebhook } from '../webhook.ts'
import { TelemetryTables, type Incident } from './telemetry-tables.ts'

const MINUTE_MS = 60_000
const KEEP_MINUTES = 7 * 24 * 60
/** Isolates send a batch at most this long after another; rules then look once at what many sent. */
const JUDGE_AFTER_MS = 2000
/** A webhook that does not answer is tried again with the next look at the rules, this often in all. */
const MAX_CALLS = 5

export interface Window {
  /** Of the window, sorted by minute. */
  readonly rollups: readonly Rollup[]
  /** Of the window. */
  readonly totals: readonly Total[]
  /** Since each series began. */
  readonly lifetime: readonly Total[]
  /** Those of the window, and those that go on; newest first. */
  readonly incidents: readonly Incident[]
}

interface About {
  readonly tenant: string
  readonly alerts: AlertSettings
}

export class TelemetryObject extends DurableObject<Env> {
  readonly #tables: TelemetryTables

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    this.#tables = new TelemetryTables(ctx.storage)
  }

  /** Takes a batch in, once, however often it is sent. */
  async add({ tenant, alerts, ...counted }: Batch): Promise<void> {
    await this.ctx.storage.put<About>('about', { tenant, alerts })
    this.#tables.addOnce(counted, minuteOf(Date.now()), addFigures)
    const soon = Date.now() + JUDGE_AFTER_MS
    const next = await this.ctx.storage.getAlarm()
    if (next === null || next > soon) await this.ctx.storage.setAlarm(soon)
  }

  /**
   * @param minutes How far back, the current minute included.
   * @param step Minutes that one rollup of the answer stands for.
   */
  async read(minutes: number, step: number): Promise<Window> {
    const now = minuteOf(Date.now())
    const from = now - minutes + 1
    const found = this.#tables.rollups(from, now)
    return {
      rollups: coarsen(found, step),
      totals: sumRollups(found),
      lifetime: this.#tables.totals(),
      incidents: this.#tables.incidents(from * MINUTE_MS),
    }
  }

  /** Looks at the rules, calls the webhook about what began or ended, and forgets what is older than a week. */
  override async alarm(): Promise<void> {
    const about = await this.ctx.storage.get<About>('about')
    if (about === undefined) return
    const now = minuteOf(Date.now())
    this.#tables.forget(now - KEEP_MINUTES)
    this.#tables.forgetWitnesses(now - about.alerts.windowMinutes)
    const judged = this.#tables.rollups(now - minutesJudged(about.alerts), now)
    const people = this.#tables.people(now - about.alerts.windowMinutes + 1, now)
    const open = this.#tables.openIncidents()
    const { opened, closed } = advanceIncidents(open, judgeAlerts(judged, about.alerts, now, people))
    for (const finding of opened) this.#open(about.tenant, finding)
    const evidence = { rollups: judged, people, leastPeople: about.alerts.mountFailures }
    for (const finding of opened) await haltBlamed(this.env, about.tenant, finding, evidence).catch(logFailure)
    for (const incident of closed) this.#tables.close(incident.id, Date.now())
    const isUntold = await this.#tell(about)
    const isOpen = this.#tables.openIncidents().length > 0
    if (isUntold || isOpen || judged.length > 0) await this.ctx.storage.setAlarm(Date.now() + MINUTE_MS)
    else if (!this.#tables.isEmpty()) await this.ctx.storage.setAlarm(Date.now() + KEEP_MINUTES * MINUTE_MS)
  }

  #open(tenant: string, finding: Finding): void {
    log('error', 'alert', { tenant, ...finding })
    this.#tables.open(finding, Date.now())
  }

  /** @returns Whether somebody has still to be told. */
  async #tell({ tenant, alerts }: About): Promise<boolean> {
    if (alerts.webhook === null) return false
    let isUntold = false
    for (const { incident, calls } of this.#tables.untold(MAX_CALLS)) {
      const told = await callWebhook(this.env, alerts.webhook, tenant, incident)
      this.#tables.markCalled(incident.id, told ? 0 : calls + 1, told ? stateOf(incident) : null)
      isUntold ||= !told && calls + 1 < MAX_CALLS
    }
    return isUntold
  }
}

/** The incident stands and is told; a halt that failed is an operator's to make up for. */
function logFailure(error: unknown): void {
  log('error', 'rollout_not_halted', { reason: reasonOf(error) })
}

function stateOf({ closedAt }: Incident): 'open' | 'closed' {
  return closedAt === null ? 'open' : 'closed'
}
