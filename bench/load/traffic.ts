/** What the load run asks for: what honest pages ask, and what must never be admitted, whatever fails meanwhile. */
import type { Visitor } from '../../test/e2e/fixture/visitor.ts'

export interface People {
  readonly alice: Visitor
  readonly bob: Visitor
  readonly gina: Visitor
  readonly nobody: Visitor
}

export interface Ask {
  readonly name: string
  /** Must be refused: neither an answer of 2xx or 3xx, nor a request at a service. */
  readonly isWrong?: true
  /** Only while the plugin it names is quarantined for certain. */
  readonly whileClosed?: true
  send(people: People): Promise<Response>
}

/** Stands in the query of what must not reach a service. */
export const MARK = 'must-not-arrive'

const HELLO = { resource: { type: 'plugin.route', id: '/hello' }, action: { name: 'view' } }
const BATCH = { evaluations: [HELLO, { ...HELLO, resource: { type: 'plugin.route', id: '/hello-page' } }] }
const BUNDLE = '/api/plugins/bundle?entry=hello&id=hello'
const wrong = (path: string): string => `${path}${path.includes('?') ? '&' : '?'}${MARK}=1`

const HONEST: readonly Ask[] = [
  { name: 'manifests', send: ({ alice }) => alice.request('/api/plugins/manifests') },
  { name: 'bundle', send: ({ alice }) => alice.request(BUNDLE) },
  { name: 'call', send: ({ alice }) => alice.call('probe', '/api/faults/ok') },
  { name: 'call at another tenant', send: ({ gina }) => gina.call('sales-analytics', '/api/sales/summary') },
  { name: 'items', send: ({ bob }) => bob.call('inventory', '/api/crud/items') },
  { name: 'write', send: ({ alice }) => alice.call('probe', '/api/faults/ok', { method: 'POST', body: { a: 1 } }) },
  { name: 'questions', send: ({ alice }) => alice.post('/access/v1/evaluations', BATCH) },
  { name: 'session', send: ({ gina }) => gina.request('/api/session') },
  { name: 'page', send: ({ nobody }) => nobody.request('/', { headers: { 'Sec-Fetch-Dest': 'document' } }) },
  { name: 'huge answer', send: ({ alice }) => alice.call('probe', '/api/faults/huge') },
  { name: 'slow answer', send: ({ alice }) => alice.call('probe', '/api/faults/slow') },
  { name: 'cut answer', send: ({ alice }) => alice.call('probe', '/api/faults/cut-chunks') },
  { name: 'redirect', send: ({ alice }) => alice.call('probe', '/api/faults/redirect') },
]

const WRONG: readonly Omit<Ask, 'isWrong'>[] = [
  { name: 'off the list', send: ({ alice }) => alice.call('probe', wrong('/api/admin/x')) },
  { name: 'another plugin’s grant', send: ({ alice }) => alice.call('hello', wrong('/api/faults/ok')) },
  { name: 'no plugin', send: ({ alice }) => alice.request(wrong('/api/faults/ok')) },
  { name: 'a disabled plugin', send: ({ alice }) => alice.call('sleeper', wrong('/api/faults/ok')) },
  { name: 'two plugins', send: ({ alice }) => alice.call('probe, hello', wrong('/api/faults/ok')) },
  { name: 'no canonical path', send: ({ alice }) => alice.call('probe', wrong('/api/faults/..%2fok')) },
  {
    name: 'nobody',
    send: ({ nobody }) => nobody.request(wrong('/api/faults/ok'), { headers: { 'X-Plugin-Id': 'probe' } }),
  },
  {
    name: 'another tenant’s session',
    send: ({ alice, gina }) =>
      alice.request(wrong('/api/faults/ok'), { headers: { Cookie: gina.cookies.header(), 'X-Plugin-Id': 'probe' } }),
  },
  {
    name: 'no proof of the page',
    send: ({ alice }) =>
      alice.request(wrong('/api/faults/ok'), {
        method: 'POST',
        headers: { 'X-Plugin-Id': 'probe', 'X-CSRF-Token': 'x', Origin: 'https://evil.example' },
      }),
  },
  { name: 'Bob’s bundle', send: ({ bob }) => bob.request('/api/plugins/bundle?entry=inventory&id=inventory') },
  { name: 'operating without right', send: ({ alice }) => alice.post('/api/plugins/quarantine/hello') },
  { name: 'an unknown topic', send: ({ alice }) => alice.call('orders-live', '/api/events?topic=payroll') },
  {
    name: 'a quarantined plugin',
    whileClosed: true,
    send: ({ alice }) => alice.call('inventory', '/api/crud/items'),
  },
]

/** Two honest requests for each that must be refused, in an order that every run has. */
export const TRAFFIC: readonly Ask[] = WRONG.flatMap((ask, at) => {
  const honest = [HONEST[(2 * at) % HONEST.length], HONEST[(2 * at + 1) % HONEST.length]]
  return [...honest.filter((each) => each !== undefined), { ...ask, isWrong: true as const }]
})
