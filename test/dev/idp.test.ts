/** The development identity provider, as a relying party and a browser see it. */
import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import * as oauth from 'oauth4webapi'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { freePorts } from '../../dev/ports.ts'
import { Browser } from './browser.ts'
import { Started } from './process.ts'

const SECRET = 'a secret of the test'
const insecure = { [oauth.allowInsecureRequests]: true }

let idp: Started
let issuer: string
let server: oauth.AuthorizationServer
let gateway: Server
let gatewayPort: number
/** What the gateway's stand-in received: host and log-out token. */
let received: { host: string | undefined; path: string | undefined; token: string }[]

/** Starting a process on a busy machine. */
const START_MS = 30_000

beforeAll(async () => {
  const { idpPort: port } = await freePorts()
  issuer = `http://localhost:${port}`
  gateway = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      const token = new URLSearchParams(body).get('logout_token') ?? ''
      received.push({ host: request.headers.host, path: request.url, token })
      response.end()
    })
  }).listen(0, '127.0.0.1')
  await once(gateway, 'listening')
  const address = gateway.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  gatewayPort = address.port
  idp = new Started('dev/idp/index.ts', {
    PORT: String(gatewayPort),
    IDP_PORT: String(port),
    IDP_SECRET_DEMO: SECRET,
    IDP_TEST_CONTROL: '1',
  })
  await idp.ready(`${issuer}/healthz`)
  const discovered = await oauth.discoveryRequest(new URL(issuer), insecure)
  server = await oauth.processDiscoveryResponse(new URL(issuer), discovered)
}, START_MS)

afterAll(async () => {
  await idp.stop()
  gateway.close()
})

beforeEach(() => {
  received = []
})

interface Attempt {
  readonly client: oauth.Client
  readonly redirectUri: string
  readonly state: string
  readonly nonce: string
  readonly verifier: string
  readonly url: string
}

async function attempt(clientId: string, redirectUri: string, extra: Record<string, string> = {}): Promise<Attempt> {
  const state = oauth.generateRandomState()
  const nonce = oauth.generateRandomNonce()
  const verifier = oauth.generateRandomCodeVerifier()
  const url = new URL(server.authorization_endpoint ?? '')
  url.search = new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid profile email organization offline_access',
    state,
    nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...extra,
  }).toString()
  return { client: { client_id: clientId }, redirectUri, state, nonce, verifier, url: url.href }
}

function acme(extra: Record<string, string> = {}): Promise<Attempt> {
  return attempt('experience-acme', `http://acme.localhost:${gatewayPort}/auth/callback`, extra)
}

/** Opens the authorization request, signs in if asked, and returns where the browser is sent. */
async function signIn(browser: Browser, url: string, login: string, password = 'demo'): Promise<string> {
  const page = await browser.open(url)
  if (page.status !== 200) return page.headers.get('location') ?? ''
  const answer = await browser.submit(await page.text(), issuer, { login, password })
  return answer.headers.get('location') ?? ''
}

async function redeem({ client, state, nonce, redirectUri, verifier }: Attempt, location: string) {
  const params = oauth.validateAuthResponse(server, client, new URL(location), state)
  const auth = oauth.ClientSecretBasic(SECRET)
  const answer = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    auth,
    params,
    redirectUri,
    verifier,
    insecure,
  )
  return oauth.processAuthorizationCodeResponse(server, client, answer, { expectedNonce: nonce, requireIdToken: true })
}

async function refresh(clientId: string, token: string) {
  const client = { client_id: clientId }
  const auth = oauth.ClientSecretBasic(SECRET)
  const answer = await oauth.refreshTokenGrantRequest(server, client, auth, token, insecure)
  return oauth.processRefreshTokenResponse(server, client, answer)
}

async function signedIn(login: string) {
  const browser = new Browser()
  const asked = await acme()
  const tokens = await redeem(asked, await signIn(browser, asked.url, login))
  return { browser, tokens, refreshToken: tokens.refresh_token ?? '', idToken: tokens.id_token ?? '' }
}

