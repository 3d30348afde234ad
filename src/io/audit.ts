/** Writes the audit trail. What cannot be written may be queued in KV, and stands in the trail as soon as that answers. */
import type { AuditEntry } from '../core/audit.ts'
import type { Env } from '../env.ts'
import { log, reasonOf } from './log.ts'
import type { AuditFound, AuditPage, AuditSearch, AuditVerdict } from './objects/audit.ts'

/** A kill switch does not wait longer for its row. One that arrives all the same is known by its request. */
const ANSWER_MS = 2000
/** Entries that one write takes from the queue. */
const QUEUED_PER_WRITE = 50
const EXPORTED_AT_ONCE = 500

/** The trail does not answer. Operators' writes are refused then. */
export class AuditUnavailable extends Error {
  override readonly name = 'AuditUnavailable'
}

/** @throws {AuditUnavailable} when the entry is not in the trail for certain. */
export async function writeAudit(env: Env, entry: AuditEntry): Promise<void> {
  try {
    await inTime(appendWithQueued(env, entry.tenant, [entry]))
  } catch (cause) {
    throw new AuditUnavailable('the audit trail cannot be written', { cause })
  }
}

/**
 * Writes the entry, or queues it.
 *
 * @returns `queued`: it will stand in the trail once that answers again.
 * @throws {AuditUnavailable} when it can be neither written nor queued.
 */
export async function writeOrQueueAudit(env: Env, entry: AuditEntry): Promise<'written' | 'queued'> {
  try {
    await writeAudit(env, entry)
    return 'written'
  } catch (error) {
    log('error', 'audit_queued', { tenant: entry.tenant, action: entry.action, reason: reasonOf(error) })
  }
  try {
    await env.CONFIG.put(
      `${queueOf(entry.tenant)}${entry.at}/${entry.requestId}/${entry.outcome}`,
      JSON.stringify(entry),
    )
    return 'queued'
  } catch (cause) {
    throw new AuditUnavailable('the audit trail cannot even be queued', { cause })
  }
}

/** A page of the trail. */
export function readAudit(env: Env, tenant: string, after: number, limit: number): Promise<AuditPage> {
  return reading(env, tenant, () => env.AUDIT.getByName(tenant).read(after, limit))
}

/** Rows that fit a search, newest first. */
export function findAudit(env: Env, tenant: string, search: AuditSearch): Promise<AuditFound> {
  return reading(env, tenant, () => env.AUDIT.getByName(tenant).find(search))
}

/** Whether the rows after one are as they were written, as far as one question reaches. */
export function verifyAudit(env: Env, tenant: string, after: number): Promise<AuditVerdict> {
  return reading(env, tenant, () => env.AUDIT.getByName(tenant).verify(after))
}

/** The whole trail as one JSON document, `{ tenant, rows, head }`, page by page: it may be larger than a Worker's memory. */
export async function exportAudit(env: Env, tenant: string): Promise<ReadableStream<Uint8Array>> {
  const encoder = new TextEncoder()
  let page = await readAudit(env, tenant, 0, EXPORTED_AT_ONCE)
  return new ReadableStream({
    start: (stream) => stream.enqueue(encoder.encode(`{"tenant":${JSON.stringify(tenant)},"rows":[`)),
    pull: async (stream) => {
      const rows = page.rows.map((row) => `${row.seq === 1 ? '' : ','}\n${JSON.stringify(row)}`).join('')
      const last = page.rows.at(-1)
      const isEnd = last === undefined || page.rows.length < EXPORTED_AT_ONCE
      stream.enqueue(encoder.encode(isEnd ? `${rows}\n],"head":${JSON.stringify(page.head)}}\n` : rows))
      if (isEnd) stream.close()
      else page = await readAudit(env, tenant, last.seq, EXPORTED_AT_ONCE)
    },
  })
}

/** Reads, with what was queued taken in before. */
async function reading<Value>(env: Env, tenant: string, read: () => Promise<Value>): Promise<Value> {
  try {
    await appendWithQueued(env, tenant, [])
    return await read()
  } catch (cause) {
    throw new AuditUnavailable('the audit trail cannot be read', { cause })
  }
}

/** Queued entries are older, so they come first; with their own times. One that KV still lists is known to the trail. */
async function appendWithQueued(env: Env, tenant: string, entries: readonly AuditEntry[]): Promise<void> {
  const { keys } = await env.CONFIG.list({ prefix: queueOf(tenant), limit: QUEUED_PER_WRITE })
  const names = keys.map(({ name }) => name)
  const queued = await Promise.all(names.map((name) => env.CONFIG.get<AuditEntry>(name, 'json')))
  const all = [...queued.filter((entry) => entry !== null), ...entries]
  if (all.length > 0) await env.AUDIT.getByName(tenant).append(all)
  await Promise.all(names.map((name) => env.CONFIG.delete(name)))
}

async function inTime(writing: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | null = null
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), ANSWER_MS)
  })
  return Promise.race([writing, late]).finally(() => clearTimeout(timer))
}

function queueOf(tenant: string): string {
  return `audit/${tenant}/queued/`
}
