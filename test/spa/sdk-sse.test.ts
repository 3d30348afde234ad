import { expect, test } from 'vitest'
import type { SseEvent } from '../../spa/sdk/index.ts'
import { type Answer, problem, scripted, stream } from './scripted-transport.ts'

/** Follows a topic through scripted answers until it ends, or until `until` says so. */
async function follow(answers: readonly Answer[], until: (events: readonly SseEvent[]) => boolean = () => false) {
  const ended = Promise.withResolvers<void>()
  const events: SseEvent[] = []
  const states: string[] = []
  const gateway = scripted(answers)
  const unsubscribe = gateway.sdk.sse.subscribe(
    'orders.eu',
    (event) => {
      events.push(event)
      if (until(events)) unsubscribe()
    },
    {
      onState: (state) => {
        states.push(state)
        if (state === 'closed' || state === 'refused') ended.resolve()
      },
    },
  )
  await ended.promise
  return { ...gateway, events, states, data: events.map(({ data }) => data) }
}

test('a topic is asked for by the plugin that has it', async () => {
  const { calls, events, states } = await follow(
    [stream(['event: placed\nid: 1\ndata: {"n":1}\n\n'], 'stay')],
    (seen) => seen.length === 1,
  )
  expect(calls[0]).toMatchObject({ url: '/api/events?topic=orders.eu', method: 'GET' })
  expect(calls[0]?.headers.get('X-Plugin-Id')).toBe('hello')
  expect(calls[0]?.headers.get('Accept')).toBe('text/event-stream')
  expect(calls[0]?.headers.has('Last-Event-ID')).toBe(false)
  expect(events).toEqual([{ type: 'placed', data: '{"n":1}', lastEventId: '1' }])
  expect(states).toEqual(['connecting', 'open', 'closed'])
})

test('a topic cannot add parameters of its own', async () => {
  const { sdk, calls } = scripted([problem(400, 'path_not_canonical')])
  const refused = Promise.withResolvers<void>()
  sdk.sse.subscribe('orders&topic=secret', () => undefined, {
    onState: (state) => (state === 'refused' ? refused.resolve() : undefined),
  })
  await refused.promise
  expect(calls[0]?.url).toBe('/api/events?topic=orders%26topic%3Dsecret')
})

test('events are put together from whatever pieces arrive', async () => {
  const snow = new TextEncoder().encode('data: ☃\n\n')
  const { data } = await follow(
    [
      stream(
        [': hello\n', 'data: one\nda', 'ta: two\n\n', snow.slice(0, 7), snow.slice(7), 'data: last\r\n\r\n'],
        'stay',
      ),
    ],
    (seen) => seen.length === 3,
  )
  expect(data).toEqual(['one\ntwo', '☃', 'last'])
})

test('a lost connection comes back and asks for what it missed', async () => {
  const { calls, data, states, waits } = await follow(
    [
      stream(['id: 7\ndata: a\n\n'], 'break'),
      new TypeError('Failed to fetch'),
      stream(['data: b\n\nid: 9\ndata: c\n\n'], 'close'),
      stream(['data: d\n\n'], 'stay'),
    ],
    (seen) => seen.length === 4,
  )
  expect(data).toEqual(['a', 'b', 'c', 'd'])
  expect(calls.map(({ headers }) => headers.get('Last-Event-ID'))).toEqual([null, '7', '7', '9'])
  expect(states).toEqual(['connecting', 'open', 'retrying', 'retrying', 'open', 'retrying', 'open', 'closed'])
  expect(waits).toEqual([500, 1000, 500])
})

test('waits double up to half a minute, and start over once events flow again', async () => {
  const down = Array.from({ length: 7 }, () => new TypeError('Failed to fetch'))
  const { waits } = await follow(
    [...down, stream(['data: a\n\n'], 'close'), stream(['data: b\n\n'], 'stay')],
    (seen) => seen.length === 2,
  )
  expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000, 500])
})

test('the server may ask for a longer first wait', async () => {
  const { waits } = await follow(
    [stream(['retry: 4000\ndata: a\n\n'], 'close'), stream(['data: b\n\n'], 'stay')],
    (seen) => seen.length === 2,
  )
  expect(waits).toEqual([2000])
})

