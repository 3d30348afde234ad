/** `GET /auth/callback`: a session for whoever comes back with everything right, and for nobody else (requirements 14, 16). */
import { runDurableObjectAlarm } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { sha256Hex } from '../../src/io/digest.ts'
import { headersOf, problemOf } from './answer.ts'
import { passTime } from './fixture.ts'
import { CLIENT_ID, comeBack, foreignKeys, newIdp, sessionCookieOf, startLogin, tenantOf, type Coming } from './idp.ts'
import { answer } from './network.ts'

const idp = await newIdp()
const tenant = await tenantOf(idp, {}, { claims: { organization: 'acme' } })
const MEMBER = { organization: 'acme' }
const NOW = Math.floor(Date.now() / 1000)

async function signIn(coming: Coming = {}, query = ''): Promise<Response> {
  const claims = { ...MEMBER, ...coming.claims }
  return comeBack(tenant, idp, await startLogin(tenant, query), { ...coming, claims })
}

test('the person is signed in, and goes where they wanted', async () => {
  const claims = { name: 'Alice Archer', email: 'alice@acme.example' }
  const response = await signIn({ claims }, '?returnTo=/plugins/inventory?page=2')
  expect(headersOf(response, 'Location', 'Cache-Control')).toEqual({
    Location: '/plugins/inventory?page=2',
    'Cache-Control': 'no-store',
  })
  expect(response.status).toBe(303)
  const cookie = sessionCookieOf(response) ?? ''
  const session = await tenant.fetch('/api/session', { headers: { Cookie: cookie } })
  expect(await session.json()).toMatchObject({
    subject: { type: 'account', id: 'auth:account:demo:alice' },
    person: { name: 'Alice Archer', email: 'alice@acme.example' },
  })
})

test('requirement 14: the session cookie, and the end of the other', async () => {
  const attributes = 'Path=/; Secure; HttpOnly; SameSite=Lax'
  expect((await signIn()).headers.getSetCookie()).toEqual([
    expect.stringMatching(new RegExp(`^__Host-Http-login-[\\w-]+=; ${attributes}; Max-Age=0$`)),
    expect.stringMatching(new RegExp(`^__Host-Http-sid=[\\w-]{43}; ${attributes}$`)),
  ])
})

test('requirement 14: each sign-in has a new id, and ends the session that the browser had', async () => {
  const first = sessionCookieOf(await signIn()) ?? ''
  const underWay = await startLogin(tenant)
  const response = await comeBack(tenant, idp, underWay, { claims: MEMBER, cookie: `${first}; ${underWay.cookie}` })
  const second = sessionCookieOf(response) ?? ''
  expect(second).not.toBe(first)
  expect((await tenant.fetch('/api/session', { headers: { Cookie: first } })).status).toBe(401)
  expect((await tenant.fetch('/api/session', { headers: { Cookie: second } })).status).toBe(200)
})

describe('requirement 16: what does not belong to a sign-in of this browser', () => {
  test.each<[string, Coming]>([
    ['no state', { query: { state: null } }],
    ['another state', { query: { state: 'x'.repeat(43) } }],
    ['no cookie', { cookie: 'a=b' }],
    ['no code', { query: { code: null } }],
    ['an error of the provider', { query: { code: null, error: 'access_denied' } }],
    ['another issuer in iss', { query: { iss: 'https://evil.test' } }],
    ['an ID token in the URL', { query: { id_token: 'x' } }],
  ])('%s', async (_, coming) => {
    const response = await signIn(coming)
    expect(sessionCookieOf(response)).toBeUndefined()
    expect(await problemOf(response)).toEqual([400, 'login_failed'])
  })

  test('the right issuer in iss passes', async () => {
    expect((await signIn({ query: { iss: idp.issuer } })).status).toBe(303)
  })

  test('no iss, of a provider that says it always sends one', async () => {
    const careful = await newIdp({ authorization_response_iss_parameter_supported: true })
    const other = await tenantOf(careful)
    const response = await comeBack(other, careful, await startLogin(other))
    expect(await problemOf(response)).toEqual([400, 'login_failed'])
  })

  test("another sign-in's cookie", async () => {
    const [mine, theirs] = [await startLogin(tenant), await startLogin(tenant)]
    const [name = ''] = mine.cookie.split('=')
    const forged = `${name}=${theirs.cookie.split('=')[1] ?? ''}`
    const response = await comeBack(tenant, idp, mine, { claims: MEMBER, cookie: forged })
    expect(await problemOf(response)).toEqual([400, 'login_failed'])
  })

  test('the cookie twice', async () => {
    const underWay = await startLogin(tenant)
    const cookie = `${underWay.cookie}; ${underWay.cookie}`
    expect(await problemOf(await comeBack(tenant, idp, underWay, { claims: MEMBER, cookie }))).toEqual([
      400,
      'login_failed',
    ])
  })

  test('a sign-in that was completed already', async () => {
    const underWay = await startLogin(tenant)
    expect((await comeBack(tenant, idp, underWay, { claims: MEMBER })).status).toBe(303)
    expect(await problemOf(await comeBack(tenant, idp, underWay, { claims: MEMBER }))).toEqual([400, 'login_failed'])
  })

  test('a sign-in that failed once', async () => {
    const underWay = await startLogin(tenant)
    await comeBack(tenant, idp, underWay, { claims: { ...MEMBER, nonce: 'wrong' } })
    expect(await problemOf(await comeBack(tenant, idp, underWay, { claims: MEMBER }))).toEqual([400, 'login_failed'])
  })

  test("another tenant's sign-in", async () => {
    const other = await tenantOf(idp)
    const underWay = await startLogin(other)
    expect(await problemOf(await comeBack(tenant, idp, underWay, { claims: MEMBER }))).toEqual([400, 'login_failed'])
  })
})

