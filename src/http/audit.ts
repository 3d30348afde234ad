/** The audit trail of operators' actions as routes see it: begun before the effect, refused if it may not be. */
import type { Context } from 'hono'
import type { AuditEntry, AuditState } from '../core/audit.ts'
import type { AppEnv } from '../env.ts'
import { writeAudit, writeOrQueueAudit } from '../io/audit.ts'
import { log, reasonOf } from '../io/log.ts'
import { waitInMinute } from '../io/rate.ts'
import { liveOf } from './middleware/tenant.ts'

/** Whoever is refused more often than this is in the log: the trail is no place to flood. */
const REFUSALS_PER_MINUTE = 60

/** The kill switch works while the trail does not. */
const QUEUED_ACTION = 'quarantine'

type About = Pick<AuditEntry, 'who' | 'via' | 'action' | 'tenant' | 'plugin'>

/**
 * Writes that an action begins. Its outcome follows by itself when the request ends.
 *
 * @throws {AuditUnavailable} when it cannot be written: then nothing may be changed.
 */
export async function beginAudit(c: Context<AppEnv>, about: About): Promise<void> {
  const entry = await entryOf(c, about, 'begun')
  const isQueued = about.action === QUEUED_ACTION && (await writeOrQueueAudit(c.env, entry)) === 'queued'
  if (about.action !== QUEUED_ACTION) await writeAudit(c.env, entry)
  c.set('attempt', { entry, audit: isQueued ? 'queued' : 'written', change: { before: null, after: null } })
}

/** Writes that somebody tried what they may not. The refusal stands whatever becomes of its row. */
export async function auditRefusal(c: Context<AppEnv>, about: About): Promise<void> {
  if (waitInMinute(`refused ${c.var.tenant} ${about.who}`, REFUSALS_PER_MINUTE) > 0) return
  const entry = await entryOf(c, about, 'refused')
  await writeOrQueueAudit(c.env, entry).catch((error: unknown) => {
    log('error', 'audit_lost', { ...about, outcome: 'refused', reason: reasonOf(error) })
  })
}

/** Says what the action turned into what, for its outcome's row. */
export function noteChange(c: Context<AppEnv>, before: AuditState | null, after: AuditState | null): void {
  const { attempt } = c.var
  if (attempt !== null) c.set('attempt', { ...attempt, change: { before, after } })
}

async function entryOf(c: Context<AppEnv>, about: About, outcome: AuditEntry['outcome']): Promise<AuditEntry> {
  const at = new Date().toISOString()
  const tenant = await chainOf(c, about.tenant)
  return { ...about, tenant, at, outcome, before: null, after: null, requestId: c.var.requestId }
}

/** A tenant that nobody configured has no trail: what is tried on it stands in the trail of the host that was asked. */
async function chainOf(c: Context<AppEnv>, tenant: string): Promise<string> {
  const isKnown = tenant === c.var.tenant || (await liveOf(c.env, tenant)) !== null
  return isKnown ? tenant : c.var.tenant
}
