/** An event stream that is open: what passes, and what ends it. */
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { headersOf } from './answer.ts'
import { newTenant, passTime, writeConfiguration, type Person } from './fixture.ts'
import { answer, openAt, push } from './network.ts'
import { byToken } from './operator.ts'

/** Longer than the time between two looks at session and quarantine. */
const LOOKED_AGAIN_MS = 6000
const STREAM_SECONDS = 600

const LIVE = { id: 'live', version: '1.0.0', permissions: { sse: ['orders'] } }
const plugins = [LIVE]
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

  test.each([
    ['disabled', [{ ...LIVE, enabled: false }]],
    ['removed', []],
    ['no longer granted this topic', [{ ...LIVE, permissions: { sse: ['prices'] } }]],
  ])('requirement 23: ends when its plugin is %s', async (_, changed) => {
    const by = await alice()
    const stream = await opened(by)
    await writeConfiguration(by.tenant.host, { plugins: changed, routes })
    expect((await byToken(by.tenant, '/api/plugins/refresh', { method: 'POST' })).status).toBe(200)
    expect(await nextOf(stream)).toEqual({ done: true, value: undefined })
  })

  test('goes on when its plugin changes, and keeps the topic', async () => {
    const by = await alice()
    const stream = await opened(by)
    const changed = [{ ...LIVE, permissions: { sse: ['orders', 'prices'] } }]
    await writeConfiguration(by.tenant.host, { plugins: changed, routes })
    expect((await byToken(by.tenant, '/api/plugins/refresh', { method: 'POST' })).status).toBe(200)
    expect(await nextOf(stream)).toEqual({ done: false, value: 'data: late\n\n' })
    await stream.reader.cancel()
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
