/** `POST /auth/backchannel-logout`: a provider ends sessions from afar, if the token is in order (requirement 15). */
import { describe, expect, test } from 'vitest'
import { problemOf } from './answer.ts'
import { FORGOTTEN_MS, passTime, type Person, type Tenant } from './fixture.ts'
import {
  CLIENT_ID,
  comeBack,
  foreignKeys,
  newIdp,
  sessionCookieOf,
  sign,
  startLogin,
  tenantOf,
  type Claims,
} from './idp.ts'
import { answer, seen } from './network.ts'

const EVENT = 'http://schemas.openid.net/event/backchannel-logout'
const idp = await newIdp()
const tenant = await tenantOf(idp)
const NOW = Math.floor(Date.now() / 1000)

function claimsOf(claims: Claims = {}): Claims {
  return {
    iss: idp.issuer,
    aud: CLIENT_ID,
    sub: 'alice',
    iat: NOW,
    exp: NOW + 120,
    jti: crypto.randomUUID(),
    events: { [EVENT]: {} },
    ...claims,
  }
}

function logOut(token: string, at: Tenant = tenant): Promise<Response> {
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
  return at.fetch('/auth/backchannel-logout', { method: 'POST', headers, body: `logout_token=${token}` })
}

async function signedIn(userId: string, sid?: string): Promise<Person> {
  return tenant.signIn({ userId, issuer: idp.issuer, ...(sid === undefined ? {} : { sid }) })
}

async function lives(person: Person): Promise<boolean> {
  return (await person.fetch('/api/session')).status === 200
}

test('ends every session of the subject that it names, with the next request', async () => {
  const [one, two, other] = [await signedIn('olga'), await signedIn('olga'), await signedIn('otto')]
  expect([await lives(one), await lives(two), await lives(other)]).toEqual([true, true, true])
  const response = await logOut(await sign(claimsOf({ sub: 'olga' }), { header: { typ: 'logout+jwt' } }))
  expect([response.status, response.headers.get('Cache-Control')]).toEqual([200, 'no-store'])
  expect([await lives(one), await lives(two), await lives(other)]).toEqual([false, false, true])
})

test('ends the one session of the provider that it names by sid', async () => {
  const [one, two] = [await signedIn('paul', 's1'), await signedIn('paul', 's2')]
  expect((await logOut(await sign(claimsOf({ sub: 'paul', sid: 's1' })))).status).toBe(200)
  passTime(FORGOTTEN_MS)
  expect([await lives(one), await lives(two)]).toEqual([false, true])
})

test('ends a session that came about by signing in', async () => {
  const response = await comeBack(tenant, idp, await startLogin(tenant), { claims: { sub: 'rosa', sid: 's9' } })
  const headers = { Cookie: sessionCookieOf(response) ?? '' }
  expect((await tenant.fetch('/api/session', { headers })).status).toBe(200)
  expect((await logOut(await sign(claimsOf({ sub: undefined, sid: 's9' })))).status).toBe(200)
  expect((await tenant.fetch('/api/session', { headers })).status).toBe(401)
})

test('for somebody who is not signed in is in order as well', async () => {
  expect((await logOut(await sign(claimsOf({ sub: 'nobody-here' })))).status).toBe(200)
})

test('needs no proof of a page, and a browser with a session gets no further with it', async () => {
  const person = await signedIn('sara')
  const headers = { 'X-CSRF-Token': null, Origin: null, 'Sec-Fetch-Site': null }
  const response = await person.fetch('/auth/backchannel-logout', { method: 'POST', headers, body: '{}' })
  expect(await problemOf(response)).toEqual([400, 'logout_token_invalid'])
  expect(await lives(person)).toBe(true)
})

