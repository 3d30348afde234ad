/** Every error a caller can get: one table, and the one writer of `application/problem+json` (RFC 9457). */
import type { Rejection } from '../core/rejection.ts'

declare global {
  interface ErrorConstructor {
    /** Of V8: how many frames an error notes. */
    stackTraceLimit: number
  }
}

interface Spec {
  readonly status: 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 422 | 429 | 500 | 502 | 503 | 504
  readonly title: string
  /** Header that marks this refusal for scripts and monitors, sent with the value `1`. */
  readonly marker?: string
}

const PROBLEMS = {
  tenant_unknown: { status: 404, title: 'No tenant has this host' },
  host_invalid: { status: 400, title: 'The host name of the request is not acceptable' },
  not_found: { status: 404, title: 'Nothing is here' },
  method_not_allowed: { status: 405, title: 'This method is not allowed here' },
  upgrade_refused: { status: 400, title: 'Protocol upgrades are refused' },
  destination_refused: { status: 403, title: 'This answer may not be loaded as a script, worker, frame or image' },
  signed_out: { status: 401, title: 'Nobody is signed in' },
  csrf_refused: { status: 403, title: 'The request does not prove that it comes from this page' },
  body_invalid: { status: 400, title: 'The body is not what is expected here' },
  body_too_large: { status: 413, title: 'The body is too large' },
  media_type_unsupported: { status: 415, title: 'The body must be application/json' },
  plugin_header_invalid: { status: 403, title: 'X-Plugin-Id must name exactly one plugin' },
  plugin_unknown: { status: 403, title: 'X-Plugin-Id names no plugin of this tenant' },
  plugin_quarantined: { status: 403, title: 'This plugin is quarantined', marker: 'X-Plugin-Quarantined' },
  capability_missing: { status: 403, title: 'The call shows no capability', marker: 'X-Capability-Refused' },
  capability_invalid: { status: 403, title: 'The capability is not for this call', marker: 'X-Capability-Refused' },
  capability_expired: { status: 403, title: 'The capability holds no longer', marker: 'X-Capability-Refused' },
  page_ticket_invalid: { status: 403, title: 'Only the page itself may ask for capabilities' },
  path_not_canonical: { status: 400, title: 'The path or query is not in canonical form' },
  allowlist_violation: { status: 403, title: 'Not on the allow-list of this plugin', marker: 'X-Allowlist-Violation' },
  service_unknown: { status: 404, title: 'No service answers this path' },
  bundle_query_invalid: { status: 400, title: 'The bundle is asked for with wrong parameters' },
  bundle_unknown: { status: 404, title: 'No such bundle for this tenant' },
  bundle_not_permitted: { status: 403, title: 'None of this plugin is permitted to you' },
  bundle_integrity: { status: 409, title: 'The bundle is not the one that was published', marker: 'X-Integrity-Error' },
  evaluation_invalid: { status: 400, title: 'The evaluation request is not valid' },
  subject_mismatch: { status: 403, title: 'The subject must be the signed-in person' },
  login_failed: { status: 400, title: 'Signing in did not work' },
  login_not_member: { status: 403, title: 'This account does not belong to this organisation' },
  logout_token_invalid: { status: 400, title: 'The logout token is not valid' },
  idp_unavailable: { status: 503, title: 'The identity provider does not answer' },
  operator_required: { status: 403, title: 'This needs an operator' },
  operator_plugin_unknown: { status: 404, title: 'No such plugin for this tenant' },
  revision_unknown: { status: 404, title: 'No such revision of this tenant' },
  config_changed: { status: 409, title: 'Somebody else has changed this file meanwhile' },
  bundle_exists: { status: 409, title: 'This version exists with other bytes; publish a new version' },
  archive_rejected: { status: 422, title: 'The archive was rejected; nothing has been written' },
  archive_differs: { status: 409, title: 'Other content is there already; nothing has been written' },
  config_rejected: { status: 422, title: 'The configuration was rejected; the live revision is unchanged' },
  registry_unavailable: { status: 503, title: 'The plugin registry does not answer' },
  session_unavailable: { status: 503, title: 'The session store does not answer' },
  bundle_unavailable: { status: 503, title: 'The bundle store does not answer' },
  doorbell_unavailable: { status: 503, title: 'Nobody knows right now which plugins are quarantined: all are closed' },
  quarantine_unavailable: { status: 503, title: 'The quarantine flags cannot be read' },
  audit_unavailable: { status: 503, title: 'The audit trail does not answer, so nothing may be changed' },
  budget_exhausted: { status: 429, title: 'This plugin has used up its budget for now' },
  circuit_open: { status: 503, title: 'The service behind this path has failed too often, and rests' },
  rate_limited: { status: 429, title: 'Too many of these at once' },
  pdp_unavailable: { status: 503, title: 'The policy decision point does not answer' },
  upstream_unreachable: { status: 502, title: 'The service behind this path did not answer' },
  upstream_refused: { status: 502, title: 'The service behind this path gave an answer that is not passed on' },
  upstream_timeout: { status: 504, title: 'The service behind this path took too long' },
  internal: { status: 500, title: 'Something went wrong here' },
} as const satisfies Record<string, Spec>

export type ProblemCode = keyof typeof PROBLEMS

/** What a problem may say besides its code: reasons and places, never causes. */
export interface ProblemDetails {
  readonly detail?: string
  /** In development: what to add to the manifest. */
  readonly fix?: string
  readonly rejections?: readonly Rejection[]
  readonly quarantine?: { readonly reason?: string }
  /** Seconds after which it may be tried again; sent as a header as well (RFC 9110, section 10.2.3). */
  readonly retryAfter?: number
}

/** Thrown anywhere in http; `onError` alone turns it into an answer. The cause goes to the log, never to the caller. */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly details: ProblemDetails

  constructor(code: ProblemCode, options: ProblemDetails & { readonly cause?: unknown } = {}) {
    const { cause, ...details } = options
    // A problem is an answer and no bug: where it was thrown tells nobody anything, and finding out takes longer than
    // everything else that a refusal does. What caused it keeps its own stack.
    const { stackTraceLimit } = Error
    Error.stackTraceLimit = 0
    super(code, { cause })
    Error.stackTraceLimit = stackTraceLimit
    this.code = code
    this.details = details
  }

  get status(): Spec['status'] {
    return PROBLEMS[this.code].status
  }

  get title(): string {
    return PROBLEMS[this.code].title
  }

  /** @param headers Of every answer of this kind, see `PROBLEM_HEADERS`. */
  toResponse(requestId: string, headers: Headers): Response {
    const spec: Spec = PROBLEMS[this.code]
    const body = { status: spec.status, code: this.code, title: spec.title, requestId, ...this.details }
    const answer = new Response(JSON.stringify(body), { status: spec.status, headers })
    if (spec.marker !== undefined) answer.headers.set(spec.marker, '1')
    const { retryAfter } = this.details
    if (retryAfter !== undefined) answer.headers.set('Retry-After', String(retryAfter))
    return answer
  }
}
