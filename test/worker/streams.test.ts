/** Event streams: granted by topic, bound to the tenant, and resumed where they broke off. */
import { describe, expect, test } from 'vitest'
import { problemOf } from './answer.ts'
import { newTenant, type Person } from './fixture.ts'
import { answer, seen, seenOnce } from './network.ts'

const plugins = [
  { id: 'live', version: '1.0.0', permissions: { sse: ['orders', 'stock.eu'] } },
  { id: 'deaf', version: '1.0.0', permissions: { api: [{ method: 'GET', path: '/api/events' }] } },
]
const routes = [{ path: '/api/streams/:id', methods: ['GET'], service: 'crud', sse: true }]
const EVENT_STREAM = [['Content-Type', 'text/event-stream']] as const

async function alice(): Promise<Person> {
  return (await newTenant({ plugins, routes })).signIn()
}
const person = await alice()

function newStream(): string {
  return `/api/streams/${crypto.randomUUID()}`
}

describe('requirement 28: a topic is admitted by whole segments', () => {
  test.each([
    ['orders', 200],
    ['orders.eu', 200],
    ['orders.eu.zurich', 200],
    ['stock.eu', 200],
    ['orders-secret', 403],
    ['ordersx', 403],
    ['Orders', 403],
    ['stock', 403],
    ['stock.us', 403],
    ['secrets', 403],
  ])('%s: %d', async (topic, status) => {
    const path = newStream()
    await answer(path, { headers: EVENT_STREAM })
    const response = await person.call('live', `${path}?topic=${topic}`)
    expect([response.status, response.headers.get('X-Allowlist-Violation')]).toEqual([
      status,
      status === 403 ? '1' : null,
    ])
    expect(await seen(path)).toHaveLength(status === 200 ? 1 : 0)
  })

  test.each([
    '',
    '?topic=',
    '?topic=orders&topic=orders',
    '?topic=orders&topic=secrets',
    '?topic=orders&tenant=globex.test',
    '?Topic=orders',
    '?topic=orders.',
    '?topic=.orders',
    '?topic=orders..eu',
    '?topic=globex.test/orders',
    '?topic=orders%26topic%3Dsecrets',
    '?topic=orders%00',
    '?topic=orders*',
    `?topic=orders.${'x'.repeat(128)}`,
  ])('the query %o is refused', async (query) => {
    const path = newStream()
    expect(await problemOf(await person.call('live', path + query))).toEqual([400, 'path_not_canonical'])
    expect(await seen(path)).toEqual([])
  })

  test('the path of a stream on the allow-list of calls grants no topic', async () => {
    const response = await person.call('deaf', '/api/events?topic=orders')
    expect(await problemOf(response)).toEqual([403, 'allowlist_violation', 'x-allowlist-violation: 1'])
  })

  test('without X-Plugin-Id there is no stream', async () => {
    const path = newStream()
    expect(await problemOf(await person.fetch(`${path}?topic=orders`))).toEqual([403, 'plugin_header_invalid'])
    expect(await seen(path)).toEqual([])
  })

  test('HEAD opens none', async () => {
    const response = await person.call('live', `${newStream()}?topic=orders`, { method: 'HEAD' })
    expect(response.status).toBe(405)
  })

  test('the upstream is asked for the topic of this tenant, and gets no cookie', async () => {
    const path = newStream()
    await answer(path, { headers: EVENT_STREAM })
    await person.call('live', `${path}?topic=orders.eu`, { headers: { Accept: 'text/event-stream' } })
    const { target, headers } = await seenOnce(path)
    expect(target).toBe(`${path}?topic=${encodeURIComponent(`${person.tenant.host}/orders.eu`)}`)
    const sent = Object.fromEntries(headers)
    expect(sent).toMatchObject({ accept: 'text/event-stream', authorization: expect.stringMatching(/^Bearer /) })
    expect(sent).not.toHaveProperty('cookie')
  })
})

describe('requirement 28: Last-Event-ID is checked, and reaches the upstream of a stream', () => {
  test.each([
    ['a number', '42', '42'],
    ['a longer one', 'orders-2026-01-01T00:00:00Z/7', 'orders-2026-01-01T00:00:00Z/7'],
    ['256 characters', 'x'.repeat(256), 'x'.repeat(256)],
    ['257 characters', 'x'.repeat(257), undefined],
    ['a tab', 'a\tb', undefined],
  ])('%s', async (_, id, forwarded) => {
    const path = newStream()
    await answer(path, { headers: EVENT_STREAM })
    await person.call('live', `${path}?topic=orders`, { headers: { 'Last-Event-ID': id } })
    expect(Object.fromEntries((await seenOnce(path)).headers)['last-event-id']).toBe(forwarded)
  })

  test('is no header of other calls', async () => {
    const caller = {
      id: 'caller',
      version: '1.0.0',
      permissions: { api: [{ method: 'GET', path: '/api/crud/items/:id' }] },
    }
    const path = `/api/crud/items/${crypto.randomUUID()}`
    const other = await (await newTenant({ plugins: [caller] })).signIn()
    await other.call('caller', path, { headers: { 'Last-Event-ID': '42' } })
    expect(Object.fromEntries((await seenOnce(path)).headers)).not.toHaveProperty('last-event-id')
  })
})
