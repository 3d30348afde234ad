/** The kill switch: by a flag in KV, by a script's token, by a person on the operators' host, and by nobody else. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { EventReader } from '../dev/event-reader.ts'
import { Operator } from './fixture/operator.ts'
import { jsonOf, refusalOf } from './fixture/problem.ts'
import { type TestStack, useStack } from './fixture/stack.ts'
import { signedIn, Visitor } from './fixture/visitor.ts'

const ACME = 'acme.localhost'
const GLOBEX = 'globex.localhost'
const OPS = 'ops.localhost'
/** A flag that nobody rang the doorbell for is seen when KV is looked at again. */
const PATIENCE = { timeout: 15_000, interval: 200 }
const KILLED = { status: 403, code: 'plugin_quarantined', marker: '1' }
const FINE = { status: 200, code: undefined, marker: null }

let stack: TestStack
let alice: Visitor
let gina: Visitor
let olivia: Visitor
let script: Operator

beforeAll(async () => {
  stack = await useStack('laboratory')
  alice = await signedIn(stack, ACME, 'alice')
  gina = await signedIn(stack, GLOBEX, 'gina')
  olivia = await signedIn(stack, OPS, 'olivia')
  script = new Operator(stack, ACME)
})

async function outcomeOf(answer: Response) {
  return { ...(await refusalOf(answer)), marker: answer.headers.get('X-Plugin-Quarantined') }
}

async function idsFor(visitor: Visitor): Promise<readonly string[]> {
  const manifests = await jsonOf<readonly { id: string }[]>(await visitor.request('/api/plugins/manifests'))
  return manifests.map(({ id }) => id)
}

const bundle = (visitor: Visitor, id: string) => visitor.request(`/api/plugins/bundle?entry=${id}&id=${id}`)
const call = (visitor: Visitor, id: string) => visitor.call(id, '/api/plugins/secure-echo')

/** Lines of the gateway's log that are about a request. */
async function logged(requestId: string): Promise<readonly Record<string, unknown>[]> {
  const lines = await stack.logs('gateway')
  return lines.flatMap((line) => {
    const json = /\{"level":.*\}/.exec(line)?.[0]
    const entry: Record<string, unknown> = json === undefined ? {} : JSON.parse(json)
    return entry['requestId'] === requestId ? [entry] : []
  })
}

describe('a flag that wrangler sets', () => {
  const key = (plugin: string) => ['--local', '--binding', 'CONFIG', `quarantine/${ACME}/${plugin}`]
  afterAll(async () => {
    for (const plugin of ['hello', 'orders-live']) {
      await stack.wrangler('kv', 'key', 'delete', ...key(plugin)).catch(() => null)
    }
  })

  test('takes hello and the live orders away, and its removal brings them back', async () => {
    expect(await idsFor(alice)).toEqual(expect.arrayContaining(['hello', 'orders-live']))
    expect(await outcomeOf(await bundle(alice, 'hello'))).toEqual(FINE)
    expect(await outcomeOf(await call(alice, 'hello'))).toEqual(FINE)
    const stream = new EventReader(await alice.call('orders-live', '/api/events?topic=orders'))
    expect(await stream.block()).toBe(': welcome')

    await stack.wrangler('kv', 'key', 'put', ...key('hello'), 'on')
    await stack.wrangler('kv', 'key', 'put', ...key('orders-live'), '{"reason":"sends wrong figures"}')
    await vi.waitFor(async () => expect(await idsFor(alice)).not.toContain('hello'), PATIENCE)
    await vi.waitFor(async () => expect(await idsFor(alice)).not.toContain('orders-live'), PATIENCE)
    expect(await outcomeOf(await bundle(alice, 'hello'))).toEqual(KILLED)
    expect(await outcomeOf(await alice.request('/api/plugins/bundle/hello/1.0.0'))).toEqual(KILLED)
    expect(await outcomeOf(await call(alice, 'hello'))).toEqual(KILLED)
    expect(await outcomeOf(await alice.call('hello', '/api/plugins/telemetry', { method: 'POST' }))).toEqual(KILLED)
    await expect(stream.next(), 'the open stream ends').rejects.toThrow()
    const refused = await alice.call('orders-live', '/api/events?topic=orders')
    expect(refused.headers.get('X-Plugin-Quarantined')).toBe('1')
    expect(await refused.text()).toContain('sends wrong figures')
    // Of others it is nobody's business.
    expect(await outcomeOf(await call(alice, 'hello-page'))).toEqual(FINE)
    expect(await idsFor(gina)).toContain('orders-live')

    await stack.wrangler('kv', 'key', 'delete', ...key('hello'))
    await stack.wrangler('kv', 'key', 'delete', ...key('orders-live'))
    const both = expect.arrayContaining(['hello', 'orders-live'])
    await vi.waitFor(async () => expect(await idsFor(alice)).toEqual(both), PATIENCE)
    expect(await outcomeOf(await bundle(alice, 'hello'))).toEqual(FINE)
    expect(await outcomeOf(await call(alice, 'hello'))).toEqual(FINE)
    const again = new EventReader(await alice.call('orders-live', '/api/events?topic=orders'))
    expect(await again.block()).toBe(': welcome')
    await again.cancel()
  }, 90_000)
})

