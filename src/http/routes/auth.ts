/** `/auth`: signing in with OpenID Connect, signing out, and being signed out by the provider. */
import { Hono, type Context } from 'hono'
import { decodeJwt } from 'jose'
import type { ProviderConfig } from '../../core/idps.ts'
import { refuseLogoutClaims } from '../../core/logout-token.ts'
import { holdsClaims, personOf } from '../../core/person.ts'
import { safeReturnPath } from '../../core/return-path.ts'
import { accountSubject } from '../../core/subject.ts'
import type { AppEnv } from '../../env.ts'
import { readText } from '../../io/body.ts'
import { randomId } from '../../io/digest.ts'
import { authorizationUrl, endSessionUrl, newAuthorizationSecrets, redeemCode } from '../../io/idp.ts'
import { IdpUnavailable } from '../../io/idp-metadata.ts'
import { verifyLogoutToken } from '../../io/key-sets.ts'
import { log } from '../../io/log.ts'
import { LOGIN_LIFE_SECONDS, type LoginTransaction } from '../../io/objects/login.ts'
import { charge, waitFor, waitInMinute } from '../../io/rate.ts'
import { endProviderSessions, endSession, keepLogin, openSession, takeLogin } from '../../io/sessions.ts'
import { endLoginCookie, endSessionCookie, loginCookie, readLoginCookie, sessionCookie } from '../cookies.ts'
import { Problem } from '../problem.ts'

/** Logout tokens are small; a provider that sends more is not one. */
const MAX_LOGOUT_BODY_BYTES = 16 * 1024
const LANDING_PATH = '/signed-out'

export const authRoutes = new Hono<AppEnv>()
  .get('/login', async (c) => {
    refuseTooMany(c)
    const provider = providerFor(c, c.req.query('idp'))
    const redirectUri = `${signInOrigin(c)}/auth/callback`
    const secrets = newAuthorizationSecrets()
    const location = await answering(() => authorizationUrl(provider, secrets, redirectUri))
    const id = randomId()
    const transaction: LoginTransaction = {
      ...secrets,
      tenant: c.var.tenant,
      idp: provider.name,
      redirectUri,
      returnTo: safeReturnPath(c.req.query('returnTo') ?? null),
    }
    await keepLogin(c.env, id, transaction)
    c.header('Set-Cookie', loginCookie(secrets.state, id, LOGIN_LIFE_SECONDS))
    return c.redirect(location, 302)
  })
  .get('/callback', async (c) => {
    const parameters = new URL(c.req.url).searchParams
    const transaction = await takeTransaction(c, parameters.get('state') ?? '')
    const provider = providerFor(c, transaction.idp)
    const { claims, tokens } = await answering(() =>
      redeemCode(c.env, provider, transaction, transaction.redirectUri, parameters),
    )
    const subject = accountSubject(provider.provider, claims.sub)
    if (subject === null) throw new Problem('login_failed', { cause: 'the subject is not acceptable' })
    if (!holdsClaims(claims, provider.claims)) throw new Problem('login_not_member')
    const now = Date.now()
    const record = {
      tenant: c.var.tenant,
      subject,
      ...personOf(claims),
      idp: provider.name,
      issuer: provider.issuer,
      userId: claims.sub,
      createdAt: now,
      lastSeenAt: now,
      csrfToken: randomId(),
    }
    // A session that the browser had before is not continued and not left behind.
    if (c.var.session !== null) await endSession(c.env, c.var.session.id)
    const id = await openSession(c.env, record, tokens, c.var.live.registry.settings.session)
    log('info', 'signed_in', { tenant: c.var.tenant, subject: subject.id, provider: provider.name })
    c.header('Set-Cookie', endLoginCookie(transaction.state), { append: true })
    c.header('Set-Cookie', sessionCookie(id), { append: true })
    return c.redirect(transaction.returnTo, 303)
  })
  .post('/logout', async (c) => {
    if (c.var.session === null) throw new Problem('signed_out')
    const ended = await endSession(c.env, c.var.session.id)
    c.header('Set-Cookie', endSessionCookie())
    const provider = c.var.live.registry.idps.find(({ name }) => name === ended?.record.idp)
    if (ended === null || provider === undefined) return c.json({ location: LANDING_PATH })
    log('info', 'signed_out', { tenant: c.var.tenant, subject: ended.record.subject.id })
    // The session is gone in any case; a provider that is down only keeps its own.
    const location = await endSessionUrl(provider, ended.idToken, `${new URL(c.req.url).origin}${LANDING_PATH}`).catch(
      () => null,
    )
    return c.json({ location: location ?? LANDING_PATH })
  })
  .post('/backchannel-logout', async (c) => {
    refuseGuessing(c)
    const token = await logoutToken(c)
    const issuer = issuerOf(token)
    let isOneDown = false
    for (const provider of c.var.live.registry.idps.filter((candidate) => candidate.issuer === issuer)) {
      const verified = await verifyLogoutToken(provider, token).catch((error: unknown) => {
        isOneDown ||= error instanceof IdpUnavailable
        return null
      })
      if (verified === null) continue
      const judged = refuseLogoutClaims(verified.header, verified.claims, {
        issuer: provider.issuer,
        clientId: provider.clientId,
        nowSeconds: Math.floor(Date.now() / 1000),
      })
      if (judged !== null) continue
      const { sid, sub, jti } = verified.claims
      const provided = { issuer: provider.issuer, sid: typeof sid === 'string' ? sid : undefined, userId: sub }
      const ended = await endProviderSessions(c.env, provided, jti ?? '')
      if (ended === null) break
      log('info', 'signed_out_by_provider', { tenant: c.var.tenant, provider: provider.name, sessions: ended })
      return c.body(null, 200)
    }
    // Nobody knows whether the token was good: the provider is to try again.
    if (isOneDown) throw new Problem('idp_unavailable')
    noteGuess(c)
    throw new Problem('logout_token_invalid')
  })

