/** RP-initiated log-out without a second click, where the relying party has proven whom it signs out. */
import type { KoaContextWithOIDC } from 'oidc-provider'

type Next = () => Promise<void>

/**
 * The library shows a confirmation after every log-out request, to keep strangers from signing people out. An ID token
 * of the signed-in person, as `id_token_hint`, proves that the request is none of a stranger's; then the confirmation
 * is sent from here, and the browser sees only the redirect. Nobody being signed in, there is nothing to confirm.
 *
 * @see OpenID Connect RP-Initiated Logout 1.0, section 2
 */
export function confirmProvenLogout(port: number) {
  return async function confirm(ctx: KoaContextWithOIDC, next: Next): Promise<void> {
    await next()
    const secret = provenSecret(ctx)
    if (secret === undefined) return
    const answer = await fetch(`http://127.0.0.1:${port}/session/end/confirm`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie: cookiesAfter(ctx) },
      body: new URLSearchParams({ xsrf: secret, logout: 'yes' }),
    })
    await answer.body?.cancel()
    const location = answer.headers.get('location')
    if (location === null) return
    ctx.set('Set-Cookie', answer.headers.getSetCookie())
    ctx.redirect(location)
    ctx.status = 303
  }
}

/** The secret of the confirmation form, if the form needs no person to press its button. */
function provenSecret(ctx: KoaContextWithOIDC): string | undefined {
  if (ctx.status !== 200 || ctx.oidc?.route !== 'end_session') return undefined
  const { session, entities } = ctx.oidc
  const proven = session?.accountId === undefined || session.accountId === entities.IdTokenHint?.payload['sub']
  const secret = session?.state?.['secret']
  return proven && typeof secret === 'string' ? secret : undefined
}

/** The browser's cookies as they will be once it has this answer. */
function cookiesAfter(ctx: KoaContextWithOIDC): string {
  const jar = new Map<string, string>()
  const remember = (pair: string) => jar.set(pair.slice(0, pair.indexOf('=')).trim(), pair)
  for (const pair of (ctx.get('cookie') || '').split(';')) if (pair.includes('=')) remember(pair.trim())
  const set = ctx.response.headers['set-cookie'] ?? []
  for (const line of typeof set === 'string' ? [set] : set) remember(line.split(';', 1)[0] ?? '')
  return [...jar.values()].join('; ')
}
