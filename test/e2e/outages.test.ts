/** Parts that are down: what still works, what says so, and what is closed. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { parse, stringify } from 'yaml'
import { EventReader } from '../dev/event-reader.ts'
import { Operator } from './fixture/operator.ts'
import { PdpRelay, type RelayAnswer } from './fixture/pdp-relay.ts'
import { jsonOf, refusalOf } from './fixture/problem.ts'
import { type TestStack, useStack } from './fixture/stack.ts'
import { openStores, type Stores } from './fixture/stores.ts'
import { signedIn, Visitor } from './fixture/visitor.ts'

const ACME = 'acme.localhost'
const OPS = 'ops.localhost'
const SESSION = '__Host-Http-sid'
const QUESTION = { resource: { type: 'plugin.route', id: '/hello' }, action: { name: 'view' } }

let stack: TestStack
let stores: Stores

beforeAll(async () => {
  stack = await useStack('laboratory')
  stores = await openStores(stack)
})
afterAll(() => stores.close())

const BUNDLE = '/api/plugins/bundle?entry=hello&id=hello'

async function statusOf(answer: Promise<Response>): Promise<number> {
  const { status, body } = await answer
  await body?.cancel()
  return status
}

describe('the PDP', () => {
  /** More than one question, or it would not be asked for a list. */
  const BATCH = { evaluations: [QUESTION, { ...QUESTION, resource: { type: 'plugin.route', id: '/hello-page' } }] }
  let relay: PdpRelay
  let settings: string
  let bob: Visitor
  let olivia: Visitor

  /** On the operators' host, where the PDP is another: a tenant whose own PDP is down permits nobody anything. */
  async function refreshAcme(): Promise<void> {
    await jsonOf(await olivia.post(`/api/plugins/refresh?tenant=${ACME}`))
  }

  beforeAll(async () => {
    bob = await signedIn(stack, ACME, 'bob')
    olivia = await signedIn(stack, OPS, 'olivia')
    relay = await PdpRelay.start()
    settings = (await stores.kv.get('config/settings.yaml')) ?? ''
    const document: { pdp: Record<string, unknown> } = parse(settings)
    document.pdp = { ...document.pdp, url: relay.url, timeoutMs: 1000 }
    await stores.kv.put('config/settings.yaml', stringify(document))
    await refreshAcme()
  })
  afterAll(async () => {
    await stores.kv.put('config/settings.yaml', settings)
    await refreshAcme()
    await relay.stop()
  })

  const ok = (body: unknown): RelayAnswer => ({ body: JSON.stringify(body) })
  const permits = (count: number) => Array.from({ length: count }, () => ({ decision: true }))

  test.each<readonly [what: string, answer: RelayAnswer]>([
    ['says nothing in time', { silent: true }],
    ['answers 500', { status: 500, body: '{"decision":true}' }],
    ['answers 404', { status: 404, body: '{"decision":true}' }],
    ['answers 201', { status: 201, body: '{"evaluations":[{"decision":true},{"decision":true}]}' }],
    ['answers 204', { status: 204 }],
    ['redirects', { status: 302, headers: { Location: 'http://127.0.0.1:9/' }, body: '{"decision":true}' }],
    ['answers HTML', { headers: { 'Content-Type': 'text/html' }, body: '<html>' }],
    ['answers nothing', { body: '' }],
    ['answers half of it', { body: '{"evaluations":[{"decision":true},{"dec' }],
    ['breaks off', { body: '{"evaluations":[{"decision":true}', cut: true }],
    ['answers without end', { body: `{"evaluations":[],"x":"${'x'.repeat(300_000)}"}` }],
  ])('requirement 27: that %s: nothing is permitted, and the page is told why', async (_what, answer) => {
    relay.answer = answer
    expect(await refusalOf(await bob.post('/access/v1/evaluations', BATCH))).toEqual({
      status: 503,
      code: 'pdp_unavailable',
    })
    expect(await refusalOf(await bob.request(BUNDLE))).toEqual({ status: 403, code: 'bundle_not_permitted' })
    expect(await statusOf(bob.request('/api/plugins/manifests'))).toBe(200)
    expect(await statusOf(bob.request('/api/session'))).toBe(200)
    expect(await statusOf(bob.call('sales-analytics', '/api/sales/summary'))).toBe(200)
  })

  test.each<readonly [what: string, body: unknown]>([
    ['fewer decisions', { evaluations: permits(1) }],
    ['more decisions', { evaluations: permits(3) }],
    ['no decisions', { evaluations: [] }],
    ['an object for the list', { evaluations: { 0: { decision: true }, 1: { decision: true }, length: 2 } }],
    ['one decision for all', { decision: true }],
    ['a list alone', permits(2)],
    ['both dialects', { evaluations: permits(2), decisions: permits(2) }],
    ['"true"', { evaluations: [{ decision: 'true' }, { decision: 'true' }] }],
    ['1', { evaluations: [{ decision: 1 }, { decision: 1 }] }],
    ['"allow"', { evaluations: [{ decision: 'allow' }, { decision: 'ALLOW' }] }],
    ['"permit"', { evaluations: [{ decision: 'permit' }, { decision: 'PERMIT' }] }],
    ['"Permit "', { evaluations: [{ decision: 'Permit ' }, { decision: ' Permit' }] }],
    ['{}', { evaluations: [{}, {}] }],
    ['null', { evaluations: [null, null] }],
    ['lists', { evaluations: [{ decision: [true] }, { decision: ['Permit'] }] }],
    ['nested decisions', { evaluations: [{ decision: { decision: true } }, { result: { decision: true } }] }],
    ['decisions in another member', { results: permits(2) }],
  ])('requirement 27: %s is no permit', async (_what, body) => {
    relay.answer = ok(body)
    expect(await jsonOf(await bob.post('/access/v1/evaluations', BATCH))).toEqual({
      decisions: [{ decision: 'Deny' }, { decision: 'Deny' }],
    })
  })

  test('that speaks the source document’s dialect is understood', async () => {
    relay.answer = ok({ decisions: [{ decision: 'Permit' }, { decision: 'Deny' }] })
    expect(await jsonOf(await bob.post('/access/v1/evaluations', BATCH))).toEqual({
      decisions: [{ decision: 'Permit' }, { decision: 'Deny' }],
    })
  })

  test('of a tenant is down: its operators work from the operators’ host', async () => {
    relay.answer = { status: 500 }
    const script = new Operator(stack, ACME)
    expect(await refusalOf(await script.post('/api/plugins/quarantine/hello-widget'))).toEqual({
      status: 503,
      code: 'pdp_unavailable',
    })
    expect(await statusOf(olivia.post(`/api/plugins/quarantine/hello-widget?tenant=${ACME}`))).toBe(200)
    expect(await statusOf(olivia.post(`/api/plugins/unquarantine/hello-widget?tenant=${ACME}`))).toBe(200)
  })
})

