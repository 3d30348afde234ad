/** Headers of the pages a person sees. */
import type { ClientMetadata } from 'oidc-provider'

/**
 * The pages' Content Security Policy. `form-action` names the clients' origins because Chromium applies it to the
 * redirects after a form as well: with `'self'` alone, a sign-in would end at its own last hop.
 */
export function pagePolicy(clients: readonly ClientMetadata[]): string {
  const uris = clients.flatMap((client) => [
    ...(client.redirect_uris ?? []),
    ...(client.post_logout_redirect_uris ?? []),
  ])
  const origins = new Set(uris.map((uri) => new URL(uri).origin))
  return [
    "default-src 'none'",
    "style-src 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    `form-action 'self' ${[...origins].join(' ')}`,
  ].join('; ')
}

export function pageHeaders(policy: string): Record<string, string> {
  return {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': policy,
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
  }
}
