/** Event streams: granted by topic, bound to the tenant, and ended when whoever opened them may not have them any more. */
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { headersOf, problemOf } from './answer.ts'
import { newTenant, passTime, type Person } from './fixture.ts'
import { answer, openAt, push, seen, seenOnce } from './network.ts'

/** Longer than the time between two looks at session and quarantine. */
const LOOKED_AGAIN_MS = 6000
const STREAM_SECONDS = 600

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

/** An open stream, read event by event. */
async function opened(by: Person, path = newStream()) {
  await answer(path, { headers: EVENT_STREAM, body: 'data: first\n\n', then: 'open' })
  const response = await by.call('live', `${path}?topic=orders`)
  expect(response.status).toBe(200)
  const body = response.body ?? new ReadableStream()
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  expect(await reader.read()).toEqual({ done: false, value: 'data: first\n\n' })
  return { path, reader, response }
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

test('an event stream arrives as one, and can be no document', async () => {
  const { response, reader } = await opened(person)
  expect(
    headersOf(
      response,
      'Content-Type',
      'Cache-Control',
      'Content-Security-Policy',
      'X-Content-Type-Options',
      'Content-Length',
    ),
  ).toEqual({
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-store',
    'Content-Security-Policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
    'X-Content-Type-Options': 'nosniff',
    'Content-Length': null,
  })
  await reader.cancel()
})

test('events are handed on one by one, as they come', async () => {
  const { path, reader } = await opened(person)
  for (const event of ['data: 2\n\n', 'id: 3\ndata: 3\n\n']) {
    await push(path, event)
    expect(await reader.read()).toEqual({ done: false, value: event })
  }
  await reader.cancel()
})

describe('an open stream', () => {
  /** What the stream does with the next event, after the gateway has looked again. */
  async function nextOf({ path, reader }: Awaited<ReturnType<typeof opened>>) {
    passTime(LOOKED_AGAIN_MS)
    await push(path, 'data: late\n\n')
    return reader.read()
  }

  test('goes on while nothing has changed', async () => {
    const stream = await opened(await alice())
    expect(await nextOf(stream)).toEqual({ done: false, value: 'data: late\n\n' })
    await stream.reader.cancel()
  })

  test('requirement 23: ends when its plugin is quarantined', async () => {
    const by = await alice()
    const stream = await opened(by)
    await env.CONFIG.put(`quarantine/${by.tenant.host}/live`, 'on')
    expect(await nextOf(stream)).toEqual({ done: true, value: undefined })
  })

  test('requirement 15: ends when the session has ended', async () => {
    const by = await alice()
    const stream = await opened(by)
    expect((await by.fetch('/auth/logout', { method: 'POST' })).status).toBe(200)
    expect(await nextOf(stream)).toEqual({ done: true, value: undefined })
  })

  test('requirement 12: ends at its greatest age', async () => {
    const stream = await opened(await alice())
    passTime(STREAM_SECONDS * 1000)
    expect(await nextOf(stream)).toEqual({ done: true, value: undefined })
  })

  test("ends with the upstream's, so that the page connects again", async () => {
    const path = newStream()
    await answer(path, { headers: EVENT_STREAM, body: 'data: only\n\n' })
    const response = await person.call('live', `${path}?topic=orders`)
    expect(await response.text()).toBe('data: only\n\n')
  })

  test('that the page leaves is closed at the upstream too', async () => {
    const { path, reader } = await opened(person)
    expect(await openAt(path)).toBe(1)
    await reader.cancel()
    await expect.poll(() => openAt(path)).toBe(0)
  })
})
