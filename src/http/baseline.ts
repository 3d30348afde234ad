/** Headers that every answer carries, and the content security policies. */
import { PERMISSIONS_POLICY, VARY, pagePolicy } from '../core/page-policy.ts'
import { IMPORT_MAP_HASH } from './shell.ts'

const PAGE_POLICY = pagePolicy(IMPORT_MAP_HASH)

/** What an upstream's answer may do if a browser ever takes it for a document: nothing. */
export const PROXIED_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"

const BASELINE = [
  ['Permissions-Policy', PERMISSIONS_POLICY],
  ['Vary', VARY],
  ['X-Content-Type-Options', 'nosniff'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  ['Referrer-Policy', 'same-origin'],
] as const

const YEAR_SECONDS = 31_536_000

/** Completes an answer. What a route has said itself about policy and caching stands; everything else is personal. */
export function withBaseline(response: Response, requestId: string, secure: boolean): Response {
  const answer = new Response(response.body, response)
  for (const [name, value] of BASELINE) answer.headers.set(name, value)
  if (!answer.headers.has('Content-Security-Policy')) answer.headers.set('Content-Security-Policy', PAGE_POLICY)
  if (!answer.headers.has('Cache-Control')) answer.headers.set('Cache-Control', 'no-store')
  if (secure) answer.headers.set('Strict-Transport-Security', `max-age=${YEAR_SECONDS}; includeSubDomains`)
  answer.headers.set('X-Request-Id', requestId)
  return answer
}
