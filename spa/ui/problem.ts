/** Lets a plugin tell a refusal from a bug without a copy of the SDK's class. */
import type { ProblemError } from '../sdk/index.ts'

export function isProblemError(error: unknown): error is ProblemError {
  return error instanceof Error && error.name === 'ProblemError' && 'code' in error && 'status' in error
}
