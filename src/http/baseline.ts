/** Headers that every answer carries, and the content security policies. */
import { IMPORT_MAP_HASH } from './shell.ts'

/**
 * What a page of ours may do. The import map is the one inline script, named by its hash. Trusted Types are enforced; the
 * host takes both policy names before any plugin loads.
 */
export const PAGE_POLICY = [
  "default-src 'self'",
  `script-src 'self' '${IMPORT_MAP_HASH}'`,
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "object-src 'none'",
  "worker-src 'none'",
  "frame-src 'none'",
  "form-action 'self'",
  "require-trusted-types-for 'script'",
  'trusted-types react empowernow-sdk',
].join('; ')

/** What an upstream's answer may do if a browser ever takes it for a document: nothing. */
export const PROXIED_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"

const BASELINE = [
  [
    'Permissions-Policy',
    'accelerometer=(), autoplay=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()',
  ],
  ['Vary', 'Cookie, X-Plugin-Id'],
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
