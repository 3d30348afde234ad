/** Who may operate plugins, on which host and by which proof (requirement 24). */
import { env } from 'cloudflare:workers'
import { describe, expect, test, vi } from 'vitest'
import { problemOf } from './answer.ts'
import { newTenant, OPERATOR_HOST, type Tenant } from './fixture.ts'
import { byToken, operatorOnHost, OPERATOR_TOKEN } from './operator.ts'
import { pdpSaying } from './pdp.ts'

const HELLO = {
  id: 'hello',
  version: '1.0.0',
  contributions: { routes: [{ path: '/hello', component: 'Hello' }] },
  permissions: { api: [{ method: 'GET', path: '/api/plugins/secure-echo' }] },
}
const olivia = await operatorOnHost()

function acme(): Promise<Tenant> {
  return newTenant({ plugins: [HELLO] })
}

/** Every operation, as a request at a tenant. */
const OPERATIONS = [
  ['POST', '/api/plugins/quarantine/hello'],
  ['POST', '/api/plugins/unquarantine/hello'],
  ['POST', '/api/plugins/refresh'],
  ['GET', '/api/ops/plugins'],
  ['GET', '/api/ops/tenants'],
] as const

describe.each(OPERATIONS)('requirement 24: %s %s', (method, path) => {
  test.each([
    ['a wrong token', `Bearer ${'x'.repeat(OPERATOR_TOKEN.length)}`],
    ['the token and more', `Bearer ${OPERATOR_TOKEN}x`],
    ['a part of the token', `Bearer ${OPERATOR_TOKEN.slice(0, -1)}`],
    ['another scheme', `Basic ${btoa(`ci:${OPERATOR_TOKEN}`)}`],
    ['a scheme in lower case and two blanks', `bearer  ${OPERATOR_TOKEN}`],
    ['no scheme', OPERATOR_TOKEN],
    ['nothing', 'Bearer '],
  ])('%s operates nothing', async (_, authorization) => {
    const tenant = await acme()
    const response = await byToken(tenant, path, { method, headers: { Authorization: authorization } })
    expect(await problemOf(response)).toEqual([401, 'signed_out'])
    expect(await env.CONFIG.get(`quarantine/${tenant.host}/hello`)).toBeNull()
  })

  test('a wrong token is not made up for by a session', async () => {
    const tenant = await acme()
    const person = await tenant.signIn()
    const response = await person.fetch(path, { method, headers: { Authorization: 'Bearer wrong-wrong-wrong-wrong' } })
    expect(response.status).toBe(401)
  })

  test('a person signed in at a tenant is no operator there, even if the PDP would permit it', async () => {
    const response = await (await (await acme()).signIn({ userId: 'olivia' })).fetch(path, { method })
    expect(await problemOf(response)).toEqual([403, 'operator_required'])
  })

  test('the token is refused when the PDP says no', async () => {
    const response = await byToken(await acme(), path, { method, ...pdpSaying(false) })
    expect(await problemOf(response)).toEqual([403, 'operator_required'])
  })

  test("an operator on the operators' host is refused when the PDP says no", async () => {
    const { host } = await acme()
    const response = await olivia.fetch(`${path}?tenant=${host}`, { method, ...pdpSaying(false) })
    expect(await problemOf(response)).toEqual([403, 'operator_required'])
  })

  test('an attempt is written down', async () => {
    using lines = vi.spyOn(console, 'warn')
    const tenant = await acme()
    await byToken(tenant, path, { method, ...pdpSaying(false) })
    const written = lines.mock.calls.map(([line]) => JSON.parse(line))
    expect(written).toContainEqual(
      expect.objectContaining({ event: 'operator_refused', subject: 'operator:ci', via: 'token' }),
    )
  })

  test('the token operates', async () => {
    expect((await byToken(await acme(), path, { method })).status).toBe(200)
  })

  test("an operator on the operators' host operates", async () => {
    const { host } = await acme()
    expect((await olivia.fetch(`${path}?tenant=${host}`, { method })).status).toBe(200)
  })
})

test("a session of the operators' host is none at a tenant", async () => {
  const tenant = await acme()
  const response = await tenant.fetch('/api/session', { headers: { Cookie: olivia.cookie } })
  expect(await problemOf(response)).toEqual([401, 'signed_out'])
})

test('what the PDP is asked about an operator: the action, the plugin, and the tenant acted on', async () => {
  const tenant = await acme()
  const { bindings, asked } = pdpSaying(true)
  await byToken(tenant, '/api/plugins/quarantine/hello', { bindings })
  await olivia.fetch(`/api/plugins/unquarantine/hello?tenant=${tenant.host}`, { method: 'POST', bindings })
  await byToken(tenant, '/api/plugins/refresh', { bindings })
  const edge = (plugin: string) => ({ edge: { tenant: tenant.host, plugin } })
  expect(asked.map(({ body }) => body)).toMatchObject([
    {
      subject: { type: 'service', id: 'operator:ci' },
      resource: { type: 'plugin', id: 'hello' },
      action: { name: 'quarantine' },
      context: edge('hello'),
    },
    {
      subject: { type: 'account', id: 'auth:account:demo:olivia' },
      resource: { type: 'plugin', id: 'hello' },
      action: { name: 'unquarantine' },
      context: edge('hello'),
    },
    { resource: { type: 'plugin', id: '*' }, action: { name: 'refresh' }, context: edge('') },
  ])
})

test('operators see every plugin with its state', async () => {
  const tenant = await newTenant({ plugins: [HELLO, { id: 'off', version: '2.0.0', enabled: false }] })
  await byToken(tenant, '/api/plugins/quarantine/hello', { body: '{"reason":"leaks data"}' })
  const response = await olivia.fetch(`/api/ops/plugins?tenant=${tenant.host}`)
  expect(await response.json()).toMatchObject({
    tenant: tenant.host,
    revision: expect.stringMatching(/^[0-9a-f]{32}$/),
    plugins: [
      {
        id: 'hello',
        version: '1.0.0',
        enabled: true,
        quarantined: { scope: 'tenant', reason: 'leaks data' },
        routes: 1,
        widgets: 0,
      },
      { id: 'off', version: '2.0.0', enabled: false, quarantined: null, routes: 0, widgets: 0 },
    ],
  })
})

test("an operator's session says so, and asks the PDP about the operators' host", async () => {
  const { bindings, asked } = pdpSaying(true)
  expect(await (await olivia.fetch('/api/session', { bindings })).json()).toMatchObject({ operator: true })
  expect(asked[0]?.body).toMatchObject({ action: { name: 'read' }, context: { edge: { tenant: OPERATOR_HOST } } })
  expect(await (await olivia.fetch('/api/session', pdpSaying(false))).json()).toMatchObject({ operator: false })
})

test('without an operators’ host nobody does anything to all tenants at once, and each still operates its own', async () => {
  const tenant = await newTenant({ plugins: [HELLO], settings: { operator: {} } })
  // The list of hosts and settings is the refresh's to write.
  expect((await byToken(tenant, '/api/plugins/refresh')).status).toBe(200)
  for (const path of ['/api/plugins/quarantine/hello', '/api/plugins/refresh']) {
    const response = await byToken(tenant, `${path}?scope=all`)
    expect(response.status).toBe(403)
    expect(await response.json()).toMatchObject({
      code: 'operator_required',
      detail: expect.stringContaining('operator.host'),
    })
  }
  expect(await problemOf(await byToken(tenant, '/api/ops/config', { method: 'GET' }))).toEqual([
    403,
    'operator_required',
  ])
  expect((await byToken(tenant, '/api/plugins/quarantine/hello')).status).toBe(200)
})