function control(path: string): Promise<Response> {
  return fetch(`${issuer}/_test/${path}`, { method: 'POST' })
}

describe('signing in', () => {
  test.each([
    ['alice', 'Alice Archer', 'alice@acme.example', 'acme', ['staff']],
    ['olivia', 'Olivia Ortiz', 'olivia@acme.example', 'acme', ['staff', 'operators']],
    ['gina', 'Gina Grant', 'gina@globex.example', 'globex', ['staff']],
  ])('%s gets an ID token that says who they are', async (login, name, email, organization, groups) => {
    const { tokens } = await signedIn(login)
    const claims = oauth.getValidatedIdTokenClaims(tokens)
    expect(claims).toMatchObject({ iss: issuer, sub: login, name, email, organization, groups })
    expect(claims?.['sid']).toEqual(expect.any(String))
    expect(tokens).toMatchObject({ expires_in: 300, refresh_token: expect.any(String), token_type: 'bearer' })
  })

  test.each([
    ['experience-acme', 'localhost'],
    ['experience-acme', '127.0.0.1'],
    ['experience-globex', 'globex.localhost'],
    ['experience-source', 'experience.ocg.labs.empowernow.ai'],
    ['experience-ops', 'ops.localhost'],
  ])('%s may return to %s', async (clientId, host) => {
    const asked = await attempt(clientId, `http://${host}:${gatewayPort}/auth/callback`)
    const location = await signIn(new Browser(), asked.url, 'bob')
    expect(new URL(location).host).toBe(`${host}:${gatewayPort}`)
    expect((await redeem(asked, location)).id_token).toEqual(expect.any(String))
  })

  test.each([
    ['wrong', 'alice'],
    ['demo', 'mallory'],
    ['', 'alice'],
  ])('password "%s" of %s is refused with a message, and the name is kept', async (password, login) => {
    const browser = new Browser()
    const page = await browser.open((await acme()).url)
    const answer = await browser.submit(await page.text(), issuer, { login, password })
    const text = await answer.text()
    expect(answer.status).toBe(422)
    expect(text).toContain('role="alert"')
    expect(text).toContain('User name and password do not match')
    expect(text).toContain(`value="${login}"`)
  })

  test('what was typed comes back escaped', async () => {
    const browser = new Browser()
    const page = await browser.open((await acme()).url)
    const answer = await browser.submit(await page.text(), issuer, { login: '"><script>x</script>', password: 'no' })
    expect(await answer.text()).not.toContain('<script')
  })

  test('the form may lead to the clients and nowhere else', async () => {
    const page = await new Browser().open((await acme()).url)
    const policy = page.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain(`form-action 'self' http://acme.localhost:${gatewayPort}`)
    expect(policy).not.toMatch(/unsafe|\*/)
  })

  test('a second application needs no second sign-in', async () => {
    const { browser } = await signedIn('alice')
    const asked = await attempt('experience-ops', `http://ops.localhost:${gatewayPort}/auth/callback`)
    const answer = await browser.open(asked.url)
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toContain('code=')
  })

  test('the application of another organization asks who you are', async () => {
    const { browser } = await signedIn('alice')
    const asked = await attempt('experience-globex', `http://globex.localhost:${gatewayPort}/auth/callback`)
    const page = await browser.open(asked.url)
    const text = await page.text()
    expect(page.status).toBe(200)
    expect(text).toContain('You are signed in as Alice Archer')
    const answer = await browser.submit(text, issuer, { login: 'gina', password: 'demo' })
    const tokens = await redeem(asked, answer.headers.get('location') ?? '')
    expect(oauth.getValidatedIdTokenClaims(tokens)).toMatchObject({ sub: 'gina' })
    expect(received.map(({ host }) => host)).toContain(`acme.localhost:${gatewayPort}`)
  })

  test('prompt=consent is answered without a question', async () => {
    const asked = await acme({ prompt: 'consent' })
    expect(await signIn(new Browser(), asked.url, 'alice')).toContain('code=')
  })

  test.each([
    ['no code challenge', { code_challenge: '' }],
    ['a plain code challenge', { code_challenge_method: 'plain' }],
  ])('%s is refused', async (_what, extra) => {
    const { url } = await acme(extra)
    const answer = await new Browser().open(url)
    expect(answer.headers.get('location')).toContain('error=invalid_request')
  })

  test('a redirect URI that is not registered is refused on the spot', async () => {
    const { url } = await attempt('experience-acme', `http://globex.localhost:${gatewayPort}/auth/callback`)
    const answer = await new Browser().open(url)
    expect(answer.status).toBe(400)
    expect(answer.headers.get('location')).toBeNull()
  })

  test('a wrong client secret gets no token', async () => {
    const asked = await acme()
    const location = await signIn(new Browser(), asked.url, 'alice')
    const answer = await fetch(server.token_endpoint ?? '', {
      method: 'POST',
      headers: { Authorization: `Basic ${btoa('experience-acme:wrong')}` },
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code: new URL(location).searchParams.get('code') ?? '',
        redirect_uri: asked.redirectUri,
        code_verifier: asked.verifier,
      }),
    })
    expect(answer.status).toBe(401)
  })

  test('a sign-in of another browser cannot be continued', async () => {
    const page = await new Browser().open((await acme()).url)
    const answer = await new Browser().submit(await page.text(), issuer, { login: 'alice', password: 'demo' })
    expect(answer.status).toBe(400)
  })
})

