/** `POST /api/plugins/refresh`: files become a live revision, or nothing changes and every mistake is named. */
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { problemOf } from './answer.ts'
import { bundleKey, FORGOTTEN_MS, newTenant, passTime, writeConfiguration, type Tenant } from './fixture.ts'
import { byToken } from './operator.ts'

const HELLO = {
  id: 'hello',
  version: '1.0.0',
  permissions: { api: [{ method: 'GET', path: '/api/crud/items/:id', params: { id: 'uuid' } }], sse: ['orders.eu'] },
}
const PATH = '/api/plugins/refresh'

async function live(setup: Parameters<typeof newTenant>[0]): Promise<Tenant> {
  const tenant = await newTenant(setup)
  expect((await tenant.fetch('/api/session')).status).toBe(401)
  return tenant
}

async function idsOf(tenant: Tenant): Promise<readonly string[]> {
  const manifests: readonly { id: string }[] = await (
    await (await tenant.signIn()).fetch('/api/plugins/manifests')
  ).json()
  return manifests.map(({ id }) => id)
}

function fileOf(tenant: Tenant): string {
  return `config/plugins/${tenant.host}.yaml`
}

async function revisionOf(tenant: Tenant): Promise<string> {
  const pointer = await env.CONFIG.get<{ revision: string }>(`registry/${tenant.host}/current`, 'json')
  return pointer?.revision ?? ''
}

