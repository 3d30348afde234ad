/** `GET /auth/login`: what the browser is sent to the provider with, and what it keeps meanwhile (requirement 16). */
import { calculatePKCECodeChallenge } from 'oauth4webapi'
import { describe, expect, test } from 'vitest'
import { headersOf, problemOf } from './answer.ts'
import { newTenant, passTime, send, writeConfiguration } from './fixture.ts'
import { CLIENT_ID, comeBack, entryOf, newIdp, startLogin, tenantOf } from './idp.ts'
import { answer, answerJson, NETWORK, seen, seenOnce } from './network.ts'

const idp = await newIdp()
const tenant = await tenantOf(idp)

test('the browser is sent to the provider, with everything bound to this sign-in', async () => {
  const { location } = await startLogin(tenant)
  expect(location.origin + location.pathname).toBe(`${idp.issuer}/authorize`)
  expect(Object.fromEntries(location.searchParams)).toEqual({
    client_id: CLIENT_ID,
    redirect_uri: `${tenant.origin}/auth/callback`,
    response_type: 'code',
    scope: 'openid profile',
    state: expect.stringMatching(/^[\w-]{43}$/),
    nonce: expect.stringMatching(/^[\w-]{43}$/),
    code_challenge: expect.stringMatching(/^[\w-]{43}$/),
    code_challenge_method: 'S256',
  })
})

test('the code verifier that is sent for the code fits the challenge', async () => {
  const own = await newIdp()
  const other = await tenantOf(own)
  const underWay = await startLogin(other)
  expect((await comeBack(other, own, underWay)).status).toBe(303)
  const { body, headers } = await seenOnce(`${own.path}/token`)
  const sent = new URLSearchParams(body)
  expect(await calculatePKCECodeChallenge(sent.get('code_verifier') ?? '')).toBe(
    underWay.location.searchParams.get('code_challenge'),
  )
  expect(Object.fromEntries(sent)).toMatchObject({
    grant_type: 'authorization_code',
    code: 'code',
    redirect_uri: `${other.origin}/auth/callback`,
  })
  expect(Object.fromEntries(headers)['authorization']).toBe(`Basic ${btoa(`${CLIENT_ID}:test%2Dclient%2Dsecret`)}`)
})

test('each sign-in has its own state, nonce, challenge and cookie', async () => {
  const [one, two] = [await startLogin(tenant), await startLogin(tenant)]
  for (const name of ['state', 'nonce', 'code_challenge']) {
    expect(one.location.searchParams.get(name)).not.toBe(two.location.searchParams.get(name))
  }
  expect(one.cookie.split('=')[0]).not.toBe(two.cookie.split('=')[0])
})

test('the cookie holds an id alone, for ten minutes, out of reach of script', async () => {
  const response = await tenant.fetch('/auth/login')
  expect(response.headers.getSetCookie()).toEqual([
    expect.stringMatching(
      /^__Host-Http-login-[\w-]{1,16}=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Lax; Max-Age=600$/,
    ),
  ])
  expect(headersOf(response, 'Cache-Control')).toEqual({ 'Cache-Control': 'no-store' })
})

describe('what cannot sign in', () => {
  test('a provider of another tenant', async () => {
    expect(await problemOf(await tenant.fetch('/auth/login?idp=other'))).toEqual([400, 'login_failed'])
  })

  test('a tenant without a provider', async () => {
    expect(await problemOf(await (await newTenant()).fetch('/auth/login'))).toEqual([400, 'login_failed'])
  })

  test('an origin that nobody configured', async () => {
    const clear = `http://${tenant.host}/auth/login`
    expect(await problemOf(await send(clear))).toEqual([400, 'login_failed'])
  })
})

test('requirement 40: one address begins so many sign-ins a minute, and no other address has to wait for it', async () => {
  const settings = { budgets: { signInsPerMinute: 3 } }
  const busy = await tenantOf(await newIdp(), { settings })
  const from = (address: string): Promise<Response> =>
    busy.fetch('/auth/login', { headers: { 'CF-Connecting-IP': address } })
  for (let each = 0; each < 3; each += 1) expect((await from('192.0.2.70')).status).toBe(302)
  const refused = await from('192.0.2.70')
  expect(refused.headers.getSetCookie()).toEqual([])
  expect(refused.headers.get('Retry-After')).toBe('20')
  expect(await problemOf(refused)).toEqual([429, 'rate_limited'])
  expect((await from('192.0.2.71')).status).toBe(302)
  passTime(20_000)
  expect((await from('192.0.2.70')).status).toBe(302)
})

test('an origin that the settings name may sign in, and its neighbour may not', async () => {
  const host = 'portal.localhost'
  const settings = { redirectOrigins: [`http://${host}`] }
  await writeConfiguration(host, { settings, idps: () => [entryOf(idp, host)] })
  const response = await send(`http://${host}/auth/login`)
  const location = new URL(response.headers.get('Location') ?? '')
  expect(location.searchParams.get('redirect_uri')).toBe(`http://${host}/auth/callback`)
  const neighbour = 'other.localhost'
  await writeConfiguration(neighbour, { settings, idps: () => [entryOf(idp, neighbour)] })
  expect(await problemOf(await send(`http://${neighbour}/auth/login`))).toEqual([400, 'login_failed'])
})

describe('section 3: a provider that is down: 503, and nothing half begun', () => {
  test.each([
    ['answers 500', { status: 500, body: '{}' }],
    ['answers no JSON', { body: 'hello', headers: [['Content-Type', 'application/json']] }],
    ['answers 404', { status: 404 }],
    ['redirects', { status: 302, headers: [['Location', `${NETWORK}/elsewhere`]] }],
    ['speaks no HTTP', { raw: 'hello\r\n' }],
    ['never comes to an end', { body: ' '.repeat(1024), times: 100, headers: [['Content-Type', 'application/json']] }],
    ['breaks off', { raw: 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"issuer"' }],
  ] as const)('that %s', async (_, scripted) => {
    const broken = await newIdp()
    await answer(`${broken.path}/.well-known/openid-configuration`, scripted)
    const response = await (await tenantOf(broken)).fetch('/auth/login')
    expect(response.headers.getSetCookie()).toEqual([])
    expect(await problemOf(response)).toEqual([503, 'idp_unavailable'])
    expect(await seen('/elsewhere')).toEqual([])
  })

  test('that says it is another issuer (mix-up)', async () => {
    const liar = await newIdp({ issuer: `${NETWORK}/idp/somebody-else` })
    expect(await problemOf(await (await tenantOf(liar)).fetch('/auth/login'))).toEqual([503, 'idp_unavailable'])
  })

  test('is asked again as soon as somebody tries again', async () => {
    const own = await newIdp()
    const metadata = `${own.path}/.well-known/openid-configuration`
    await answer(metadata, { status: 503 })
    const other = await tenantOf(own)
    expect((await other.fetch('/auth/login')).status).toBe(503)
    await answerJson(metadata, { issuer: own.issuer, authorization_endpoint: `${own.issuer}/authorize` })
    expect((await other.fetch('/auth/login')).status).toBe(302)
  })
})

test('metadata is remembered for five minutes', async () => {
  const own = await newIdp()
  const other = await tenantOf(own)
  await startLogin(other)
  await startLogin(other)
  expect(await seen(`${own.path}/.well-known/openid-configuration`)).toHaveLength(1)
  passTime(300_000)
  await startLogin(other)
  expect(await seen(`${own.path}/.well-known/openid-configuration`)).toHaveLength(2)
})
