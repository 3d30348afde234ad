/**
 * Cross-site request forgery: every method but GET and HEAD must prove that it comes from a page of this origin, before
 * any route is looked up. Two kinds of request have no session to forge: operators' tokens, and providers' logout tokens.
 */
import { refuseCsrf } from '../../core/csrf.ts'
import { urlOf } from '../address.ts'
import { Problem } from '../problem.ts'
import type { Gate } from './gates.ts'

/** Called by machines that prove themselves by a signature of their own, and by browsers that report and change nothing. */
const OPEN_PATHS = new Set(['/auth/backchannel-logout', '/api/csp-reports'])

export const csrf: Gate = (c) => {
  const { method, headers } = c.req.raw
  if (method === 'GET' || method === 'HEAD') return
  const url = urlOf(c.req.raw)
  if (c.get('tokenOperator') !== null || OPEN_PATHS.has(url.pathname)) return
  const session = c.get('session')
  if (session === null) throw new Problem('signed_out')
  const refusal = refuseCsrf({
    method,
    origin: headers.get('Origin'),
    secFetchSite: headers.get('Sec-Fetch-Site'),
    contentType: headers.get('Content-Type'),
    expectedOrigin: url.origin,
    token: headers.get('X-CSRF-Token'),
    sessionToken: session.record.csrfToken,
  })
  if (refusal !== null) throw new Problem('csrf_refused', { detail: refusal })
}
