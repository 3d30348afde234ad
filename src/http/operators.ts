/** Who may operate plugins: an operator's token, or a person signed in on the operators' host, if the PDP permits. */
import type { Context } from 'hono'
import type { AppEnv, Operator } from '../env.ts'
import { log } from '../io/log.ts'
import { auditRefusal, beginAudit } from './audit.ts'
import { ask } from './decisions.ts'
import { Problem } from './problem.ts'

/**
 * `publish` brings other code or other permissions, where `refresh` makes live, switches and takes away what is there.
 * `export` and `import` move everything, policies too; `end_sessions` is about people and no plugin. Who may refresh need not
 * be able to do any of these.
 */
export type OperatorAction =
  | 'quarantine'
  | 'unquarantine'
  | 'refresh'
  | 'publish'
  | 'read'
  | 'export'
  | 'import'
  | 'end_sessions'

/** A browser session counts on the operators' host alone: no plugin ever runs there that could ride it. */
function operatorOf(c: Context<AppEnv>): Operator | null {
  if (c.var.tokenOperator !== null) return c.var.tokenOperator
  const { session, door } = c.var
  return session !== null && door === 'operator' ? { subject: session.record.subject, via: 'session' } : null
}

/** @param plugin Plugin id, or `*` for what concerns them all. */
export async function mayOperate(
  c: Context<AppEnv>,
  action: OperatorAction,
  plugin: string,
  tenant: string,
): Promise<boolean> {
  return (await judge(c, action, plugin, tenant)) === 'permitted'
}

/** Nobody operates anything without a clear permit; a PDP that does not answer is told apart, so that somebody mends it. */
async function judge(
  c: Context<AppEnv>,
  action: OperatorAction,
  plugin: string,
  tenant: string,
): Promise<'permitted' | 'refused' | 'unanswered'> {
  const operator = operatorOf(c)
  if (operator === null) return 'refused'
  const question = {
    subject: operator.subject,
    resource: { type: 'plugin', id: plugin },
    action: { name: action },
    context: {},
  }
  const { permitted, answered } = await ask(c, [question], { plugin: plugin === '*' ? '' : plugin, tenant })
  if (!answered) return 'unanswered'
  return permitted[0] === true ? 'permitted' : 'refused'
}

/**
 * Lets an operator pass, and writes down who did what, or who tried: to the log, and to the audit trail before anything is
 * changed.
 *
 * @param audited Name of the action in the trail; `null` for what changes nothing.
 * @throws {Problem} `operator_required`; `signed_out` when there is nobody at all; `pdp_unavailable` when nobody decided.
 */
export async function operating(
  c: Context<AppEnv>,
  action: OperatorAction,
  plugin: string,
  tenant: string,
  audited: string | null = action === 'read' ? null : action,
): Promise<Operator> {
  const operator = operatorOf(c)
  const verdict = await judge(c, action, plugin, tenant)
  const allowed = verdict === 'permitted'
  const subject = operator?.subject.id ?? c.var.session?.record.subject.id ?? null
  log(allowed ? 'info' : 'warn', allowed ? 'operator_action' : 'operator_refused', {
    action,
    plugin,
    tenant,
    subject,
    via: operator?.via ?? null,
    requestId: c.var.requestId,
  })
  if (subject === null) throw new Problem('signed_out')
  const about = { who: subject, via: operator?.via ?? 'session', action: audited ?? action, tenant, plugin } as const
  if (!allowed || operator === null) {
    await auditRefusal(c, about)
    throw new Problem(verdict === 'unanswered' ? 'pdp_unavailable' : 'operator_required')
  }
  if (audited !== null) await beginAudit(c, about)
  return operator
}
