/** Which bundle a URL names, and which it may not name (requirement 21). */
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { problemOf } from './answer.ts'
import { bundleText, FORGOTTEN_MS, newTenant, passTime, type Person } from './fixture.ts'

const HELLO = {
  id: 'hello',
  version: '1.0.0',
  contributions: { routes: [{ path: '/hello', component: 'Hello' }] },
}
const NO_HASH = 'a'.repeat(64)

async function alice(): Promise<Person> {
  return (await newTenant({ plugins: [HELLO] })).signIn()
}

/** For tests that change nothing. */
const person = await alice()

describe('requirement 21: the query names a plugin of this tenant, and nothing else', () => {
  test.each([
    ['entry=other&id=hello', 400, 'bundle_query_invalid'],
    ['entry=hello&id=other', 400, 'bundle_query_invalid'],
    ['id=hello', 400, 'bundle_query_invalid'],
    ['entry=hello', 400, 'bundle_query_invalid'],
    ['', 400, 'bundle_query_invalid'],
    ['entry=hello&id=hello&id=hello', 400, 'bundle_query_invalid'],
    ['entry=hello&entry=hello&id=hello', 400, 'bundle_query_invalid'],
    ['entry=hello&id=hello&v=1.0.0&v=1.0.0', 400, 'bundle_query_invalid'],
    ['entry=hello&id=hello&file=/etc/passwd', 400, 'bundle_query_invalid'],
    ['entry=hello&id=hello&key=plugins/x', 400, 'bundle_query_invalid'],
    ['entry=..%2Fx&id=..%2Fx', 400, 'bundle_query_invalid'],
    ['entry=HELLO&id=HELLO', 400, 'bundle_query_invalid'],
    ['entry=__proto__&id=__proto__', 400, 'bundle_query_invalid'],
    ['entry=constructor&id=constructor', 404, 'bundle_unknown'],
    ['entry=hello&id=hello&v=../1.0.0', 400, 'bundle_query_invalid'],
    ['entry=hello&id=hello&h=123', 400, 'bundle_query_invalid'],
    ['entry=other&id=other', 404, 'bundle_unknown'],
    ['entry=hello&id=hello&v=1.0.1', 404, 'bundle_unknown'],
    [`entry=hello&id=hello&h=${NO_HASH}`, 404, 'bundle_unknown'],
    [`entry=hello&id=hello&v=1.0.0&h=${NO_HASH}`, 404, 'bundle_unknown'],
  ])('?%s: %d %s', async (query, status, code) => {
    expect(await problemOf(await person.fetch(`/api/plugins/bundle?${query}`))).toEqual([status, code])
  })

  test.each([
    ['/api/plugins/bundle/hello/1.0.1', 404, 'bundle_unknown'],
    ['/api/plugins/bundle/other/1.0.0', 404, 'bundle_unknown'],
    [`/api/plugins/bundle/hello/1.0.0?h=${NO_HASH}`, 404, 'bundle_unknown'],
    ['/api/plugins/bundle/hello/1.0.0?v=1.0.0', 400, 'bundle_query_invalid'],
    ['/api/plugins/bundle/hello/1.0.0?id=hello', 400, 'bundle_query_invalid'],
    ['/api/plugins/bundle/hello/1.0.0?entry=hello', 400, 'bundle_query_invalid'],
    ['/api/plugins/bundle/hello%2F1.0.0/1.0.0', 400, 'path_not_canonical'],
    ['/api/plugins/bundle/hello/1%2E0%2E0', 400, 'path_not_canonical'],
    ['/api/plugins/bundle/hello/1.0.0;x', 400, 'path_not_canonical'],
    ['/api/plugins/bundle/hello/%zz', 400, 'path_not_canonical'],
  ])('%s: %d %s', async (path, status, code) => {
    expect(await problemOf(await person.fetch(path))).toEqual([status, code])
  })
})

test("requirement 19: another tenant's plugin is unknown here", async () => {
  const [acme, globex] = [
    await newTenant({ plugins: [HELLO] }),
    await newTenant({ plugins: [{ ...HELLO, id: 'own' }] }),
  ]
  const [alice, gina] = [await acme.signIn(), await globex.signIn({ userId: 'gina' })]
  expect((await alice.fetch('/api/plugins/bundle?entry=hello&id=hello')).status).toBe(200)
  const response = await gina.fetch('/api/plugins/bundle?entry=hello&id=hello')
  expect(await problemOf(response)).toEqual([404, 'bundle_unknown'])
})

