/** `POST /api/plugins/refresh`: files become a live revision, or nothing changes and every mistake is named. */
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { problemOf } from './answer.ts'
import { bundleKey, FORGOTTEN_MS, newTenant, passTime, writeConfiguration, writtenTenant } from './fixture.ts'
import { byToken, fileOf, idsOf, revisionOf } from './operator.ts'

const HELLO = {
  id: 'hello',
  version: '1.0.0',
  permissions: { api: [{ method: 'GET', path: '/api/crud/items/:id', params: { id: 'uuid' } }], sse: ['orders.eu'] },
}
const PATH = '/api/plugins/refresh'

test('a change is live with the refresh, not before, and is told', async () => {
  const tenant = await newTenant({ plugins: [HELLO, { id: 'old', version: '1.0.0' }] })
  const before = await revisionOf(tenant)
  await writeConfiguration(tenant.host, {
    plugins: [
      { ...HELLO, version: '1.1.0' },
      { id: 'new', version: '1.0.0' },
    ],
  })
  passTime(FORGOTTEN_MS)
  expect(await idsOf(tenant)).toEqual(['hello', 'old'])
  const response = await byToken(tenant, PATH)
  expect(await response.json()).toMatchObject({
    scope: 'tenant',
    by: 'operator:ci',
    tenants: [{ tenant: tenant.host, added: ['new'], changed: ['hello'], removed: ['old'], widened: [] }],
    next: null,
  })
  expect(await idsOf(tenant)).toEqual(['hello', 'new'])
  expect(await revisionOf(tenant)).not.toBe(before)
  expect(await env.CONFIG.get(`registry/${tenant.host}/current`, 'json')).toMatchObject({ previous: [before] })
})

test('where KV does not show the pointer yet, what has been edited since is not live either', async () => {
  const tenant = await newTenant({ plugins: [HELLO] })
  const person = await tenant.signIn()
  const before = await revisionOf(tenant)
  await env.CONFIG.put(fileOf(tenant), '[]')
  passTime(FORGOTTEN_MS)
  const CONFIG = new Proxy(env.CONFIG, {
    get(kv, name) {
      const method: unknown = Reflect.get(kv, name)
      if (name !== 'get') return typeof method === 'function' ? method.bind(kv) : method
      return (key: string, type: 'json') =>
        key === `registry/${tenant.host}/current` ? Promise.resolve(null) : kv.get(key, type)
    },
  })
  const seen = await person.fetch('/api/plugins/manifests', { bindings: { CONFIG } })
  expect(await seen.json()).toMatchObject([{ id: 'hello' }])
  expect(await revisionOf(tenant)).toBe(before)
})

test('the same files give the same revision', async () => {
  const tenant = await newTenant({ plugins: [HELLO] })
  const before = await revisionOf(tenant)
  expect((await byToken(tenant, PATH)).status).toBe(200)
  expect(await revisionOf(tenant)).toBe(before)
})

test('permissions that got wider are listed', async () => {
  const tenant = await newTenant({ plugins: [HELLO] })
  const api = [
    { method: 'GET', path: '/api/crud/items/:id' },
    { method: 'POST', path: '/api/crud/items' },
  ]
  await writeConfiguration(tenant.host, { plugins: [{ ...HELLO, permissions: { api, sse: ['orders'] } }] })
  expect(await (await byToken(tenant, PATH)).json()).toMatchObject({
    tenants: [
      {
        changed: ['hello'],
        widened: [
          { plugin: 'hello', what: 'may call GET /api/crud/items/:id with more values: :id need no longer be uuid' },
          { plugin: 'hello', what: 'may call POST /api/crud/items' },
          { plugin: 'hello', what: 'may receive topics orders and below' },
        ],
      },
    ],
  })
})

test('requirement 22: a declared hash that the bytes do not have is a mistake, and the right one is none', async () => {
  const integrity = `sha256:${'0'.repeat(64)}`
  const tenant = await newTenant({ plugins: [HELLO] })
  await writeConfiguration(tenant.host, { plugins: [{ ...HELLO, bundle: { integrity } }] })
  const { rejections }: { rejections: readonly { why: string; where: string }[] } = await (
    await byToken(tenant, PATH)
  ).json()
  expect(rejections).toMatchObject([{ where: '[0].bundle.integrity' }])
  const [found = ''] = /sha256:[0-9a-f]{64}/.exec(rejections[0]?.why ?? '') ?? []
  await writeConfiguration(tenant.host, { plugins: [{ ...HELLO, bundle: { integrity: found } }] })
  expect((await byToken(tenant, PATH)).status).toBe(200)
})

