/** Event streams: what survives a lost connection, and what ends a stream that should not go on. */
import { beforeAll, describe, expect, test } from 'vitest'
import { EventReader } from '../dev/event-reader.ts'
import { type TestStack, useStack } from './fixture/stack.ts'
import { headerOf, Upstream } from './fixture/upstream.ts'
import { signedIn, type Visitor } from './fixture/visitor.ts'

const ACME = 'acme.localhost'
const GLOBEX = 'globex.localhost'

let stack: TestStack
let upstream: Upstream
let alice: Visitor
let gina: Visitor

beforeAll(async () => {
  stack = await useStack('laboratory')
  upstream = new Upstream(stack)
  alice = await signedIn(stack, ACME, 'alice')
  gina = await signedIn(stack, GLOBEX, 'gina')
})

async function subscribe(visitor: Visitor, topic: string, lastEventId?: string): Promise<EventReader> {
  const headers = {
    Accept: 'text/event-stream',
    ...(lastEventId === undefined ? {} : { 'Last-Event-ID': lastEventId }),
  }
  const answer = await visitor.call('orders-live', `/api/events?topic=${topic}`, { headers })
  expect(answer.status).toBe(200)
  expect(answer.headers.get('Content-Type')).toBe('text/event-stream')
  expect(answer.headers.get('Cache-Control')).toBe('no-store')
  const reader = new EventReader(answer)
  expect(await reader.block()).toBe(': welcome')
  return reader
}

describe('orders', () => {
  test('come as they happen, to the tenant whose they are, and to nobody else', async () => {
    const [ours, theirs] = [await subscribe(alice, 'orders'), await subscribe(gina, 'orders')]
    const acme = await upstream.order(ACME)
    const globex = await upstream.order(GLOBEX)
    expect(await ours.next()).toMatchObject({ id: acme, event: 'order' })
    expect(await theirs.next()).toMatchObject({ id: globex, event: 'order' })
    await Promise.all([ours.cancel(), theirs.cancel()])
  })

  test('of a topic below the granted one are granted, and only those come', async () => {
    const reader = await subscribe(alice, 'orders.us')
    await upstream.order(ACME, 'eu')
    const wanted = await upstream.order(ACME, 'us')
    expect(await reader.next()).toMatchObject({ id: wanted })
    await reader.cancel()
  })

  test('that came while the connection was lost are there after it, each once', async () => {
    const reader = await subscribe(alice, 'orders')
    const first = await upstream.order(ACME)
    expect(await reader.next()).toMatchObject({ id: first })
    expect(await upstream.dropStreams()).toBeGreaterThan(0)
    await expect(reader.next()).rejects.toThrow()
    const missed = [await upstream.order(ACME), await upstream.order(ACME), await upstream.order(ACME)]
    const again = await subscribe(alice, 'orders', first)
    const later = await upstream.order(ACME)
    const ids = [await again.next(), await again.next(), await again.next(), await again.next()].map(({ id }) => id)
    expect(ids).toEqual([...missed, later])
    await again.cancel()
  })

  test.each([
    ['of a service that never made it', 'x'.repeat(40)],
    ['of a number without end', '9'.repeat(30)],
  ])('a last event id %s harms nobody', async (_what, id) => {
    const reader = await subscribe(alice, 'orders', id)
    await upstream.order(ACME)
    expect((await reader.next()).event).toBe('order')
    await reader.cancel()
  })

  test('requirement 28: the service is asked for one topic, with the tenant before it, and for nothing else', async () => {
    await upstream.forget()
    const reader = await subscribe(alice, 'orders.eu', '1234')
    await reader.cancel()
    const [received] = await upstream.received()
    expect(received?.url).toBe(`/api/events?topic=${encodeURIComponent(`${ACME}/orders.eu`)}`)
    expect(received && headerOf(received, 'Last-Event-ID')).toBe('1234')
    expect(received && headerOf(received, 'Cookie')).toBeNull()
  })

  test.each([
    ['too long', 'x'.repeat(300)],
    ['not printable', 'caf\u00e9'],
  ])('a last event id that is %s stays here', async (_what, id) => {
    await upstream.forget()
    const reader = await subscribe(alice, 'orders', id)
    await reader.cancel()
    const [received] = await upstream.received()
    expect(received && headerOf(received, 'Last-Event-ID')).toBeNull()
  })

  test('a browser that goes takes its stream at the service with it', async () => {
    const reader = await subscribe(alice, 'orders')
    await upstream.dropStreams()
    const other = await subscribe(alice, 'orders')
    await reader.cancel()
    await other.cancel()
    await expect.poll(() => upstream.dropStreams(), { timeout: 10_000 }).toBe(0)
  })
})

describe('a stream has an age', () => {
  async function lifeOf(path: string) {
    const startedAt = performance.now()
    const answer = await alice.call('probe', path)
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    for (;;) {
      const chunk = await reader?.read().catch(() => null)
      if (!chunk || chunk.done) {
        return { seconds: (performance.now() - startedAt) / 1_000, text, ended: chunk?.done === true }
      }
      text += chunk.value
    }
  }

  test('whether it talks without end or says nothing, and then it ends well', async () => {
    const [talking, silent] = await Promise.all([
      lifeOf('/api/faults/endless-events?topic=orders'),
      lifeOf('/api/faults/silent-events?topic=orders'),
    ])
    expect([talking.ended, silent.ended]).toEqual([true, true])
    // Ten seconds in the laboratory; the age is looked at a little later at most.
    for (const { seconds } of [talking, silent]) {
      expect(seconds).toBeGreaterThan(9)
      expect(seconds).toBeLessThan(20)
    }
    expect(talking.text.match(/^id: \d+$/gm)?.length).toBeGreaterThan(7)
  })
})
