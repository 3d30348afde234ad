/** Who is signed in: the cookie, its limits, and whose tenant it is for (requirements 14, 15, 18). */
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { randomId, sha256Hex } from '../../src/io/digest.ts'
import { isSessionAlive } from '../../src/io/sessions.ts'
import { problemOf } from './answer.ts'
import { FORGOTTEN_MS, newTenant, passTime, type Person } from './fixture.ts'

const tenant = await newTenant()
const MINUTE_MS = 60_000

async function statusOf(person: Person, headers = {}): Promise<number> {
  return (await person.fetch('/api/session', { headers })).status
}

test('the page learns who is signed in, and where it runs', async () => {
  const person = await tenant.signIn({ person: { name: 'Alice Archer', email: 'alice@acme.example' } })
  const response = await person.fetch('/api/session')
  expect(await response.json()).toEqual({
    subject: { type: 'account', id: 'auth:account:demo:alice' },
    person: { name: 'Alice Archer', email: 'alice@acme.example' },
    tenant: tenant.host,
    hostVersion: '1.5.0',
    environment: 'staging',
    csrfToken: person.record.csrfToken,
    operator: false,
  })
  expect(response.headers.get('Cache-Control')).toBe('no-store')
})

test('requirement 14: the answer holds neither the session id nor a token', async () => {
  const person = await tenant.signIn({
    tokens: { accessToken: 'at-secret', refreshToken: 'rt-secret', idToken: 'id-secret' },
  })
  const response = await person.fetch('/api/session')
  const everything = JSON.stringify([[...response.headers], await response.text()])
  for (const secret of [person.sessionId, 'at-secret', 'rt-secret', 'id-secret'])
    expect(everything).not.toContain(secret)
})

test('nobody signed in: 401', async () => {
  expect(await problemOf(await tenant.fetch('/api/session'))).toEqual([401, 'signed_out'])
})

describe('requirement 14: the cookie', () => {
  test.each<[string, (id: string) => string, number]>([
    ['alone', (id) => `__Host-Http-sid=${id}`, 200],
    ['among others', (id) => `a=b; __Host-Http-sid=${id}; c=d`, 200],
    ['twice, the same', (id) => `__Host-Http-sid=${id}; __Host-Http-sid=${id}`, 401],
    ['twice, another one first', (id) => `__Host-Http-sid=${randomId()}; __Host-Http-sid=${id}`, 401],
    ['twice, another one last', (id) => `__Host-Http-sid=${id}; __Host-Http-sid=x`, 401],
    ['with another spelling beside it', (id) => `__Host-Http-sid=${id}; __host-http-SID=x`, 401],
    ['in another spelling', (id) => `__host-http-sid=${id}`, 401],
    ['of another name', (id) => `__Host-sid=${id}; sid=${id}`, 401],
    ['empty', () => '__Host-Http-sid=', 401],
    ['in quotes', (id) => `__Host-Http-sid="${id}"`, 401],
    ['one character short', (id) => `__Host-Http-sid=${id.slice(0, -1)}`, 401],
    ['one character long', (id) => `__Host-Http-sid=${id}A`, 401],
    ['its hash', () => `__Host-Http-sid=${'a'.repeat(64)}`, 401],
    ['made up', () => `__Host-Http-sid=${randomId()}`, 401],
  ])('%s', async (_, cookieOf, status) => {
    const person = await tenant.signIn()
    expect(await statusOf(person, { Cookie: cookieOf(person.sessionId) })).toBe(status)
  })

  test('the id itself is stored nowhere: the object is named by its hash', async () => {
    const person = await tenant.signIn()
    expect(await env.SESSIONS.getByName(await sha256Hex(person.sessionId)).read()).toMatchObject({
      tenant: tenant.host,
    })
    expect(await env.SESSIONS.getByName(person.sessionId).read()).toBeNull()
  })

  test('is not set anew by requests that only use it', async () => {
    const person = await tenant.signIn()
    expect((await person.fetch('/api/session')).headers.get('Set-Cookie')).toBeNull()
  })
})