describe('refreshing', () => {
  test('a refresh token works once; its second use ends the grant', async () => {
    const { refreshToken } = await signedIn('alice')
    const next = await refresh('experience-acme', refreshToken)
    expect(next.refresh_token).not.toBe(refreshToken)
    await expect(refresh('experience-acme', refreshToken)).rejects.toMatchObject({ error: 'invalid_grant' })
    await expect(refresh('experience-acme', next.refresh_token ?? '')).rejects.toMatchObject({ error: 'invalid_grant' })
  })

  test('another client cannot use it', async () => {
    const { refreshToken } = await signedIn('alice')
    await expect(refresh('experience-ops', refreshToken)).rejects.toMatchObject({ error: 'invalid_grant' })
  })
})

describe('signing out', () => {
  function endSession(params: Record<string, string>): string {
    return `${server.end_session_endpoint}?${new URLSearchParams(params)}`
  }

  test('with an ID token needs no click, tells the gateway, and ends the grant', async () => {
    const { browser, tokens, idToken, refreshToken } = await signedIn('alice')
    const home = `http://acme.localhost:${gatewayPort}/signed-out`
    const answer = await browser.open(
      endSession({ id_token_hint: idToken, post_logout_redirect_uri: home, state: 'a state' }),
    )
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe(`${home}?state=a+state`)

    expect(received).toHaveLength(1)
    expect(received[0]).toMatchObject({ host: `acme.localhost:${gatewayPort}`, path: '/auth/backchannel-logout' })
    const { payload, protectedHeader } = await jwtVerify(
      received[0]?.token ?? '',
      createRemoteJWKSet(new URL(server.jwks_uri ?? '')),
      { issuer, audience: 'experience-acme', typ: 'logout+jwt' },
    )
    expect(protectedHeader.alg).toBe('RS256')
    expect(payload).toMatchObject({
      sid: oauth.getValidatedIdTokenClaims(tokens)?.['sid'],
      jti: expect.any(String),
      events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
    })
    expect(payload).not.toHaveProperty('nonce')

    await expect(refresh('experience-acme', refreshToken)).rejects.toMatchObject({ error: 'invalid_grant' })
    expect((await browser.open((await acme()).url)).status).toBe(200)
  })

  test('without an ID token it asks first', async () => {
    const { browser } = await signedIn('bob')
    const page = await browser.open(endSession({ client_id: 'experience-acme' }))
    const text = await page.text()
    expect(page.status).toBe(200)
    expect(text).toContain('Sign out?')
    expect(received).toEqual([])
    const secret = /name="xsrf" value="([^"]+)"/.exec(text)?.[1] ?? ''
    const answer = await browser.submit(text, issuer, { xsrf: secret, logout: 'yes' })
    expect(await answer.text()).toContain('You are signed out')
    expect(received).toHaveLength(1)
  })

  test("with somebody else's ID token it asks first", async () => {
    const { idToken } = await signedIn('alice')
    const { browser } = await signedIn('bob')
    const page = await browser.open(endSession({ id_token_hint: idToken }))
    expect(await page.text()).toContain('Sign out?')
    expect(received).toEqual([])
  })

  test('twice returns just the same', async () => {
    const { browser, idToken } = await signedIn('alice')
    const home = `http://acme.localhost:${gatewayPort}/signed-out`
    const url = endSession({ id_token_hint: idToken, post_logout_redirect_uri: home })
    await browser.open(url)
    expect((await browser.open(url)).headers.get('location')).toBe(home)
    expect(received).toHaveLength(1)
  })

  test('never leads to an address that is not registered', async () => {
    const { browser, idToken } = await signedIn('alice')
    const url = endSession({ id_token_hint: idToken, post_logout_redirect_uri: 'http://evil.example/' })
    const answer = await browser.open(url)
    expect(answer.status).toBe(400)
    expect(answer.headers.get('location')).toBeNull()
  })
})

