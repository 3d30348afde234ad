/** The operator's desk: calls to the gateway in the name of the person signed in here. */
import { ownText } from '#core/own-property'
import { parseSession, type ProblemAnswer, type Session } from '../answers.ts'
import { ask, notUnderstood, type Answer, type Fetch } from '../gateway.ts'
import { parseTenant, parseTenants, type OperatedTenant } from './answers.ts'

export type Result<T> = { readonly value: T } | { readonly problem: ProblemAnswer }
export type Scope = 'tenant' | 'all'

export type Opening =
  | { readonly state: 'signed_out' }
  | { readonly state: 'no_operator'; readonly session: Session }
  | { readonly state: 'failed'; readonly problem: ProblemAnswer }
  | { readonly state: 'open'; readonly session: Session; readonly tenants: readonly string[] }

/** Who is here, and whose plugins they may see. */
export async function openDesk(fetch: Fetch): Promise<Opening> {
  const session = read(await ask(fetch, '/api/session'), 'the session', parseSession)
  if ('problem' in session) return whyClosed(session.problem)
  if (!session.value.operator) return { state: 'no_operator', session: session.value }
  const tenants = read(await ask(fetch, '/api/ops/tenants'), 'the tenants', parseTenants)
  if ('problem' in tenants) return whyClosed(tenants.problem)
  return { state: 'open', session: session.value, tenants: tenants.value }
}

export async function readTenant(fetch: Fetch, tenant: string): Promise<Result<OperatedTenant>> {
  const path = `/api/ops/plugins?tenant=${encodeURIComponent(tenant)}`
  return read(await ask(fetch, path), 'the plugins', parseTenant)
}

export interface Order {
  readonly action: 'quarantine' | 'unquarantine'
  readonly plugin: string
  readonly scope: Scope
  readonly reason: string
}

export async function carryOut(fetch: Fetch, session: Session, tenant: string, order: Order): Promise<Result<null>> {
  const { action, plugin, scope, reason } = order
  const path = `/api/plugins/${action}/${encodeURIComponent(plugin)}?${target(tenant, scope)}`
  const body = reason === '' ? {} : { reason }
  const answer = await ask(fetch, path, { method: 'POST', csrfToken: session.csrfToken, body })
  return answer.ok ? { value: null } : { problem: answer.problem }
}

/** @returns The answer as it is: what changed has its own reader, and so has a rejection. */
export async function refresh(fetch: Fetch, session: Session, tenant: string, scope: Scope): Promise<Result<unknown>> {
  const path = `/api/plugins/refresh?${target(tenant, scope)}`
  const answer = await ask(fetch, path, { method: 'POST', csrfToken: session.csrfToken, body: {} })
  return answer.ok ? { value: answer.body } : { problem: answer.problem }
}

/** Ends the session. @returns Where the browser goes then. */
export async function signOut(fetch: Fetch, session: Session): Promise<Result<string>> {
  const answer = await ask(fetch, '/auth/logout', { method: 'POST', csrfToken: session.csrfToken })
  return answer.ok ? { value: ownText(answer.body, 'location') ?? '/signed-out' } : { problem: answer.problem }
}

function target(tenant: string, scope: Scope): URLSearchParams {
  return new URLSearchParams(scope === 'all' ? { tenant, scope } : { tenant })
}

function whyClosed(problem: ProblemAnswer): Opening {
  return problem.code === 'signed_out' ? { state: 'signed_out' } : { state: 'failed', problem }
}

function read<T>(answer: Answer, what: string, parse: (body: unknown) => T | null): Result<T> {
  if (!answer.ok) return { problem: answer.problem }
  const value = parse(answer.body)
  return value === null ? { problem: notUnderstood(what) } : { value }
}