describe('an order', () => {
  test('of a script with its token holds with the next request, and is written down', async () => {
    const ordered = await script.post('/api/plugins/quarantine/hello-page', { reason: 'a bad release' })
    const requestId = ordered.headers.get('X-Request-Id') ?? ''
    expect(await jsonOf(ordered)).toMatchObject({
      plugin: 'hello-page',
      tenant: ACME,
      scope: 'tenant',
      quarantined: true,
      reason: 'a bad release',
      by: 'operator:ci',
    })
    expect(await outcomeOf(await call(alice, 'hello-page'))).toEqual(KILLED)
    expect(await outcomeOf(await bundle(alice, 'hello-page'))).toEqual(KILLED)
    expect(await idsFor(alice)).not.toContain('hello-page')
    expect(await idsFor(gina)).toContain('hello-page')
    await script.post('/api/plugins/unquarantine/hello-page')
    expect(await outcomeOf(await call(alice, 'hello-page'))).toEqual(FINE)
    expect(await idsFor(alice)).toContain('hello-page')
    expect(await logged(requestId)).toMatchObject([
      { event: 'operator_action', action: 'quarantine', plugin: 'hello-page', tenant: ACME, subject: 'operator:ci' },
    ])
  })

  test('of Olivia, on the operators’ host, is for the tenant she names', async () => {
    const ordered = await olivia.post(`/api/plugins/quarantine/hello-widget?tenant=${ACME}`, { reason: 'test' })
    expect(await jsonOf(ordered)).toMatchObject({ tenant: ACME, by: 'auth:account:demo:olivia' })
    expect(await outcomeOf(await bundle(alice, 'hello-widget'))).toEqual(KILLED)
    const listed = async () => {
      const { plugins } = await jsonOf<{ plugins: readonly { id: string; quarantined: unknown }[] }>(
        await olivia.request(`/api/ops/plugins?tenant=${ACME}`),
      )
      return plugins.find(({ id }) => id === 'hello-widget')?.quarantined
    }
    expect(await listed()).toMatchObject({ scope: 'tenant', reason: 'test', by: 'auth:account:demo:olivia' })
    await olivia.post(`/api/plugins/unquarantine/hello-widget?tenant=${ACME}`)
    expect(await listed()).toBeNull()
    expect(await outcomeOf(await bundle(alice, 'hello-widget'))).toEqual(FINE)
  })

  test('for every tenant holds in every tenant', async () => {
    await olivia.post('/api/plugins/quarantine/sales-analytics?scope=all')
    expect(await outcomeOf(await bundle(alice, 'sales-analytics'))).toEqual(KILLED)
    expect(await outcomeOf(await bundle(gina, 'sales-analytics'))).toEqual(KILLED)
    await olivia.post('/api/plugins/unquarantine/sales-analytics?scope=all')
    expect(await outcomeOf(await bundle(alice, 'sales-analytics'))).toEqual(FINE)
    expect(await outcomeOf(await bundle(gina, 'sales-analytics'))).toEqual(FINE)
  })

  test.each([
    ['a plugin that there is not', '/api/plugins/quarantine/nobody', undefined, 404, 'operator_plugin_unknown'],
    ['no id', '/api/plugins/quarantine/__proto__', undefined, 404, 'operator_plugin_unknown'],
    ['a reason that is none', '/api/plugins/quarantine/hello', { reason: 7 }, 400, 'body_invalid'],
    ['a reason without end', '/api/plugins/quarantine/hello', { reason: 'x'.repeat(501) }, 400, 'body_invalid'],
  ])('about %s is refused', async (_what, path, body, status, code) => {
    expect(await refusalOf(await script.post(path, body))).toEqual({ status, code })
    expect(await outcomeOf(await call(alice, 'hello'))).toEqual(FINE)
  })

  test('about a tenant that there is not is refused', async () => {
    const answer = await olivia.post('/api/plugins/quarantine/hello?tenant=nobody.localhost')
    expect([403, 404]).toContain(answer.status)
  })
})

describe('nobody else', () => {
  test.each([
    ['Alice on her own tenant’s host', 'alice', ACME, ''],
    ['Olivia with a session of a tenant’s host', 'olivia', ACME, ''],
    ['Alice on the operators’ host', 'alice', OPS, `?tenant=${ACME}`],
    ['Bob on the operators’ host, for all', 'bob', OPS, '?scope=all'],
  ])('%s', async (_who, login, host, query) => {
    const visitor = await signedIn(stack, host, login)
    const requestIds: string[] = []
    for (const order of ['quarantine/hello', 'unquarantine/hello', 'refresh', 'rollback']) {
      const answer = await visitor.post(`/api/plugins/${order}${query}`)
      requestIds.push(answer.headers.get('X-Request-Id') ?? '')
      const refused = await refusalOf(answer)
      expect([order, refused.status]).toEqual([order, order === 'rollback' && query === '?scope=all' ? 400 : 403])
    }
    expect(await refusalOf(await visitor.request(`/api/ops/plugins?tenant=${ACME}`))).toEqual({
      status: 403,
      code: 'operator_required',
    })
    expect(await outcomeOf(await call(alice, 'hello'))).toEqual(FINE)
    expect(await logged(requestIds[0] ?? '')).toMatchObject([
      { event: 'operator_refused', action: 'quarantine', subject: `auth:account:demo:${login}` },
    ])
  })

  test('who is signed out, or has another token', async () => {
    const stranger = new Visitor(stack, ACME)
    const signedOut = { status: 401, code: 'signed_out' }
    expect(await refusalOf(await stranger.post('/api/plugins/quarantine/hello'))).toEqual(signedOut)
    const forged = { Authorization: `Bearer op_${'x'.repeat(43)}` }
    expect(await refusalOf(await stranger.post('/api/plugins/quarantine/hello', {}, forged))).toEqual(signedOut)
    expect(await refusalOf(await alice.post('/api/plugins/quarantine/hello', {}, forged))).toEqual(signedOut)
  })

  test('Olivia without the proof that her own page asks', async () => {
    const answer = await olivia.post(
      `/api/plugins/quarantine/hello?tenant=${ACME}`,
      {},
      { Origin: 'http://evil.example' },
    )
    expect(await refusalOf(answer)).toEqual({ status: 403, code: 'csrf_refused' })
  })
})
