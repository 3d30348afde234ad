/** `POST /auth/backchannel-logout`: a provider ends sessions from afar, if the token is in order (requirement 15). */
import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { sha256Hex } from '../../src/io/digest.ts'
import { problemOf } from './answer.ts'
import { FORGOTTEN_MS, newTenant, passTime, type Call, type Person, type Tenant } from './fixture.ts'
import {
  CLIENT_ID,
  comeBack,
  entryOf,
  foreignKeys,
  keysNamed,
  newIdp,
  sessionCookieOf,
  sign as signToken,
  startLogin,
  tenantOf,
  type Claims,
} from './idp.ts'
import { answer, answerJson, seen } from './network.ts'

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

/** As a provider signs logout tokens. */
function sign(claims: Claims, { header = {}, ...rest }: Parameters<typeof signToken>[1] = {}): Promise<string> {
  return signToken(claims, { header: { typ: 'logout+jwt', ...header }, ...rest })
}

function logOut(token: string, at: Tenant = tenant, bindings: Call['bindings'] = {}): Promise<Response> {
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
  return at.fetch('/auth/backchannel-logout', { method: 'POST', headers, body: `logout_token=${token}`, bindings })
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
  const response = await logOut(await sign(claimsOf({ sub: 'olga' })))
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

test('that could not end a session does so when the provider sends it again', async () => {
  const [one, two] = [await signedIn('quentin'), await signedIn('quentin')]
  const lost = await sha256Hex(one.sessionId)
  const SESSIONS = new Proxy(env.SESSIONS, {
    get(namespace, name) {
      if (name !== 'getByName') return Reflect.get(namespace, name)
      return (object: string) => {
        if (object === lost) throw new Error('out of reach')
        return namespace.getByName(object)
      }
    },
  })
  const token = await sign(claimsOf({ sub: 'quentin' }))
  expect(await problemOf(await logOut(token, tenant, { SESSIONS }))).toEqual([503, 'session_unavailable'])
  expect(await lives(one)).toBe(true)
  expect((await logOut(token)).status).toBe(200)
  expect([await lives(one), await lives(two)]).toEqual([false, false])
  expect(await problemOf(await logOut(token))).toEqual([400, 'logout_token_invalid'])
})

test('never has more sessions to end than one request can: with one too many the oldest ends', async () => {
  const first = await signedIn('ruth')
  const known = env.LOGOUTS.getByName(`sub ${idp.issuer} ruth`)
  await runInDurableObject(known, async (_, { storage }) => {
    const later = Array.from({ length: 199 }, (__, at) => [`session:later-${at}`, Date.now() + 1] as const)
    await storage.put<number>(Object.fromEntries(later.slice(0, 100)))
    await storage.put<number>(Object.fromEntries(later.slice(100)))
  })
  const second = await signedIn('ruth')
  expect([await lives(first), await lives(second)]).toEqual([false, true])
  expect(await known.names()).toHaveLength(200)
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
  test.each<[string, Claims, Parameters<typeof signToken>[1]?]>([
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
    ['an ID token', {}, { header: { typ: 'JWT' } }],
    ['an access token', {}, { header: { typ: 'at+jwt' } }],
    ['no typ', {}, { header: { typ: undefined } }],
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

describe('keys are asked for seldom, whoever sends tokens', () => {
  async function providerAndTenant() {
    const own = await newIdp()
    return { own, elsewhere: await tenantOf(own), jwks: `${own.path}/jwks` }
  }

  test('once for many tokens, good or bad', async () => {
    const { own, elsewhere, jwks } = await providerAndTenant()
    const statuses: number[] = []
    for (let each = 0; each < 5; each += 1) {
      statuses.push((await logOut(await sign(claimsOf({ iss: own.issuer })), elsewhere)).status)
      const forged = await sign(claimsOf({ iss: own.issuer }), { privateKey: foreignKeys.privateKey })
      statuses.push((await logOut(forged, elsewhere)).status)
    }
    expect([...new Set(statuses)]).toEqual([200, 400])
    expect(await seen(jwks)).toHaveLength(1)
  })

  test('again for a token that they do not fit, when they have some age: keys are rotated', async () => {
    const { own, elsewhere, jwks } = await providerAndTenant()
    await logOut(await sign(claimsOf({ iss: own.issuer })), elsewhere)
    const rotated = await sign(claimsOf({ iss: own.issuer }), { header: { kid: 'two' } })
    const fetched = await keysNamed('two')
    await answerJson(jwks, fetched)
    expect((await logOut(rotated, elsewhere)).status).toBe(400)
    passTime(30_000)
    expect((await logOut(rotated, elsewhere)).status).toBe(200)
    expect(await seen(jwks)).toHaveLength(2)
  })

  test('not at all of a provider that was down a moment ago', async () => {
    const { own, elsewhere, jwks } = await providerAndTenant()
    await answer(jwks, { status: 500 })
    const token = await sign(claimsOf({ iss: own.issuer }))
    for (let each = 0; each < 3; each += 1) expect((await logOut(token, elsewhere)).status).toBe(503)
    expect(await seen(jwks)).toHaveLength(1)
    await answerJson(jwks, await keysNamed('one'))
    passTime(5000)
    expect((await logOut(token, elsewhere)).status).toBe(200)
  })
})

test('an entry that a token is not for does not stand in the way of the one that it is for', async () => {
  const own = await newIdp()
  const elsewhere = await newTenant({
    idps: (host) => [
      entryOf(own, host, { name: 'first', client: { id: 'another-client' } }),
      entryOf(own, host, { name: 'second' }),
    ],
  })
  const person = await elsewhere.signIn({ userId: 'xenia', issuer: own.issuer })
  expect((await logOut(await sign(claimsOf({ iss: own.issuer, sub: 'xenia' })), elsewhere)).status).toBe(200)
  expect((await person.fetch('/api/session')).status).toBe(401)
})

test('whoever sends many tokens that are none has to wait, and nobody else', async () => {
  const elsewhere = await tenantOf(await newIdp())
  const from = (address: string): Promise<Response> =>
    elsewhere.fetch('/auth/backchannel-logout', {
      method: 'POST',
      headers: { 'CF-Connecting-IP': address },
      body: 'logout_token=a.b.c',
    })
  const statuses: number[] = []
  for (let each = 0; each < 65; each += 1) statuses.push((await from('192.0.2.66')).status)
  expect(statuses.slice(0, 60).every((status) => status === 400)).toBe(true)
  expect(statuses.at(-1)).toBe(429)
  expect((await from('192.0.2.67')).status).toBe(400)
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
