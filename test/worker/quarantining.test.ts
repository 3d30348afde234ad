/** What quarantining a plugin does, to whom, and to whom not (requirement 23). */
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { problemOf } from './answer.ts'
import { newTenant, type Tenant } from './fixture.ts'
import { byToken, operatorOnHost } from './operator.ts'

const HELLO = {
  id: 'hello',
  version: '1.0.0',
  contributions: { routes: [{ path: '/hello', component: 'Hello' }] },
  permissions: { api: [{ method: 'GET', path: '/api/plugins/secure-echo' }] },
}
const BUNDLE = '/api/plugins/bundle?entry=hello&id=hello'
const olivia = await operatorOnHost()

function acme(): Promise<Tenant> {
  return newTenant({ plugins: [HELLO] })
}

test('requirement 23: quarantine takes a plugin away at once, and unquarantine gives it back', async () => {
  const tenant = await acme()
  const person = await tenant.signIn()
  const visible = async () => {
    const manifests: readonly unknown[] = await (await person.fetch('/api/plugins/manifests')).json()
    const [bundle, call] = [await person.fetch(BUNDLE), await person.call('hello', '/api/plugins/secure-echo')]
    return [manifests.length, bundle.status, call.status, call.headers.get('X-Plugin-Quarantined')]
  }
  expect(await visible()).toEqual([1, 200, 200, null])
  const body = JSON.stringify({ reason: 'leaks data' })
  const answered = await byToken(tenant, '/api/plugins/quarantine/hello', { body })
  expect(await answered.json()).toMatchObject({
    quarantined: true,
    scope: 'tenant',
    reason: 'leaks data',
    by: 'operator:ci',
  })
  expect(await visible()).toEqual([0, 403, 403, '1'])
  const again = await byToken(tenant, '/api/plugins/quarantine/hello', { body })
  expect(again.status).toBe(200)
  expect((await byToken(tenant, '/api/plugins/unquarantine/hello')).status).toBe(200)
  expect(await visible()).toEqual([1, 200, 200, null])
  expect((await byToken(tenant, '/api/plugins/unquarantine/hello')).status).toBe(200)
})

test('requirement 19: quarantine at one tenant leaves the others alone', async () => {
  const [one, two] = [await acme(), await acme()]
  await byToken(one, '/api/plugins/quarantine/hello')
  expect((await (await two.signIn()).fetch(BUNDLE)).status).toBe(200)
})

test('?scope=all takes it away everywhere', async () => {
  const tenant = await newTenant({ plugins: [{ ...HELLO, id: 'everywhere' }] })
  const person = await tenant.signIn()
  const path = '/api/plugins/bundle?entry=everywhere&id=everywhere'
  expect((await person.fetch(path)).status).toBe(200)
  const stop = await olivia.fetch('/api/plugins/quarantine/everywhere?scope=all', { method: 'POST' })
  expect(await stop.json()).toMatchObject({ scope: 'all', by: 'auth:account:demo:olivia' })
  expect((await person.fetch(path)).headers.get('X-Plugin-Quarantined')).toBe('1')
  await olivia.fetch('/api/plugins/unquarantine/everywhere?scope=all', { method: 'POST' })
  expect((await person.fetch(path)).status).toBe(200)
})

describe('what cannot be quarantined', () => {
  test.each(['unknown', 'Hello', '__proto__', 'hello%2F..', 'a%20b'])('%s: 404', async (id) => {
    const tenant = await acme()
    const response = await byToken(tenant, `/api/plugins/quarantine/${id}`)
    expect(response.status).toBe(404)
    expect((await env.CONFIG.list({ prefix: `quarantine/${tenant.host}` })).keys).toEqual([])
  })

  test.each([
    ['no JSON', '{'],
    ['a reason that is no text', '{"reason":1}'],
    ['an empty reason', '{"reason":""}'],
    ['a reason of 501 characters', JSON.stringify({ reason: 'x'.repeat(501) })],
    ['more than 4 kB', JSON.stringify({ filler: 'x'.repeat(5000) })],
  ])('a body with %s: 400', async (_, body) => {
    expect(await problemOf(await byToken(await acme(), '/api/plugins/quarantine/hello', { body }))).toEqual([
      400,
      'body_invalid',
    ])
  })

  test('an unknown tenant', async () => {
    const response = await olivia.fetch('/api/plugins/quarantine/hello?tenant=nobody.test', { method: 'POST' })
    expect(await problemOf(response)).toEqual([404, 'tenant_unknown'])
  })

  test('no tenant at all', async () => {
    const response = await olivia.fetch('/api/plugins/quarantine/hello', { method: 'POST' })
    expect(await problemOf(response)).toEqual([400, 'body_invalid'])
  })
})

test("?tenant= on a tenant's host changes nothing", async () => {
  const [one, two] = [await acme(), await acme()]
  await byToken(one, `/api/plugins/quarantine/hello?tenant=${two.host}`)
  expect(await env.CONFIG.get(`quarantine/${one.host}/hello`)).not.toBeNull()
  expect(await env.CONFIG.get(`quarantine/${two.host}/hello`)).toBeNull()
})
