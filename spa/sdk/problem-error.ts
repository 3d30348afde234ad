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

/** Refusals of the SDK, before anything is sent. */
export type SdkRefusal = 'template_refused' | 'outside_api' | 'answer_unreadable'

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
}

/**
 * An `application/problem+json` answer.
 *
 * @see RFC 9457
 */
export class ProblemError extends Error implements ProblemDetails {
  override readonly name = 'ProblemError'
  readonly status: number
  readonly code: ProblemCode
  readonly title: string
  readonly requestId: string | null
  readonly extensions: Readonly<Record<string, unknown>>
  /** What a service says of each field it refuses; empty when it says nothing. */
  readonly errors: readonly FieldError[]
  /** Set when the plugin is quarantined: the operator's reason, if one was given. */
  readonly quarantine: { readonly reason: string | null } | null

  constructor(details: ProblemDetails, options?: ErrorOptions) {
    super(`${details.title} (${details.code})`, options)
    this.status = details.status
    this.code = details.code
    this.title = details.title
    this.requestId = details.requestId
    this.extensions = details.extensions ?? {}
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

/** Reads a problem; one that cannot be read still is one. */
export async function readProblem(response: Response): Promise<ProblemError> {
  const body: unknown = await response.json().catch(() => null)
  return new ProblemError({
    status: response.status,
    code: text(body, 'code') ?? 'unknown',
    title: text(body, 'title') ?? `The call failed with status ${response.status}`,
    requestId: text(body, 'requestId') ?? response.headers.get('X-Request-Id'),
    extensions: extensionsOf(body),
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
