/** The one error a plugin gets when the gateway, or the SDK itself, refuses a call. */

/** Codes a plugin may want to branch on. The list is open: an upstream's own problems come through as well. */
export type ProblemCode =
  | 'signed_out'
  | 'csrf_refused'
  | 'plugin_header_invalid'
  | 'plugin_unknown'
  | 'plugin_quarantined'
  | 'path_not_canonical'
  | 'allowlist_violation'
  | 'service_unknown'
  | 'body_invalid'
  | 'body_too_large'
  | 'upstream_unreachable'
  | 'upstream_refused'
  | 'upstream_timeout'
  | SdkRefusal
  | (string & {})

/** What the SDK itself refuses: a call before it is sent, or an answer that is not what was asked for. */
export type SdkRefusal =
  | 'template_refused'
  | 'outside_api'
  | 'answer_unreadable'
  | 'answer_failed'
  | 'topic_undeclared'
  | 'payload_refused'

/** One field that a service refuses (status 422). */
export interface FieldError {
  readonly field: string
  readonly why: string
}

export interface ProblemDetails {
  /** HTTP status of the answer; 0 when nothing was sent. */
  readonly status: number
  readonly code: ProblemCode
  readonly title: string
  /** Names this request in the gateway's log; `null` when nothing was sent. */
  readonly requestId: string | null
  /** Whatever else the answer says (RFC 9457, section 3.2), for example which fields a service refuses. To be parsed. */
  readonly extensions?: Readonly<Record<string, unknown>>
  /** How long the answer asks to wait (`Retry-After`); `null` when it does not say. */
  readonly retryAfterMilliseconds?: number | null
}

/** What a call throws that was refused or failed; `isProblemError` of `@empowernow/ui` tells it from a bug. */
export interface Problem extends Error, Required<ProblemDetails> {
  readonly name: 'ProblemError'
  /** What a service says of each field it refuses; empty when it says nothing. */
  readonly errors: readonly FieldError[]
  /** Set when the plugin is quarantined: the operator's reason, if one was given. */
  readonly quarantine: { readonly reason: string | null } | null
}

/**
 * An `application/problem+json` answer.
 *
 * @see RFC 9457
 */
export class ProblemError extends Error implements Problem {
  override readonly name = 'ProblemError'
  readonly status: number
  readonly code: ProblemCode
  readonly title: string
  readonly requestId: string | null
  readonly extensions: Readonly<Record<string, unknown>>
  readonly retryAfterMilliseconds: number | null
  readonly errors: readonly FieldError[]
  readonly quarantine: { readonly reason: string | null } | null

  constructor(details: ProblemDetails, options?: ErrorOptions) {
    super(`${details.title} (${details.code})`, options)
    this.status = details.status
    this.code = details.code
    this.title = details.title
    this.requestId = details.requestId
    this.extensions = details.extensions ?? {}
    this.retryAfterMilliseconds = details.retryAfterMilliseconds ?? null
    this.errors = fieldErrorsOf(this.extensions['errors'])
    this.quarantine =
      this.code === 'plugin_quarantined' ? { reason: text(this.extensions['quarantine'], 'reason') } : null
  }
}

export function isProblem(response: Response): boolean {
  return mediaType(response) === 'application/problem+json'
}

/** Media type without parameters, lower case; empty when there is none. */
export function mediaType(response: Response): string {
  const [type = ''] = (response.headers.get('Content-Type') ?? '').split(';')
  return type.trim().toLowerCase()
}

/**
 * What `Retry-After` asks for, in milliseconds; `null` when it asks for nothing that can be read.
 *
 * @param now Unix time in milliseconds.
 * @see RFC 9110, section 10.2.3
 */
export function retryAfterOf(response: Response, now: number): number | null {
  const value = response.headers.get('Retry-After')?.trim() ?? ''
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000
  const date = /^[A-Za-z]/.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(date) ? null : Math.max(0, date - now)
}

/**
 * Reads a problem; one that cannot be read still is one.
 *
 * @param now Unix time in milliseconds.
 */
export async function readProblem(response: Response, now: number): Promise<ProblemError> {
  const body: unknown = await response.json().catch(() => null)
  return new ProblemError({
    status: response.status,
    code: text(body, 'code') ?? 'unknown',
    title: text(body, 'title') ?? `The call failed with status ${response.status}`,
    requestId: text(body, 'requestId') ?? response.headers.get('X-Request-Id'),
    extensions: extensionsOf(body),
    retryAfterMilliseconds: retryAfterOf(response, now),
  })
}

const OWN_MEMBERS: readonly string[] = ['status', 'code', 'title', 'requestId']

function extensionsOf(body: unknown): Readonly<Record<string, unknown>> {
  if (typeof body !== 'object' || body === null) return {}
  return Object.fromEntries(Object.entries(body).filter(([name]) => !OWN_MEMBERS.includes(name)))
}

function fieldErrorsOf(list: unknown): readonly FieldError[] {
  if (!Array.isArray(list)) return []
  return list.flatMap((entry: unknown) => {
    const [field, why] = [text(entry, 'field'), text(entry, 'why')]
    return field === null || why === null ? [] : [{ field, why }]
  })
}

function text(body: unknown, key: string): string | null {
  if (typeof body !== 'object' || body === null || !Object.hasOwn(body, key)) return null
  const value: unknown = Reflect.get(body, key)
  return typeof value === 'string' ? value : null
}
