/** Closes what an operator's action opened in the audit trail: each begun row gets its outcome, however the request ends. */
import { createMiddleware } from 'hono/factory'
import type { AuditState } from '../../core/audit.ts'
import type { AppEnv } from '../../env.ts'
import { writeOrQueueAudit } from '../../io/audit.ts'
import { log, reasonOf } from '../../io/log.ts'
import { Problem } from '../problem.ts'

/** A row of the trail is for good. */
const MAX_DETAIL_CHARACTERS = 2500

export const audited = createMiddleware<AppEnv>(async (c, next) => {
  c.set('attempt', null)
  await next()
  const attempt = c.get('attempt')
  if (attempt === null) return
  const { entry, change } = attempt
  const failure = c.error === undefined ? null : failureOf(c.error)
  const outcome = failure === null ? 'done' : 'failed'
  const at = new Date().toISOString()
  // The effect has happened: its row is queued rather than lost, and the answer stands.
  await writeOrQueueAudit(c.env, { ...entry, ...change, ...(failure && { after: failure }), at, outcome }).catch(
    (error: unknown) => {
      log('error', 'audit_lost', { ...entry, before: null, after: null, outcome, reason: reasonOf(error) })
    },
  )
})

/** With what the problem says of it: something may have been done before it came. */
function failureOf(error: Error): AuditState {
  if (!(error instanceof Problem)) return { problem: 'internal' }
  const { detail } = error.details
  return { problem: error.code, ...(detail !== undefined && { detail: detail.slice(0, MAX_DETAIL_CHARACTERS) }) }
}