describe('an ID token that is not acceptable', () => {
  test.each<[string, Coming]>([
    ['another nonce', { claims: { nonce: 'x' } }],
    ['no nonce', { claims: { nonce: undefined } }],
    ['another issuer', { claims: { iss: 'https://evil.test' } }],
    ['another audience', { claims: { aud: 'somebody-else' } }],
    ['two audiences, for somebody else', { claims: { aud: [CLIENT_ID, 'other'], azp: 'other' } }],
    ['expired', { claims: { exp: NOW - 300 } }],
    ['no expiry', { claims: { exp: undefined } }],
    ['no subject', { claims: { sub: undefined } }],
    ['a subject with a blank', { claims: { sub: 'a b' } }],
    ['a subject of 256 characters', { claims: { sub: 'a'.repeat(256) } }],
    ['a key that nobody published', { signing: { privateKey: foreignKeys.privateKey } }],
    ['an unknown key id', { signing: { header: { kid: 'two' } } }],
    ['no ID token at all', { token: { id_token: undefined } }],
    ['an ID token that is none', { token: { id_token: 'a.b.c' } }],
    ['another kind of access token', { token: { token_type: 'mac' } }],
  ])('%s', async (_, coming) => {
    const response = await signIn(coming)
    expect(sessionCookieOf(response)).toBeUndefined()
    expect(await problemOf(response)).toEqual([400, 'login_failed'])
  })

  test.each([
    ['without the organisation', { organization: undefined }],
    ['of another organisation', { organization: 'globex' }],
    ['of organisations without this one', { organization: ['globex', 'acme2'] }],
  ])('requirement 18: %s: 403', async (_, claims) => {
    const response = await signIn({ claims })
    expect(sessionCookieOf(response)).toBeUndefined()
    expect(await problemOf(response)).toEqual([403, 'login_not_member'])
  })

  test('of several organisations, this one among them, passes', async () => {
    expect((await signIn({ claims: { organization: ['globex', 'acme'] } })).status).toBe(303)
  })
})

test.each([
  ['answers 500', { status: 500, body: '{}' }, 503, 'idp_unavailable'],
  ['speaks no HTTP', { raw: 'hello\r\n' }, 503, 'idp_unavailable'],
  ['says more than anybody has to', { body: ' '.repeat(1024), times: 100 }, 503, 'idp_unavailable'],
  [
    'refuses the code',
    { status: 400, headers: [['Content-Type', 'application/json']], body: '{"error":"invalid_grant"}' },
    400,
    'login_failed',
  ],
] as const)('section 3: a provider that %s at the last step signs nobody in', async (_, scripted, status, code) => {
  const own = await newIdp()
  const other = await tenantOf(own)
  const underWay = await startLogin(other)
  await answer(`${own.path}/token`, scripted)
  const query = `code=code&state=${underWay.state}`
  const response = await other.fetch(`/auth/callback?${query}`, { headers: { Cookie: underWay.cookie } })
  expect(sessionCookieOf(response)).toBeUndefined()
  expect(await problemOf(response)).toEqual([status, code])
})

test('requirement 12: tokens of a size that would fill the memory of all tenants sign nobody in', async () => {
  const refused = await signIn({ token: { padding: 'x'.repeat(64 * 1024) } })
  expect(sessionCookieOf(refused)).toBeUndefined()
  expect(await problemOf(refused)).toEqual([503, 'idp_unavailable'])
  expect((await signIn({ claims: { groups: Array.from({ length: 500 }, (_, at) => `group ${at}`) } })).status).toBe(303)
})

describe('where somebody must have signed in at the provider within the hour', () => {
  const MINUTE = 60

  test('the provider is told so', async () => {
    const recent = await tenantOf(idp, {}, { maxAgeSeconds: 60 * MINUTE })
    expect((await startLogin(recent)).location.searchParams.get('max_age')).toBe('3600')
    expect((await startLogin(tenant)).location.searchParams.get('max_age')).toBeNull()
  })

  test.each([
    ['half an hour ago', { auth_time: NOW - 30 * MINUTE }, 303],
    ['two hours ago', { auth_time: NOW - 120 * MINUTE }, 400],
    ['at a time that is a text', { auth_time: String(NOW) }, 400],
    ['at a time that the provider does not tell', {}, 400],
  ] as const)('%s', async (_, claims, status) => {
    const recent = await tenantOf(idp, {}, { maxAgeSeconds: 60 * MINUTE })
    const response = await comeBack(recent, idp, await startLogin(recent), { claims })
    expect(response.status).toBe(status)
    expect(sessionCookieOf(response) === undefined).toBe(status !== 303)
  })
})

test('section 3: keys that cannot be fetched sign nobody in', async () => {
  const own = await newIdp()
  const other = await tenantOf(own)
  await answer(`${own.path}/jwks`, { status: 500 })
  const response = await comeBack(other, own, await startLogin(other))
  expect(sessionCookieOf(response)).toBeUndefined()
  expect(response.status).toBe(503)
})

test('a sign-in that nobody completes is worthless after ten minutes', async () => {
  const underWay = await startLogin(tenant)
  const stub = env.LOGINS.getByName(await sha256Hex(underWay.cookie.split('=')[1] ?? ''))
  passTime(600_000)
  expect(await runDurableObjectAlarm(stub)).toBe(true)
  expect(await problemOf(await comeBack(tenant, idp, underWay, { claims: MEMBER }))).toEqual([400, 'login_failed'])
})