describe('the upstream', () => {
  test('is down: calls are 502, streams end, and all else goes on', async () => {
    const alice = await signedIn(stack, ACME, 'alice')
    const stream = new EventReader(await alice.call('orders-live', '/api/events?topic=orders'))
    expect(await stream.block()).toBe(': welcome')
    await stack.halt('upstream')
    await expect(stream.next()).rejects.toThrow()
    const gone = { status: 502, code: 'upstream_unreachable' }
    expect(await refusalOf(await alice.call('sales-analytics', '/api/sales/summary'))).toEqual(gone)
    expect(await refusalOf(await alice.call('inventory', '/api/crud/items', { method: 'POST', body: {} }))).toEqual(
      gone,
    )
    expect(await refusalOf(await alice.call('orders-live', '/api/events?topic=orders'))).toEqual(gone)
    expect(await statusOf(alice.request('/api/plugins/manifests'))).toBe(200)
    expect(await statusOf(alice.request(BUNDLE))).toBe(200)
    expect(await statusOf(alice.post('/access/v1/evaluation', QUESTION))).toBe(200)
    await stack.resume('upstream')
    expect(await statusOf(alice.call('sales-analytics', '/api/sales/summary'))).toBe(200)
  })
})

describe('the identity provider', () => {
  test('is down: nobody new gets in, nobody who is in gets out', async () => {
    const alice = await signedIn(stack, ACME, 'alice')
    const late = new Visitor(stack, ACME)
    const { callback } = await late.provider.signIn(await late.beginSignIn(), 'bob')
    await stack.halt('idp')
    try {
      const down = { status: 503, code: 'idp_unavailable' }
      expect(await refusalOf(await late.comeBack(callback))).toEqual(down)
      expect(late.cookies.get(SESSION)).toBeUndefined()
      expect(await statusOf(alice.request('/api/session'))).toBe(200)
      // What the gateway knew of the provider goes with its process; the sessions do not.
      await stack.restart('gateway')
      expect(await refusalOf(await new Visitor(stack, ACME).request('/auth/login'))).toEqual(down)
      expect((await alice.readSession()).subject.id).toBe('auth:account:demo:alice')
      expect(await statusOf(alice.call('sales-analytics', '/api/sales/summary'))).toBe(200)
      expect(await statusOf(alice.request(BUNDLE))).toBe(200)
      const other = await alice.post('/auth/logout')
      expect(await jsonOf(other)).toEqual({ location: '/signed-out' })
      expect(await refusalOf(await alice.request('/api/session'))).toEqual({ status: 401, code: 'signed_out' })
    } finally {
      await stack.resume('idp')
    }
    const back = new Visitor(stack, ACME)
    await vi.waitFor(() => back.signIn('alice'), { timeout: 15_000, interval: 500 })
    expect((await back.readSession()).subject.id).toBe('auth:account:demo:alice')
  })
})
