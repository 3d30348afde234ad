/** Errors of the services, as `application/problem+json` (RFC 9457). */
import type { Context } from 'hono'

const PROBLEMS = {
  unauthenticated: { status: 401, title: 'No valid assertion of the gateway' },
  keys_unavailable: { status: 503, title: "The gateway's keys cannot be read" },
  forbidden_topic: { status: 403, title: 'A topic of another tenant' },
  not_found: { status: 404, title: 'Not found' },
  changed: { status: 412, title: 'Changed by somebody else in the meantime' },
  invalid: { status: 422, title: 'Not valid' },
  internal: { status: 500, title: 'Internal error' },
} as const

export type ProblemCode = keyof typeof PROBLEMS

/** A field of the input, and what is wrong with it. */
export interface FieldError {
  readonly field: string
  readonly why: string
}

export function problem(c: Context, code: ProblemCode, errors?: readonly FieldError[]): Response {
  const { status, title } = PROBLEMS[code]
  return c.json({ status, code, title, ...(errors ? { errors } : {}) }, status, {
    'Content-Type': 'application/problem+json',
    'Cache-Control': 'no-store',
  })
}
