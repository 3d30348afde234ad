/** Which problem an error of the floor below is. Whatever is not known here is an internal error, said without detail. */
import { AuditUnavailable } from '../io/audit.ts'
import { BundleStoreUnavailable } from '../io/bundles.ts'
import { QuarantineUnavailable } from '../io/quarantine-store.ts'
import { RegistryUnavailable } from '../io/registry-store.ts'
import { SessionUnavailable } from '../io/sessions.ts'
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
