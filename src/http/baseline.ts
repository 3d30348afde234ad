/** Headers that every answer carries, and the content security policies. */
import {
  openerPolicy,
  PAGE_VARY,
  pagePolicy,
  PERMISSIONS_POLICY,
  REPORTING_ENDPOINTS,
  TRANSPORT_POLICY,
  VARY,
} from '../core/page-policy.ts'
import { urlOf } from './address.ts'
import { IMPORT_MAP, INLINE } from './shell.ts'

/** What an upstream's answer may do if a browser ever takes it for a document: nothing. */
export const PROXIED_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"

/** Which only {@link completeHeaders} and {@link withBaseline} set: an answer that has it has all. */
const SIGN = 'Referrer-Policy'

const BASELINE = [
  ['Permissions-Policy', PERMISSIONS_POLICY],
  ['Vary', VARY],
  ['X-Content-Type-Options', 'nosniff'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  [SIGN, 'same-origin'],
] as const

/** What stands unless a route says something else about policy and caching: everything else is personal. */
const DEFAULTS = [
  ['Content-Security-Policy', pagePolicy(IMPORT_MAP)],
  ['Cache-Control', 'no-store'],
] as const

/**
 * Headers of a kind of answer, to be made once: the runtime copies them as a whole, which takes a tenth of the time that
 * setting each does.
 */
export function completeHeaders(own: Readonly<Record<string, string>>): Headers {
  const headers = new Headers([...DEFAULTS, ...BASELINE].map(([name, value]) => [name, value]))
  for (const [name, value] of Object.entries(own)) headers.set(name, value)
  return headers
}

export const PROBLEM_HEADERS = completeHeaders({ 'Content-Type': 'application/problem+json' })

/** Completes an answer, in place if it was made from {@link completeHeaders}. */
export function withBaseline(response: Response, requestId: string, secure: boolean): Response {
  const answer = response.headers.has(SIGN) ? response : completed(response)
  const { headers } = answer
  if (secure) headers.set('Strict-Transport-Security', TRANSPORT_POLICY)
  headers.set('X-Request-Id', requestId)
  return answer
}

function completed(response: Response): Response {
  const answer = new Response(response.body, response)
  for (const [name, value] of BASELINE) answer.headers.set(name, value)
  for (const [name, value] of DEFAULTS) if (!answer.headers.has(name)) answer.headers.set(name, value)
  return answer
}

/**
 * What only a page needs to say: it depends on the host, and on the browser it is for.
 *
 * @param ownStyle `sha256-…` of a style that this page holds and others do not.
 */
export function completePage({ headers }: Response, request: Request, ownStyle: string | null): void {
  if (headers.get('Content-Type') !== 'text/html; charset=utf-8') return
  headers.set('Content-Security-Policy', pagePolicy(ownStyle === null ? INLINE : withStyle(ownStyle), urlOf(request)))
  headers.set('Vary', PAGE_VARY)
  headers.set('Reporting-Endpoints', REPORTING_ENDPOINTS)
  headers.set('Cross-Origin-Opener-Policy', openerPolicy(request.headers.get('Sec-CH-UA')))
}

function withStyle(hash: string): typeof INLINE {
  return { ...INLINE, styles: [...INLINE.styles, hash] }
}