test('a change is live with the refresh, not before, and is told', async () => {
  const tenant = await live({ plugins: [HELLO, { id: 'old', version: '1.0.0' }] })
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

test('the same files give the same revision', async () => {
  const tenant = await live({ plugins: [HELLO] })
  const before = await revisionOf(tenant)
  expect((await byToken(tenant, PATH)).status).toBe(200)
  expect(await revisionOf(tenant)).toBe(before)
})

test('permissions that got wider are listed', async () => {
  const tenant = await live({ plugins: [HELLO] })
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

/** A manifest that is sound but for one line. */
function manifestWith(lines: string): string {
  return `- id: sound\n  version: '1.0.0'\n- id: hello\n  version: '1.0.0'\n${lines}`
}

describe('what is wrong is named with file, place, line and column, and the old revision serves on', () => {
  test.each([
    ['no YAML', '- id: [', '', 1, 8],
    ['a tab for indentation', '- id: a\n\tversion: x\n', '', 2, 2],
    ['a number for the version', '- id: hello\n  version: 1.10\n', '[0].version', 2, 12],
    ['no version', '- id: hello\n', '[0].version', 1, 3],
    ['an id in capitals', "- id: Hello\n  version: '1.0.0'\n", '[0].id', 1, 7],
    ['__proto__ for an id', "- id: __proto__\n  version: '1.0.0'\n", '[0].id', 1, 7],
    ['an id twice', manifestWith("- id: hello\n  version: '1.0.0'\n"), '[2].id', 5, 7],
    ['a wrong range', manifestWith("  engine: { experience: 'soon' }\n"), '[1].engine.experience', 5, 25],
    ['a file outside the root', manifestWith("  bundle: { file: '/etc/passwd' }\n"), '[1].bundle.file', 5, 19],
    ['a file that climbs', manifestWith("  bundle: { file: '/app/plugins/../x.js' }\n"), '[1].bundle.file', 5, 19],
    [
      'a method that is none',
      manifestWith('  permissions:\n    api: [{ method: get, path: /api/a/b }]\n'),
      '[1].permissions.api[0].method',
      6,
      21,
    ],
    [
      'a path of the gateway',
      manifestWith('  permissions:\n    api: [{ method: GET, path: /auth/login }]\n'),
      '[1].permissions.api[0].path',
      6,
      32,
    ],
    [
      'everything below /api',
      manifestWith('  permissions:\n    api: [{ method: GET, path: /api/* }]\n'),
      '[1].permissions.api[0].path',
      6,
      32,
    ],
    [
      'a template that is none',
      manifestWith("  permissions:\n    api: [{ method: GET, path: '/api/a/(.*)' }]\n"),
      '[1].permissions.api[0].path',
      6,
      32,
    ],
    ['an alias', manifestWith('  title: &a x\n'), '[1].title', 5, 13],
    ['two documents', "- id: a\n  version: '1.0.0'\n---\n- id: b\n", '', 3, 1],
    ['a bundle that is not there', "- id: missing\n  version: '9.9.9'\n", '[0].bundle', 1, 3],
  ])('%s', async (_, text, where, line, column) => {
    const tenant = await live({ plugins: [HELLO, { id: 'sound', version: '1.0.0' }] })
    const before = await revisionOf(tenant)
    await env.CONFIG.put(fileOf(tenant), text)
    const response = await byToken(tenant, PATH)
    expect(response.status).toBe(422)
    const { code, rejections }: { code: string; rejections: readonly object[] } = await response.json()
    expect(code).toBe('config_rejected')
    expect(rejections).toContainEqual(
      expect.objectContaining({ file: fileOf(tenant), where, line, column, why: expect.any(String) }),
    )
    passTime(FORGOTTEN_MS)
    expect(await revisionOf(tenant)).toBe(before)
    expect(await idsOf(tenant)).toEqual(['hello', 'sound'])
  })

  test.each([
    ['config/routes.yaml', 'services: { a: { url: "ftp://x" } }\nroutes: []\n', 'services.a.url'],
    ['config/settings.yaml', 'pdp: { timeoutMs: 1 }\n', 'pdp.timeoutMs'],
    [
      'config/idps.yaml',
      'idps: [{ name: a, issuer: "http://evil.test", client: { id: x }, tenants: [] }]\n',
      'idps[0].issuer',
    ],
    ['config/ui.yaml', 'tenants: { a.test: { brand: { name: 1 } } }\n', 'tenants.a.test.brand.name'],
  ])('in %s, of all tenants', async (file, text, where) => {
    const tenant = await live({ plugins: [HELLO] })
    await env.CONFIG.put(file, text)
    const { rejections }: { rejections: readonly object[] } = await (await byToken(tenant, PATH)).json()
    expect(rejections).toContainEqual(expect.objectContaining({ file, where, line: 1 }))
  })

  test('every mistake at once, not the first alone', async () => {
    const tenant = await live({ plugins: [HELLO] })
    await env.CONFIG.put(fileOf(tenant), '- id: A\n  version: 1\n- id: b\n  version: x\n')
    const { rejections }: { rejections: readonly { line: number }[] } = await (await byToken(tenant, PATH)).json()
    expect(rejections.map(({ line }) => line)).toEqual([1, 2, 4])
  })
})

test('requirement 22: a declared hash that the bytes do not have is a mistake, and the right one is none', async () => {
  const integrity = `sha256:${'0'.repeat(64)}`
  const tenant = await live({ plugins: [HELLO] })
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
  const tenant = await live({ plugins })
  const person = await tenant.signIn()
  await env.BUNDLES.put(bundleKey('rolling', '1.0.0'), 'export const next = 1')
  const path = '/api/plugins/bundle?entry=rolling&id=rolling'
  expect((await person.fetch(path)).status).toBe(409)
  expect((await byToken(tenant, PATH)).status).toBe(200)
  expect(await (await person.fetch(path)).text()).toBe('export const next = 1')
})

describe('first boot', () => {
  test('serves the sound manifests and reports the rest', async () => {
    const tenant = await newTenant({ plugins: [{ ...HELLO, id: 'sound' }] })
    await env.CONFIG.put(fileOf(tenant), "- id: sound\n  version: '1.0.0'\n- id: hello\n  version: 1.0\n")
    expect(await idsOf(tenant)).toEqual(['sound'])
    expect((await byToken(tenant, PATH)).status).toBe(422)
  })

  test('with a file that cannot be read at all has no such tenant yet, and has it once the file is right', async () => {
    const tenant = await newTenant()
    await env.CONFIG.put(fileOf(tenant), '- id: [')
    expect(await problemOf(await tenant.fetch('/api/session'))).toEqual([404, 'tenant_unknown'])
    await env.CONFIG.put(fileOf(tenant), '[]')
    passTime(11_000)
    expect((await tenant.fetch('/api/session')).status).toBe(401)
  })
})

test('?scope=all compiles every tenant', async () => {
  const [one, two] = [await live({ plugins: [HELLO] }), await live({ plugins: [HELLO] })]
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
  const [one, two] = [await live({ plugins: [HELLO] }), await live({ plugins: [HELLO] })]
  await writeConfiguration(one.host, { plugins: [{ id: 'new', version: '1.0.0' }] })
  await env.CONFIG.put(fileOf(two), '- id: A\n')
  expect((await byToken(one, `${PATH}?scope=all`)).status).toBe(422)
  passTime(FORGOTTEN_MS)
  expect([await idsOf(one), await idsOf(two)]).toEqual([['hello'], ['hello']])
})
