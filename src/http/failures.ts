/** Which problem an error of the floor below is. Whatever is not known here is an internal error, said without detail. */
import { AuditUnavailable } from '../io/audit.ts'
import { BundleStoreUnavailable } from '../io/bundles.ts'
import { QuarantineUnavailable } from '../io/quarantine-store.ts'
import { RegistryUnavailable } from '../io/registry-store.ts'
import { SessionUnavailable } from '../io/sessions.ts'
import { log, reasonOf } from '../io/log.ts'
import { Problem, type ProblemCode } from './problem.ts'

const FAILURES: readonly (readonly [new (message: string) => Error, ProblemCode])[] = [
  [RegistryUnavailable, 'registry_unavailable'],
  [QuarantineUnavailable, 'quarantine_unavailable'],
  [BundleStoreUnavailable, 'bundle_unavailable'],
  [SessionUnavailable, 'session_unavailable'],
  [AuditUnavailable, 'audit_unavailable'],
]

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  const [, code] = FAILURES.find(([kind]) => error instanceof kind) ?? []
  return new Problem(code ?? 'internal', { cause: error })
}

/** What an attempt at a way around ends with. Refused calls and operators' attempts are logged where they are judged. */
const ATTEMPTS: ReadonlySet<ProblemCode> = new Set([
  'csrf_refused',
  'login_failed',
  'login_not_member',
  'logout_token_invalid',
  'subject_mismatch',
])

/** Long enough to recognise, short enough for a line. */
const PATH_CHARACTERS = 300

/** Writes down what went wrong here with its cause, and what somebody tried; the rest is everyday. */
export function logProblem(problem: Problem, error: unknown, requestId: string, { method, url }: Request): void {
  const { status, code, cause, details } = problem
  if (status >= 500 || cause !== undefined) {
    log('error', 'request_failed', { requestId, code, reason: reasonOf(cause ?? error) })
  } else if (ATTEMPTS.has(code)) {
    const path = new URL(url).pathname.slice(0, PATH_CHARACTERS)
    log('warn', 'request_refused', { requestId, code, why: details.detail, method, path })
  }
}