test('a disabled plugin has no bundle', async () => {
  const person = await (await newTenant({ plugins: [{ ...HELLO, enabled: false }] })).signIn()
  const response = await person.fetch('/api/plugins/bundle?entry=hello&id=hello')
  expect(await problemOf(response)).toEqual([404, 'bundle_unknown'])
})

test('a file below the plugins root that the manifest names is served, whatever the plugin is called', async () => {
  await env.BUNDLES.put('plugins/shared/deep/code.js', bundleText('shared', '9'))
  const bundle = { file: '/app/plugins/shared/deep/code.js' }
  const person = await (await newTenant({ plugins: [{ ...HELLO, bundle }] })).signIn()
  const response = await person.fetch('/api/plugins/bundle?entry=hello&id=hello')
  expect(await response.text()).toBe(bundleText('shared', '9'))
})

describe('requirement 23: the quarantine flag', () => {
  test.each([
    ['on', true],
    ['1', true],
    ['yes', true],
    ['{"reason":"leaks data","by":"olivia","at":"2026-01-01T00:00:00Z"}', true],
    ['{"quarantined":false}', true],
    ['[', true],
    ['off', false],
    ['OFF', false],
    ['false', false],
    ['0', false],
    ['', false],
  ])('with the value %o quarantines: %s', async (value, isQuarantined) => {
    const person = await alice()
    for (const key of [`quarantine/${person.tenant.host}/hello`, 'quarantine/*/hello']) {
      await env.CONFIG.put(key, value)
      passTime(FORGOTTEN_MS)
      const response = await person.fetch('/api/plugins/bundle?entry=hello&id=hello')
      expect(response.headers.get('X-Plugin-Quarantined'), key).toBe(isQuarantined ? '1' : null)
      expect(response.status, key).toBe(isQuarantined ? 403 : 200)
      await env.CONFIG.delete(key)
    }
  })

  test('of another tenant or another plugin concerns nobody here', async () => {
    const person = await alice()
    await env.CONFIG.put('quarantine/other.test/hello', 'on')
    await env.CONFIG.put(`quarantine/${person.tenant.host}/hello-page`, 'on')
    expect((await person.fetch('/api/plugins/bundle?entry=hello&id=hello')).status).toBe(200)
  })

  test('tells the reason that was given, and nothing else of the value', async () => {
    const person = await alice()
    const flag = { reason: 'leaks data', by: 'olivia', internal: 'ticket 4711' }
    await env.CONFIG.put(`quarantine/${person.tenant.host}/hello`, JSON.stringify(flag))
    const response = await person.fetch('/api/plugins/bundle?entry=hello&id=hello')
    expect(await response.json()).toMatchObject({ quarantine: { reason: 'leaks data' } })
  })
})

test('what the PDP permits of a plugin is asked with the plugin and the tenant, in one batch', async () => {
  const asked: unknown[] = []
  const PDP = {
    async fetch(input: RequestInfo | URL) {
      asked.push(await new Request(input).json())
      return Response.json({ evaluations: [{ decision: false }, { decision: true }] })
    },
    connect() {
      throw new Error('a PDP is asked by HTTP')
    },
  }
  const widgets = [{ slot: 'dashboard.main', component: 'HelloWidget', resource: 'my.widget', action: 'see' }]
  const contributions = { ...HELLO.contributions, widgets }
  const person = await (await newTenant({ plugins: [{ ...HELLO, contributions }] })).signIn()
  const response = await person.fetch('/api/plugins/bundle?entry=hello&id=hello', { bindings: { PDP } })
  expect(response.status).toBe(200)
  expect(asked).toMatchObject([
    {
      evaluations: [
        { resource: { type: 'plugin.route', id: '/hello' }, action: { name: 'view' } },
        {
          subject: { type: 'account', id: 'auth:account:demo:alice' },
          resource: { type: 'my.widget', id: 'hello:HelloWidget' },
          action: { name: 'see' },
          context: { edge: { tenant: person.tenant.host, plugin: 'hello' } },
        },
      ],
    },
  ])
})