test.each([
  [401, 'signed_out'],
  [403, 'plugin_quarantined'],
  [403, 'allowlist_violation'],
  [404, 'service_unknown'],
])('%i %s ends it for good', async (status, code) => {
  const { calls, states, problems } = await follow([problem(status, code), stream(['data: late\n\n'])])
  expect(calls).toHaveLength(1)
  expect(states).toEqual(['connecting', 'refused'])
  expect(problems).toEqual([code])
})

test.each([
  ['a bare 403', new Response('no', { status: 403 })],
  ['a page in place of events', new Response('<p>', { headers: { 'Content-Type': 'text/html' } })],
])('%s ends it for good', async (_, answer) => {
  const { states } = await follow([answer])
  expect(states).toEqual(['connecting', 'refused'])
})

test.each([
  ['503', problem(503, 'registry_unavailable')],
  ['a bare 502', new Response('', { status: 502 })],
  ['429', problem(429, 'too_many_requests')],
])('%s is tried again', async (_, answer) => {
  const { data } = await follow([answer, stream(['data: a\n\n'], 'stay')], (seen) => seen.length === 1)
  expect(data).toEqual(['a'])
})

test('204 says that nothing more will come', async () => {
  const { calls, states } = await follow([new Response(null, { status: 204 })])
  expect([calls.length, states]).toEqual([1, ['connecting', 'closed']])
})

test('no event is handled after unsubscribing, not even one that has arrived', async () => {
  const { data } = await follow([stream(['data: a\n\ndata: b\n\n'], 'stay')], (seen) => seen.length === 1)
  expect(data).toEqual(['a'])
})

test('a handler that throws loses its event, not the stream', async () => {
  const third = Promise.withResolvers<void>()
  const { sdk, faults } = scripted([stream(['data: 1\n\ndata: 2\n\ndata: 3\n\n'], 'stay')])
  const stop = sdk.sse.subscribe('orders', ({ data }) => {
    if (data === '2') throw new Error('a bug in the plugin')
    if (data === '3') third.resolve()
  })
  await third.promise
  stop()
  expect(faults).toEqual([new Error('a bug in the plugin')])
})

test('an event without end is cut off', async () => {
  const endless = `data: ${'x'.repeat(1_100_000)}`
  const { data, states } = await follow(
    [stream([endless, endless], 'stay'), stream(['data: sound\n\n'], 'stay')],
    (seen) => seen.length === 1,
  )
  expect(data).toEqual(['sound'])
  expect(states).toEqual(['connecting', 'open', 'retrying', 'open', 'closed'])
})

test.each(['id: a\u0000b', 'id: ☃', `id: ${'9'.repeat(300)}`])('%j is no id to send back', async (line) => {
  const { calls } = await follow(
    [stream([`${line}\ndata: a\n\n`], 'close'), stream(['data: b\n\n'], 'stay')],
    (seen) => seen.length === 2,
  )
  expect(calls[1]?.headers.has('Last-Event-ID')).toBe(false)
})

const ENDS: readonly (readonly [string, (gateway: ReturnType<typeof scripted>, own: AbortController) => void])[] = [
  ['taking the plugin away', ({ dispose }) => dispose()],
  ['the caller’s own signal', (_, own) => own.abort()],
]

test.each(ENDS)('%s cuts a stream', async (_, end) => {
  const [opened, closed, cancelled] = [0, 1, 2].map(() => Promise.withResolvers<void>())
  const own = new AbortController()
  const body = new ReadableStream({ cancel: () => cancelled?.resolve() })
  const gateway = scripted([new Response(body, { headers: { 'Content-Type': 'text/event-stream' } })])
  gateway.sdk.sse.subscribe('orders', () => undefined, {
    signal: own.signal,
    onState: (state) => {
      if (state === 'open') opened?.resolve()
      if (state === 'closed') closed?.resolve()
    },
  })
  await opened?.promise
  end(gateway, own)
  await Promise.all([closed?.promise, cancelled?.promise])
  expect(gateway.calls[0]?.init.signal?.aborted).toBe(true)
})

test('a plugin that was taken away hears nothing', async () => {
  const { sdk, dispose, calls } = scripted([stream(['data: a\n\n'])])
  dispose()
  const states: string[] = []
  sdk.sse.subscribe('orders', () => undefined, { onState: (state) => states.push(state) })
  await Promise.resolve()
  expect([calls.length, states]).toEqual([0, ['closed']])
})