test("requirement 18: another tenant's session is none here, and lives on there", async () => {
  const gina = await (await newTenant()).signIn({ userId: 'gina' })
  expect((await tenant.fetch('/api/session', { headers: { Cookie: gina.cookie } })).status).toBe(401)
  expect(await statusOf(gina)).toBe(200)
})

describe('requirement 15: the limits', () => {
  test('half an hour without a request ends it', async () => {
    const person = await tenant.signIn()
    passTime(30 * MINUTE_MS - 1)
    expect(await statusOf(person)).toBe(200)
    passTime(30 * MINUTE_MS)
    expect(await problemOf(await person.fetch('/api/session'))).toEqual([401, 'signed_out'])
  })

  test('requests keep it alive', async () => {
    const person = await tenant.signIn()
    for (let minutes = 0; minutes < 120; minutes += 20) {
      passTime(20 * MINUTE_MS)
      expect(await statusOf(person)).toBe(200)
    }
  })

  test('eight hours end it, whatever happens', async () => {
    const person = await tenant.signIn()
    for (let minutes = 0; minutes < 460; minutes += 20) {
      passTime(20 * MINUTE_MS)
      expect(await statusOf(person)).toBe(200)
    }
    passTime(20 * MINUTE_MS)
    expect(await statusOf(person)).toBe(401)
  })

  test('is not kept by a page that merely stands open: its line asks, and that is no sign of the person', async () => {
    const person = await tenant.signIn()
    for (const minutes of [10, 10]) {
      passTime(minutes * MINUTE_MS)
      expect(await isSessionAlive(env, person.sessionId)).toBe(true)
    }
    passTime(11 * MINUTE_MS)
    expect(await isSessionAlive(env, person.sessionId)).toBe(false)
    expect(await statusOf(person)).toBe(401)
  })

  test('an expired one is erased, and stays ended when the clock is wrong again', async () => {
    const person = await tenant.signIn()
    passTime(31 * MINUTE_MS)
    expect(await statusOf(person)).toBe(401)
    passTime(-31 * MINUTE_MS)
    expect(await statusOf(person)).toBe(401)
    passTime(31 * MINUTE_MS)
  })

  test("a tenant's settings may be stricter for sessions that are open", async () => {
    const strict = await newTenant({ settings: { session: { idleSeconds: 60, absoluteSeconds: 300 } } })
    const person = await strict.signIn()
    passTime(59_000)
    expect(await statusOf(person)).toBe(200)
    passTime(242_000)
    expect(await statusOf(person)).toBe(401)
  })
})

describe('requirement 15: signing out', () => {
  test('ends the session with the next request, and takes the cookie away', async () => {
    const person = await tenant.signIn()
    expect(await statusOf(person)).toBe(200)
    const response = await person.fetch('/auth/logout', { method: 'POST' })
    expect([response.status, await response.json()]).toEqual([200, { location: '/signed-out' }])
    expect(response.headers.getSetCookie()).toEqual([
      '__Host-Http-sid=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0',
    ])
    expect(await statusOf(person)).toBe(401)
    passTime(FORGOTTEN_MS)
    expect(await statusOf(person)).toBe(401)
  })

  test('twice is once', async () => {
    const person = await tenant.signIn()
    await person.fetch('/auth/logout', { method: 'POST' })
    expect(await problemOf(await person.fetch('/auth/logout', { method: 'POST' }))).toEqual([401, 'signed_out'])
  })

  test('leaves the other sessions of the person alone', async () => {
    const [here, there] = [await tenant.signIn(), await tenant.signIn()]
    await here.fetch('/auth/logout', { method: 'POST' })
    passTime(FORGOTTEN_MS)
    expect([await statusOf(here), await statusOf(there)]).toEqual([401, 200])
  })

  test('is no link: GET does nothing', async () => {
    const person = await tenant.signIn()
    expect((await person.fetch('/auth/logout')).status).toBe(404)
    expect(await statusOf(person)).toBe(200)
  })
})
