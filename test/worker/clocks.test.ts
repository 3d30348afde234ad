/** Clocks that differ, keys that change, configuration that is old where somebody looks: nothing opens because of it. */
import { exportJWK, generateKeyPair } from 'jose'
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { problemOf } from './answer.ts'
import { FORGOTTEN_MS, newTenant, passTime } from './fixture.ts'
import { comeBack, newIdp, sessionCookieOf, startLogin, tenantOf } from './idp.ts'
import { answerJson } from './network.ts'
import { byToken, fileOf, revisionOf } from './operator.ts'

const now = (): number => Math.floor(Date.now() / 1000)

describe('the clock of the identity provider', () => {
  test.each([
    ['half a minute ahead', 20, 303],
    ['half a minute behind', -20, 303],
    ['ten minutes behind, so that its token has ended here', -600, 400],
  ])('is %s', async (_, seconds, status) => {
    const idp = await newIdp()
    const tenant = await tenantOf(idp)
    const at = now() + seconds
    const response = await comeBack(tenant, idp, await startLogin(tenant), { claims: { iat: at, exp: at + 300 } })
    expect(response.status).toBe(status)
    expect(sessionCookieOf(response) === undefined).toBe(status !== 303)
  })

  test('makes no session older or younger than it is here', async () => {
    const idp = await newIdp()
    const tenant = await tenantOf(idp)
    const claims = { iat: now() - 20, exp: now() + 30 * 24 * 3600 }
    const response = await comeBack(tenant, idp, await startLogin(tenant), { claims })
    const headers = { Cookie: sessionCookieOf(response) ?? '' }
    expect((await tenant.fetch('/api/session', { headers })).status).toBe(200)
    passTime(1_800_001)
    expect((await tenant.fetch('/api/session', { headers })).status).toBe(401)
  })
})

describe('the keys of the identity provider', () => {
  test('are rotated: the new one signs people in with the next sign-in, the old one no longer does', async () => {
    const idp = await newIdp()
    const tenant = await tenantOf(idp)
    expect((await comeBack(tenant, idp, await startLogin(tenant))).status).toBe(303)
    const fresh = await generateKeyPair('RS256', { extractable: true })
    const published = { ...(await exportJWK(fresh.publicKey)), kid: 'fresh', alg: 'RS256', use: 'sig' }
    await answerJson(`${idp.path}/jwks`, { keys: [published] })
    passTime(600_000)
    const signing = { privateKey: fresh.privateKey, header: { kid: 'fresh' } }
    expect((await comeBack(tenant, idp, await startLogin(tenant), { signing })).status).toBe(303)
    expect(await problemOf(await comeBack(tenant, idp, await startLogin(tenant)))).toEqual([400, 'login_failed'])
  })
})

describe('KV shows an older revision', () => {
  const HELLO = {
    id: 'hello',
    version: '1.0.0',
    permissions: { api: [{ method: 'GET', path: '/api/plugins/secure-echo' }] },
  }

  /** KV as it looks from afar, where the pointer has not moved yet. */
  async function afar(host: string) {
    const key = `registry/${host}/current`
    const old = await env.CONFIG.get(key)
    return new Proxy(env.CONFIG, {
      get(kv, name) {
        if (name === 'get') {
          return (keys: string, type?: 'json') =>
            keys === key ? Promise.resolve(JSON.parse(old ?? 'null')) : kv.get(keys, type ?? 'json')
        }
        const method: unknown = Reflect.get(kv, name)
        return typeof method === 'function' ? method.bind(kv) : method
      },
    })
  }

  test('than the doorbell knows: a permission that was taken away stays away', async () => {
    const tenant = await newTenant({ plugins: [HELLO] })
    const person = await tenant.signIn()
    const CONFIG = await afar(tenant.host)
    const before = await revisionOf(tenant)
    expect((await person.call('hello', '/api/plugins/secure-echo', { bindings: { CONFIG } })).status).toBe(200)
    await env.CONFIG.put(fileOf(tenant), JSON.stringify([{ ...HELLO, permissions: { api: [] } }]))
    expect((await byToken(tenant, '/api/plugins/refresh')).status).toBe(200)
    expect(await revisionOf(tenant)).not.toBe(before)
    passTime(FORGOTTEN_MS)
    const response = await person.call('hello', '/api/plugins/secure-echo', { bindings: { CONFIG } })
    expect(await problemOf(response)).toEqual([403, 'allowlist_violation', 'x-allowlist-violation: 1'])
  })
})
