/** A session store that does not answer, and what `/healthz` says of each store. */
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { problemOf } from './answer.ts'
import { brokenBundles, brokenConfig, outOfReach } from './broken.ts'
import { newTenant, passTime, send } from './fixture.ts'
import { comeBack, newIdp, sessionCookieOf, startLogin, tenantOf } from './idp.ts'

/** Longer than what a store said is believed without looking again. */
const ALL_FORGOTTEN_MS = 61_000
const closed = [503, 'session_unavailable']
const tenant = await newTenant()

describe('the session store', () => {
  test('cannot keep a session: nobody gets a cookie', async () => {
    const idp = await newIdp()
    const tenant = await tenantOf(idp)
    for (const bindings of [{ SESSIONS: outOfReach(env.SESSIONS) }, { LOGOUTS: outOfReach(env.LOGOUTS) }]) {
      const response = await comeBack(tenant, idp, await startLogin(tenant), { bindings })
      expect(sessionCookieOf(response)).toBeUndefined()
      expect(await problemOf(response)).toEqual(closed)
    }
  })

  test('cannot keep a sign-in: nobody is sent away', async () => {
    const tenant = await tenantOf(await newIdp())
    const response = await tenant.fetch('/auth/login', { bindings: { LOGINS: outOfReach(env.LOGINS) } })
    expect(response.headers.get('Location')).toBeNull()
    expect(await problemOf(response)).toEqual(closed)
  })

  test('cannot give a sign-in back: nobody is signed in', async () => {
    const idp = await newIdp()
    const tenant = await tenantOf(idp)
    const bindings = { LOGINS: outOfReach(env.LOGINS) }
    const response = await comeBack(tenant, idp, await startLogin(tenant), { bindings })
    expect(sessionCookieOf(response)).toBeUndefined()
    expect(await problemOf(response)).toEqual(closed)
  })

  test('cannot end a session: nobody is told that it has ended', async () => {
    const person = await tenant.signIn()
    await person.fetch('/api/session')
    const bindings = { SESSIONS: outOfReach(env.SESSIONS) }
    const response = await person.fetch('/auth/logout', { method: 'POST', bindings })
    expect(response.headers.getSetCookie()).toEqual([])
    expect(await problemOf(response)).toEqual(closed)
  })
})

describe('GET /healthz', () => {
  test('says which stores answer', async () => {
    const response = await tenant.fetch('/healthz')
    expect([response.status, await response.json()]).toMatchObject([
      200,
      { status: 'ok', stores: { config: true, bundles: true, sessions: true } },
    ])
  })

  test.each([
    ['config', () => brokenConfig('registry/')],
    ['bundles', brokenBundles],
    ['sessions', () => ({ SESSIONS: outOfReach(env.SESSIONS) })],
  ] as const)('says that %s does not', async (store, broken) => {
    passTime(ALL_FORGOTTEN_MS)
    const response = await tenant.fetch('/healthz', { bindings: broken() })
    expect([response.status, await response.json()]).toMatchObject([
      503,
      { status: 'degraded', stores: { [store]: false } },
    ])
  })

  test('needs no tenant', async () => {
    expect((await send('https://10.0.0.1/healthz')).status).toBe(200)
  })
})