type AuthContext = Context<AppEnv>

/** The provider named, or the only (first) one of this tenant. */
function providerFor(c: AuthContext, name: string | undefined): ProviderConfig {
  const { idps } = c.var.live.registry
  const provider = name === undefined ? idps[0] : idps.find((candidate) => candidate.name === name)
  if (provider === undefined) throw new Problem('login_failed', { detail: 'no such identity provider for this tenant' })
  return provider
}

/** Where this sign-in may come back to: the tenant's own host over TLS, or an origin that settings name. */
function signInOrigin(c: AuthContext): string {
  const { origin, protocol, port } = new URL(c.req.url)
  const { redirectOrigins } = c.var.live.registry.settings
  if (redirectOrigins.includes(origin) || (protocol === 'https:' && port === '')) return origin
  throw new Problem('login_failed', { detail: `sign-in from ${origin} is not configured (settings: redirectOrigins)` })
}

async function takeTransaction(c: AuthContext, state: string): Promise<LoginTransaction> {
  const id = state === '' ? null : readLoginCookie(c.req.header('Cookie') ?? '', state)
  const transaction = id === null ? null : await takeLogin(c.env, id)
  if (transaction === null || transaction.tenant !== c.var.tenant) {
    throw new Problem('login_failed', { detail: 'this sign-in was not started here, or has already been used' })
  }
  return transaction
}

/** Each sign-in that is begun is kept for ten minutes, and nobody has to be anybody to begin one. */
function refuseTooMany(c: AuthContext): void {
  const { signInsPerMinute } = c.var.live.registry.settings.budgets
  const waitMs = waitInMinute(`sign-ins ${c.var.tenant} ${c.req.header('CF-Connecting-IP') ?? ''}`, signInsPerMinute)
  if (waitMs > 0) throw new Problem('rate_limited', { retryAfter: Math.ceil(waitMs / 1000) })
}

/** A provider sends one token after the other, and they are good. Whoever sends so many that are not is none. */
const GUESSES = { perSecond: 1, burst: 60 }

function refuseGuessing(c: AuthContext): void {
  const waitMs = waitFor(guesserOf(c), GUESSES, 0)
  if (waitMs > 0) throw new Problem('rate_limited', { retryAfter: Math.ceil(waitMs / 1000) })
}

function noteGuess(c: AuthContext): void {
  charge(guesserOf(c), GUESSES, 1)
}

function guesserOf(c: AuthContext): string {
  return `logout tokens ${c.var.tenant} ${c.req.header('CF-Connecting-IP') ?? ''}`
}

async function logoutToken(c: AuthContext): Promise<string> {
  const body = await readText(c.req.raw.body, MAX_LOGOUT_BODY_BYTES).catch(() => '')
  const token = new URLSearchParams(body).getAll('logout_token')
  const [only] = token
  if (only === undefined || token.length > 1) {
    noteGuess(c)
    throw new Problem('logout_token_invalid')
  }
  return only
}

/** Separates a provider that is down (503, try again) from an answer that is not acceptable. */
async function answering<Value>(ask: () => Promise<Value>): Promise<Value> {
  try {
    return await ask()
  } catch (cause) {
    throw new Problem(cause instanceof IdpUnavailable ? 'idp_unavailable' : 'login_failed', { cause })
  }
}

/** Read before anything is fetched or verified, so that nobody makes us ask a provider that did not issue the token. */
function issuerOf(token: string): string | null {
  try {
    return decodeJwt(token).iss ?? null
  } catch {
    return null
  }
}
