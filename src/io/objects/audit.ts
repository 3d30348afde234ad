/** One tenant's audit trail: rows are added at its end, each with the hash of the one before, and nothing else is possible. */
import { DurableObject } from 'cloudflare:workers'
import {
  chainText,
  fitsSearch,
  GENESIS,
  verifyChain,
  type AuditEntry,
  type AuditLink,
  type AuditRow,
  type AuditWanted,
} from '../../core/audit.ts'
import type { Env } from '../../env.ts'
import { sha256Hex } from '../digest.ts'

export interface AuditPage {
  readonly rows: readonly AuditRow[]
  /** Where the whole chain ends, which may be behind this page. */
  readonly head: AuditLink
}

export interface AuditSearch extends AuditWanted {
  /** Rows older than this `seq`; `null`: from the newest on. */
  readonly before: number | null
  readonly limit: number
}

export interface AuditFound {
  /** Newest first. */
  readonly rows: readonly AuditRow[]
  /** `before` of the next page; `null`: there is nothing older. */
  readonly older: number | null
  readonly head: AuditLink
}

export interface AuditVerdict {
  /** How many rows were looked at. */
  readonly rows: number
  /** `seq` of the first row that is not as it was written, or is missing; `null`: each of these is. */
  readonly broken: number | null
  /** Where the rest begins, for the next question; `null`: there is none. */
  readonly next: number | null
  readonly head: AuditLink
}

const LOOKED_AT_ONCE = 500
const MOST_LOOKED_AT = 20_000

export class AuditObject extends DurableObject<Env> {
  /** Hashing waits, and another row must not come in between. */
  #last: Promise<unknown> = Promise.resolve()

  /** Adds rows in this order. One that is there already, by request and outcome, is not added again. */
  async append(entries: readonly AuditEntry[]): Promise<void> {
    const added = this.#last.then(() => this.#append(entries))
    this.#last = added.catch(() => null)
    return added
  }

  /** @param after Rows from the one after this `seq`. */
  async read(after: number, limit: number): Promise<AuditPage> {
    const rows = await this.ctx.storage.list<AuditRow>({ prefix: 'row:', start: rowKey(after + 1), limit })
    return { rows: [...rows.values()], head: await this.#head() }
  }

  /** Rows that fit, newest first. Looks at so many at most: a trail is for good, and grows. */
  async find({ before, limit, ...sought }: AuditSearch): Promise<AuditFound> {
    const found: AuditRow[] = []
    const end = before ?? (await this.#head()).seq + 1
    let next = end
    for (let looked = 0; looked < MOST_LOOKED_AT && next > 1 && found.length < limit; looked += LOOKED_AT_ONCE) {
      const rows = await this.ctx.storage.list<AuditRow>({
        prefix: 'row:',
        end: rowKey(next),
        limit: LOOKED_AT_ONCE,
        reverse: true,
      })
      for (const row of rows.values()) {
        if (found.length >= limit) break
        next = row.seq
        if (fitsSearch(row, sought)) found.push(row)
      }
      if (rows.size < LOOKED_AT_ONCE && found.length < limit) next = 1
    }
    return { rows: found, older: next > 1 ? next : null, head: await this.#head() }
  }

  /** Checks the rows after one, and that they follow it; the first time, from the very first. A part of a long trail at most. */
  async verify(after: number): Promise<AuditVerdict> {
    const head = await this.#head()
    const before = await this.ctx.storage.get<AuditRow>(rowKey(after))
    if (after > 0 && before === undefined) return { rows: 0, broken: after, next: null, head }
    let last: AuditLink = before ?? GENESIS
    let rows = 0
    while (rows < MOST_LOOKED_AT) {
      const page = await this.read(last.seq, LOOKED_AT_ONCE)
      const hashes = await Promise.all(page.rows.map((row) => sha256Hex(chainText(row))))
      const isEnd = page.rows.length < LOOKED_AT_ONCE
      // Rows may have been added since the head was read, and are as good as it.
      const broken = verifyChain(page.rows, hashes, { from: last, head: isEnd ? head : null })
      rows += page.rows.length
      if (broken !== null || isEnd) return { rows, broken, next: null, head }
      last = page.rows.at(-1) ?? last
    }
    return { rows, broken: null, next: last.seq, head }
  }

  async #append(entries: readonly AuditEntry[]): Promise<void> {
    for (const entry of entries) {
      const name = `known:${entry.requestId} ${entry.outcome}`
      if ((await this.ctx.storage.get<number>(name)) !== undefined) continue
      const head = await this.#head()
      const row = { ...entry, seq: head.seq + 1, previous: head.hash }
      const hash = await sha256Hex(chainText(row))
      // One write for all three: a chain never ends elsewhere than at its head.
      await this.ctx.storage.put<AuditRow | AuditLink | number>({
        [rowKey(row.seq)]: { ...row, hash },
        [name]: row.seq,
        head: { seq: row.seq, hash },
      })
    }
  }

  async #head(): Promise<AuditLink> {
    return (await this.ctx.storage.get<AuditLink>('head')) ?? GENESIS
  }
}

/** Keys are listed as texts, so the number has as many digits as a safe integer. */
function rowKey(seq: number): string {
  return `row:${String(seq).padStart(16, '0')}`
}