describe('a token that is not in order changes nothing', () => {
  test.each<[string, Claims, Parameters<typeof sign>[1]?]>([
    ['another issuer', { iss: 'https://evil.test' }],
    ['another audience', { aud: 'somebody-else' }],
    ['a nonce', { nonce: 'x' }],
    ['no event', { events: undefined }],
    ['another event', { events: { 'http://schemas.openid.net/event/other': {} } }],
    ['an event that is no record', { events: { [EVENT]: true } }],
    ['no jti', { jti: undefined }],
    ['no iat', { iat: undefined }],
    ['made in the future', { iat: NOW + 600 }],
    ['expired', { exp: NOW - 300 }],
    ['no exp', { exp: undefined }],
    ['nobody named', { sub: undefined }],
    ['an ID token', {}, { header: { typ: 'at+jwt' } }],
    ['a key that nobody published', {}, { privateKey: foreignKeys.privateKey }],
    ['an unknown key id', {}, { header: { kid: 'two' } }],
  ])('%s', async (_, claims, signing) => {
    const person = await signedIn('tina')
    const response = await logOut(await sign(claimsOf({ sub: 'tina', ...claims }), signing))
    expect(await problemOf(response)).toEqual([400, 'logout_token_invalid'])
    expect(await lives(person)).toBe(true)
  })

  test.each([
    ['nothing', ''],
    ['no token', 'x=y'],
    ['text that is no token', 'logout_token=hello'],
    ['an unsigned token', `logout_token=${btoa('{"alg":"none"}')}.${btoa('{}')}.`],
    ['two tokens', 'logout_token=a.b.c&logout_token=a.b.c'],
    ['JSON', '{"logout_token":"x"}'],
  ])('%s', async (_, body) => {
    const response = await tenant.fetch('/auth/backchannel-logout', { method: 'POST', body })
    expect(await problemOf(response)).toEqual([400, 'logout_token_invalid'])
  })

  test('one that was played before', async () => {
    const token = await sign(claimsOf({ sub: 'udo' }))
    expect((await logOut(token)).status).toBe(200)
    const person = await signedIn('udo')
    expect(await problemOf(await logOut(token))).toEqual([400, 'logout_token_invalid'])
    expect(await lives(person)).toBe(true)
  })

  test('one in a body of more than 16 kB', async () => {
    const person = await signedIn('vera')
    const token = await sign(claimsOf({ sub: 'vera' }))
    const body = `logout_token=${token}&filler=${'x'.repeat(16 * 1024)}`
    const response = await tenant.fetch('/auth/backchannel-logout', { method: 'POST', body })
    expect(await problemOf(response)).toEqual([400, 'logout_token_invalid'])
    expect(await lives(person)).toBe(true)
  })

  test("at a tenant of another provider: one provider's keys end nothing of another's", async () => {
    const other = await newIdp()
    const elsewhere = await tenantOf(other)
    const person = await elsewhere.signIn({ userId: 'wanda', issuer: other.issuer })
    const response = await logOut(await sign(claimsOf({ sub: 'wanda' })), elsewhere)
    expect(await problemOf(response)).toEqual([400, 'logout_token_invalid'])
    expect((await person.fetch('/api/session')).status).toBe(200)
  })
})

test('a token of an issuer that the tenant has not makes the gateway ask nobody', async () => {
  const stranger = await newIdp()
  const asked = await seen(`${idp.path}/jwks`)
  const response = await logOut(await sign(claimsOf({ iss: stranger.issuer, sub: 'xenia' })))
  expect(await problemOf(response)).toEqual([400, 'logout_token_invalid'])
  expect(await seen(`${stranger.path}/.well-known/openid-configuration`)).toEqual([])
  expect(await seen(`${stranger.path}/jwks`)).toEqual([])
  expect(await seen(`${idp.path}/jwks`)).toEqual(asked)
})

test('section 3: keys that cannot be fetched: 503, so that the provider tries again', async () => {
  const broken = await newIdp()
  const elsewhere = await tenantOf(broken)
  await answer(`${broken.path}/jwks`, { status: 500 })
  const token = await sign(claimsOf({ iss: broken.issuer }))
  expect(await problemOf(await logOut(token, elsewhere))).toEqual([503, 'idp_unavailable'])
})

test('signing out here sends the browser to end the session at the provider too', async () => {
  const person = await tenant.signIn({ idp: 'main', tokens: { idToken: 'the-id-token' } })
  const response = await person.fetch('/auth/logout', { method: 'POST' })
  const { location }: { location: string } = await response.json()
  const url = new URL(location)
  expect(url.origin + url.pathname).toBe(`${idp.issuer}/end`)
  expect(Object.fromEntries(url.searchParams)).toEqual({
    client_id: CLIENT_ID,
    post_logout_redirect_uri: `${tenant.origin}/signed-out`,
    id_token_hint: 'the-id-token',
  })
})

test('signing out works while the provider is down', async () => {
  const broken = await newIdp()
  const elsewhere = await tenantOf(broken)
  await answer(`${broken.path}/.well-known/openid-configuration`, { status: 500 })
  const person = await elsewhere.signIn({ idp: 'main' })
  const response = await person.fetch('/auth/logout', { method: 'POST' })
  expect([response.status, await response.json()]).toEqual([200, { location: '/signed-out' }])
  expect((await person.fetch('/api/session')).status).toBe(401)
})
