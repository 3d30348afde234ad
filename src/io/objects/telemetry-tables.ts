/** The tables behind a tenant's figures. Everything here is synchronous, so that no two batches mix. */
import { ALERT_RULES, type AlertRule, type Finding } from '../../core/alerts.ts'
import { isMetric, type Figures, type People, type Rollup, type Series, type Total } from '../../core/metrics.ts'
import type { Batch } from '../telemetry.ts'

/** A rule that was broken for a time. */
export interface Incident extends Finding {
  readonly id: number
  /** Unix milliseconds. */
  readonly openedAt: number
  readonly closedAt: number | null
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS rollups (
    minute INTEGER, metric TEXT, plugin TEXT, version TEXT, reason TEXT, count INTEGER, sum REAL, buckets TEXT,
    PRIMARY KEY (minute, metric, plugin, version, reason)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS totals (
    minute INTEGER, metric TEXT, plugin TEXT, version TEXT, reason TEXT, count INTEGER, sum REAL, buckets TEXT,
    PRIMARY KEY (metric, plugin, version, reason)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS witnesses (
    minute INTEGER, metric TEXT, plugin TEXT, version TEXT, person INTEGER,
    PRIMARY KEY (minute, metric, plugin, version, person)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS batches (id TEXT PRIMARY KEY, minute INTEGER) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS incidents (
    id INTEGER PRIMARY KEY AUTOINCREMENT, rule TEXT, plugin TEXT, version TEXT, figure REAL, threshold REAL,
    opened INTEGER, closed INTEGER, told TEXT, calls INTEGER
  );`

/** A batch is sent again within seconds, or its isolate is gone. */
const KEEP_BATCHES_MINUTES = 60

interface SqlRollup extends Record<string, SqlStorageValue> {
  minute: number
  metric: string
  plugin: string
  version: string
  reason: string
  count: number
  sum: number
  buckets: string
}

interface SqlIncident extends Record<string, SqlStorageValue> {
  id: number
  rule: string
  plugin: string
  version: string
  figure: number
  threshold: number
  opened: number
  closed: number | null
  calls: number
}

export class TelemetryTables {
  readonly #storage: DurableObjectStorage
  readonly #sql: SqlStorage

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage
    this.#sql = storage.sql
    this.#sql.exec(SCHEMA)
  }

  /** Adds rollups to those of their minutes and to the totals, unless this batch has been added before. */
  addOnce(
    { id, rollups, witnesses = [] }: Pick<Batch, 'id' | 'rollups' | 'witnesses'>,
    now: number,
    add: (one: Figures, other: Figures) => Figures,
  ): void {
    this.#storage.transactionSync(() => {
      if (this.#sql.exec('SELECT 1 FROM batches WHERE id = ?', id).toArray().length > 0) return
      this.#sql.exec('INSERT INTO batches VALUES (?, ?)', id, now)
      for (const rollup of rollups) {
        const [ofMinute] = this.#find('rollups', rollup, rollup.minute)
        this.#put('rollups', rollup, ofMinute === undefined ? rollup : add(ofMinute, rollup))
        const [total] = this.#find('totals', rollup)
        this.#put('totals', rollup, total === undefined ? rollup : add(total, rollup))
      }
      for (const { minute, metric, plugin, version, person } of witnesses) {
        const row = [minute, metric, plugin, version, person]
        this.#sql.exec('INSERT OR IGNORE INTO witnesses VALUES (?, ?, ?, ?, ?)', ...row)
      }
    })
  }

  rollups(from: number, to: number): readonly Rollup[] {
    return this.#sql
      .exec<SqlRollup>('SELECT * FROM rollups WHERE minute BETWEEN ? AND ? ORDER BY minute', from, to)
      .toArray()
      .flatMap(readRollup)
  }

  /** How many different people saw each thing go wrong, from one minute to another. */
  people(from: number, to: number): readonly People[] {
    return this.#sql
      .exec<Record<'metric' | 'plugin' | 'version', string> & { people: number }>(
        `SELECT metric, plugin, version, COUNT(DISTINCT person) AS people FROM witnesses
         WHERE minute BETWEEN ? AND ? GROUP BY metric, plugin, version`,
        from,
        to,
      )
      .toArray()
      .flatMap(({ metric, ...row }) => (isMetric(metric) ? [{ ...row, metric }] : []))
  }

  totals(): readonly Total[] {
    const rows = this.#sql.exec<SqlRollup>('SELECT * FROM totals ORDER BY metric, plugin, version, reason').toArray()
    return rows.flatMap(readRollup)
  }

  isEmpty(): boolean {
    return this.#sql.exec('SELECT 1 FROM totals LIMIT 1').toArray().length === 0
  }

  /** Everything of the minutes before, and totals that have not grown since. */
  forget(before: number): void {
    this.#sql.exec('DELETE FROM rollups WHERE minute < ?', before)
    this.#sql.exec('DELETE FROM totals WHERE minute < ?', before)
    this.#sql.exec('DELETE FROM incidents WHERE closed < ?', before * 60_000)
    this.#sql.exec('DELETE FROM batches WHERE minute < ?', before + KEEP_BATCHES_MINUTES)
  }

  /** People are told apart for as long as rules ask. */
  forgetWitnesses(before: number): void {
    this.#sql.exec('DELETE FROM witnesses WHERE minute < ?', before)
  }

  open({ rule, plugin, version, figure, threshold }: Finding, at: number): void {
    this.#sql.exec(
      'INSERT INTO incidents (rule, plugin, version, figure, threshold, opened, calls) VALUES (?, ?, ?, ?, ?, ?, 0)',
      rule,
      plugin,
      version,
      figure,
      threshold,
      at,
    )
  }

  close(id: number, at: number): void {
    this.#sql.exec('UPDATE incidents SET closed = ?, calls = 0 WHERE id = ?', at, id)
  }

  openIncidents(): readonly Incident[] {
    return this.#sql
      .exec<SqlIncident>('SELECT * FROM incidents WHERE closed IS NULL ORDER BY id')
      .toArray()
      .flatMap(readIncident)
  }

  incidents(since: number): readonly Incident[] {
    return this.#sql
      .exec<SqlIncident>('SELECT * FROM incidents WHERE closed IS NULL OR closed >= ? ORDER BY id DESC', since)
      .toArray()
      .flatMap(readIncident)
  }

  /** Those whose beginning or end nobody has been told, with how often that was tried. */
  untold(maxCalls: number): readonly { readonly incident: Incident; readonly calls: number }[] {
    return this.#sql
      .exec<SqlIncident>(
        `SELECT * FROM incidents WHERE calls < ? AND told IS NOT iif(closed IS NULL, 'open', 'closed') ORDER BY id`,
        maxCalls,
      )
      .toArray()
      .flatMap((row) => readIncident(row).map((incident) => ({ incident, calls: row.calls })))
  }

  /** @param told What the webhook has taken in, `null` for nothing new. */
  markCalled(id: number, calls: number, told: 'open' | 'closed' | null): void {
    this.#sql.exec('UPDATE incidents SET calls = ?, told = coalesce(?, told) WHERE id = ?', calls, told, id)
  }

  #find(
    table: 'rollups' | 'totals',
    { metric, plugin, version, reason }: Series,
    minute: number | null = null,
  ): readonly Rollup[] {
    const where = 'metric = ? AND plugin = ? AND version = ? AND reason = ?'
    const bindings = [metric, plugin, version, reason]
    const ofMinute = minute === null ? '' : ' AND minute = ?'
    return this.#sql
      .exec<SqlRollup>(
        `SELECT * FROM ${table} WHERE ${where}${ofMinute}`,
        ...bindings,
        ...(minute === null ? [] : [minute]),
      )
      .toArray()
      .flatMap(readRollup)
  }

  #put(table: 'rollups' | 'totals', { minute, metric, plugin, version, reason }: Rollup, figures: Figures): void {
    const series = [metric, plugin, version, reason]
    const { count, sum, buckets } = figures
    this.#sql.exec(
      `INSERT OR REPLACE INTO ${table} VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      minute,
      ...series,
      count,
      sum,
      JSON.stringify(buckets),
    )
  }
}

/** A metric that this version does not know is left out. */
function readRollup({ metric, buckets, ...row }: SqlRollup): readonly Rollup[] {
  const counts: unknown = JSON.parse(buckets)
  if (!isMetric(metric) || !Array.isArray(counts)) return []
  return [{ ...row, metric, buckets: counts.map(Number) }]
}

function readIncident({ opened, closed, ...row }: SqlIncident): readonly Incident[] {
  const rule: AlertRule | undefined = ALERT_RULES.find((each) => each === row.rule)
  if (rule === undefined) return []
  const { id, plugin, version, figure, threshold } = row
  return [{ id, rule, plugin, version, figure, threshold, openedAt: opened, closedAt: closed }]
}