describe('what test suites can provoke', () => {
  test('revoked grants: the next refresh is an invalid_grant', async () => {
    const { refreshToken } = await signedIn('gina')
    expect(await (await control('revoke-grants?sub=gina')).json()).not.toEqual({ revoked: 0 })
    await expect(refresh('experience-acme', refreshToken)).rejects.toMatchObject({ error: 'invalid_grant' })
  })

  test('a failing token endpoint fails as often as ordered, then works', async () => {
    const { refreshToken } = await signedIn('alice')
    await control('fail-token?status=500&times=2')
    await expect(refresh('experience-acme', refreshToken)).rejects.toThrow('unexpected HTTP status code')
    await expect(refresh('experience-acme', refreshToken)).rejects.toThrow('unexpected HTTP status code')
    expect((await refresh('experience-acme', refreshToken)).access_token).toEqual(expect.any(String))
  })

  test('rotated keys: new tokens have a new key, old ones stay verifiable until forgotten', async () => {
    const before = await signedIn('alice')
    await control('rotate-keys')
    const after = await signedIn('alice')
    const kid = (token: string) => decodeProtectedHeader(token).kid
    expect(kid(after.idToken)).not.toBe(kid(before.idToken))
    const verify = (token: string) => jwtVerify(token, createRemoteJWKSet(new URL(server.jwks_uri ?? '')), { issuer })
    await verify(before.idToken)
    await verify(after.idToken)
    await control('rotate-keys?forget=1')
    await expect(verify(after.idToken)).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' })
  })

  test('ended sessions: the gateway is told without a browser', async () => {
    const { refreshToken } = await signedIn('bob')
    const answer = await control('end-sessions?sub=bob')
    expect(received.length).toBeGreaterThanOrEqual(1)
    expect(await answer.json()).toEqual({ notified: received.length })
    await expect(refresh('experience-acme', refreshToken)).rejects.toMatchObject({ error: 'invalid_grant' })
  })
})

test('without being asked for, there is no test control', { timeout: START_MS }, async () => {
  const { idpPort: port } = await freePorts()
  const plain = new Started('dev/idp/index.ts', { IDP_PORT: String(port), IDP_SECRET_DEMO: SECRET })
  try {
    await plain.ready(`http://localhost:${port}/healthz`)
    const answer = await fetch(`http://localhost:${port}/_test/revoke-grants?sub=alice`, { method: 'POST' })
    expect(answer.status).toBe(404)
  } finally {
    await plain.stop()
  }
})
