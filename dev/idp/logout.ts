/** Log-outs without a second click, where it is known who asks. */
import type { KoaContextWithOIDC } from 'oidc-provider'

type Next = () => Promise<void>

/**
 * The library ends a session only by a form that a person (or a script) sends. Where there is nothing left to ask, the
 * form is sent from here, and the browser sees only the redirect that answers it.
 */
export function confirmKnownLogout(port: number) {
  return async function confirm(ctx: KoaContextWithOIDC, next: Next): Promise<void> {
    await next()
    const secret = formSecret(ctx)
    if (secret === undefined || !(isProven(ctx) || isSwitch(ctx))) return
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

/** What the form proves that it was read with; `undefined` if the answer is no such form. */
function formSecret(ctx: KoaContextWithOIDC): string | undefined {
  if (ctx.status !== 200) return undefined
  const secret = ctx.oidc?.session?.state?.['secret']
  return typeof secret === 'string' ? secret : undefined
}

/**
 * An ID token of the signed-in person shows that a relying party of theirs asks, and no stranger; nobody being signed
 * in, there is nothing to ask.
 *
 * @see OpenID Connect RP-Initiated Logout 1.0, section 2
 */
function isProven({ oidc: { route, session, entities } }: KoaContextWithOIDC): boolean {
  if (route !== 'end_session') return false
  return session?.accountId === undefined || session.accountId === entities.IdTokenHint?.payload['sub']
}

/** Somebody else has just given their password: the session of the person before ends, then the sign-in goes on. */
function isSwitch({ oidc: { route, session }, path }: KoaContextWithOIDC): boolean {
  const next = session?.state?.['postLogoutRedirectUri']
  return route === 'resume' && typeof next === 'string' && new URL(next).pathname === path
}

/** The browser's cookies as they will be once it has this answer. */
function cookiesAfter(ctx: KoaContextWithOIDC): string {
  const jar = new Map<string, string>()
  const remember = (pair: string) => jar.set(pair.slice(0, pair.indexOf('=')), pair)
  for (const pair of ctx.get('cookie').split('; ')) if (pair.includes('=')) remember(pair)
  const set = ctx.response.headers['set-cookie'] ?? []
  for (const line of typeof set === 'string' ? [set] : set) remember(line.split(';', 1)[0] ?? '')
  return [...jar.values()].join('; ')
}
