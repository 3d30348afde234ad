/** Calls that are sent again: which, how often, and after how long. */
import { expect, test } from 'vitest'
import { problem, scripted } from './scripted-transport.ts'

const NOW = Date.parse('2026-11-01T08:00:00Z')

function busy(status = 503, headers: HeadersInit = {}): () => Response {
  return () => new Response('busy', { status, headers })
}

function later(code: string, after: string): () => Response {
  return () => {
    const answer = problem(429, code)
    answer.headers.set('Retry-After', after)
    return answer
  }
}

const unreachable = new TypeError('Failed to fetch')

test('a read of JSON gets through after two failures, each wait longer than the one before', async () => {
  const { sdk, calls, waits } = scripted([unreachable, busy(502), Response.json(['there'])])
  expect(await sdk.api.json('/api/x')).toEqual(['there'])
  expect(calls.map(({ method }) => method)).toEqual(['GET', 'GET', 'GET'])
  expect(waits).toEqual([150, 300])
})

test('waits differ by chance, so that not everybody comes back at once', async () => {
  const { sdk, waits } = scripted([busy(), Response.json([])], { random: () => 0.5 })
  await sdk.api.json('/api/x')
  expect(waits).toEqual([225])
})

test('a read that goes on failing fails with its last answer', async () => {
  const { sdk, calls } = scripted([busy(), busy(), busy(504)])
  await expect(sdk.api.json('/api/x')).rejects.toMatchObject({ status: 504 })
  expect(calls).toHaveLength(3)
})

test('fetch sends once unless it is told otherwise', async () => {
  const once = scripted([busy()])
  expect((await once.sdk.api.fetch('/api/x')).status).toBe(503)
  const twice = scripted([busy(), new Response('well')])
  expect((await twice.sdk.api.fetch('/api/x', { retries: 1 })).status).toBe(200)
})

test('no number of retries is past five', async () => {
  const { sdk, calls } = scripted(Array.from({ length: 9 }, () => busy()))
  await sdk.api.fetch('/api/x', { retries: 100 })
  expect(calls).toHaveLength(6)
})

test.each([
  ['GET', 2],
  ['HEAD', 2],
  ['PUT', 2],
  ['DELETE', 2],
  ['POST', 1],
  ['PATCH', 1],
] as const)('%s that fails is sent %d times', async (method, times) => {
  const { sdk, calls } = scripted([busy(), busy()])
  await sdk.api.fetch('/api/x', { method, retries: 1 })
  expect(calls).toHaveLength(times)
})

test('a body that can be read once is sent once', async () => {
  const { sdk, calls } = scripted([busy()])
  await sdk.api.fetch('/api/x', { method: 'PUT', retries: 3, body: new ReadableStream() })
  expect(calls).toHaveLength(1)
})

test.each([400, 401, 403, 404, 409, 422, 500, 501])('status %d is final', async (status) => {
  const { sdk, calls } = scripted([busy(status), busy(status)])
  await sdk.api.fetch('/api/x', { retries: 1 })
  expect(calls).toHaveLength(1)
})

test('an error that is none of the network is final', async () => {
  const { sdk, calls } = scripted([new Error('a bug'), new Response('')])
  await expect(sdk.api.fetch('/api/x', { retries: 1 })).rejects.toThrow('a bug')
  expect(calls).toHaveLength(1)
})

test.each([
  ['seconds', '3', [3000]],
  ['less than the own wait', '0', [150]],
  ['a date', 'Sun, 01 Nov 2026 08:00:04 GMT', [4000]],
  ['a date in the past', 'Sun, 01 Nov 2026 07:00:00 GMT', [150]],
  ['nothing that can be read', 'soon', [150]],
  ['a negative number', '-5', [150]],
])('Retry-After in %s is honoured', async (_, after, expected) => {
  const { sdk, waits } = scripted([later('rate_limited', after), Response.json([])], { now: () => NOW })
  await sdk.api.json('/api/x')
  expect(waits).toEqual(expected)
})

test('whoever asks to be left alone for longer than ten seconds is', async () => {
  const { sdk, waits } = scripted([later('rate_limited', '11')], { now: () => NOW })
  await expect(sdk.api.json('/api/x')).rejects.toMatchObject({
    code: 'rate_limited',
    retryAfterMilliseconds: 11_000,
  })
  expect(waits).toEqual([])
})

test('who gives up while it waits is not kept', async () => {
  const giving = new AbortController()
  const { sdk, calls } = scripted([busy(), Response.json([])], {
    pause: async (_, signal) => {
      giving.abort()
      signal.throwIfAborted()
    },
  })
  await expect(sdk.api.json('/api/x', { signal: giving.signal })).rejects.toMatchObject({ name: 'AbortError' })
  expect(calls).toHaveLength(1)
})