test('a refresh pins the bytes as they are then', async () => {
  const plugins = [{ id: 'rolling', version: '1.0.0', contributions: { routes: [{ path: '/r', component: 'R' }] } }]
  const tenant = await newTenant({ plugins })
  const person = await tenant.signIn()
  await env.BUNDLES.put(bundleKey('rolling', '1.0.0'), 'export const next = 1')
  const path = '/api/plugins/bundle?entry=rolling&id=rolling'
  expect((await person.fetch(path)).status).toBe(409)
  expect((await byToken(tenant, PATH)).status).toBe(200)
  expect(await (await person.fetch(path)).text()).toBe('export const next = 1')
})

describe('first boot', () => {
  test('serves the sound manifests and reports the rest', async () => {
    const tenant = await writtenTenant({ plugins: [{ ...HELLO, id: 'sound' }] })
    await env.CONFIG.put(fileOf(tenant), "- id: sound\n  version: '1.0.0'\n- id: hello\n  version: 1.0\n")
    expect(await idsOf(tenant)).toEqual(['sound'])
    expect((await byToken(tenant, PATH)).status).toBe(422)
  })

  test('with a file that cannot be read at all has no such tenant yet, and has it once the file is right', async () => {
    const tenant = await writtenTenant()
    await env.CONFIG.put(fileOf(tenant), '- id: [')
    expect(await problemOf(await tenant.fetch('/api/session'))).toEqual([404, 'tenant_unknown'])
    await env.CONFIG.put(fileOf(tenant), '[]')
    passTime(11_000)
    expect((await tenant.fetch('/api/session')).status).toBe(401)
  })
})

test('a tenant that has left the files is withdrawn with a refresh of all, and by no other’s refresh', async () => {
  const [one, gone] = [await newTenant({ plugins: [HELLO] }), await newTenant({ plugins: [HELLO] })]
  expect((await byToken(gone, PATH)).status).toBe(200)
  for (const { name } of (await env.CONFIG.list({ prefix: 'config/plugins/' })).keys) {
    if (name !== fileOf(one)) await env.CONFIG.delete(name)
  }
  expect((await byToken(one, PATH)).status).toBe(200)
  passTime(FORGOTTEN_MS)
  expect(await idsOf(gone)).toEqual(['hello'])
  expect((await byToken(one, `${PATH}?scope=all`)).status).toBe(200)
  passTime(FORGOTTEN_MS)
  expect(await problemOf(await gone.fetch('/api/session'))).toEqual([404, 'tenant_unknown'])
})

test('?scope=all compiles every tenant', async () => {
  const [one, two] = [await newTenant({ plugins: [HELLO] }), await newTenant({ plugins: [HELLO] })]
  for (const { host } of [one, two]) await writeConfiguration(host, { plugins: [{ id: 'new', version: '1.0.0' }] })
  for (const { name } of (await env.CONFIG.list({ prefix: 'config/plugins/' })).keys) {
    if (![fileOf(one), fileOf(two)].includes(name)) await env.CONFIG.delete(name)
  }
  const response = await byToken(one, `${PATH}?scope=all`)
  const { scope, tenants }: { scope: string; tenants: readonly object[] } = await response.json()
  expect([response.status, scope]).toEqual([200, 'all'])
  for (const { host } of [one, two]) {
    expect(tenants).toContainEqual(expect.objectContaining({ tenant: host, added: ['new'], removed: ['hello'] }))
  }
  expect([await idsOf(one), await idsOf(two)]).toEqual([['new'], ['new']])
})

test('one mistake anywhere, and ?scope=all changes nothing anywhere', async () => {
  const [one, two] = [await newTenant({ plugins: [HELLO] }), await newTenant({ plugins: [HELLO] })]
  await writeConfiguration(one.host, { plugins: [{ id: 'new', version: '1.0.0' }] })
  await env.CONFIG.put(fileOf(two), '- id: A\n')
  expect((await byToken(one, `${PATH}?scope=all`)).status).toBe(422)
  passTime(FORGOTTEN_MS)
  expect([await idsOf(one), await idsOf(two)]).toEqual([['hello'], ['hello']])
})
