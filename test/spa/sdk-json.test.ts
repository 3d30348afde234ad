/** `sdk.api.json`: JSON out and in, and every other outcome as one kind of error. */
import { expect, test } from 'vitest'
import { problem, scripted } from './scripted-transport.ts'

interface Item {
  readonly id: number
}

test('what a service sends comes typed', async () => {
  const { sdk, calls } = scripted([Response.json({ id: 7 })])
  const item = await sdk.api.json<Item>('/api/crud/items/:id', { params: { id: 7 } })
  expect(item.id).toBe(7)
  expect(calls[0]).toMatchObject({ url: '/api/crud/items/7', method: 'GET' })
  expect(calls[0]?.headers.get('Accept')).toBe('application/json')
  expect(calls[0]?.headers.has('Content-Type')).toBe(false)
})

test('a body is written as JSON, proves its origin, and is sent once', async () => {
  const { sdk, calls } = scripted([new Response('', { status: 503 })])
  const call = sdk.api.json('/api/crud/items', { method: 'POST', json: { name: 'lamp' } })
  await expect(call).rejects.toMatchObject({ status: 503, code: 'answer_failed' })
  expect(calls).toHaveLength(1)
  expect(calls[0]?.init.body).toBe('{"name":"lamp"}')
  expect(calls[0]?.headers.get('Content-Type')).toBe('application/json')
  expect(calls[0]?.headers.get('X-CSRF-Token')).toBe('token-of-the-session')
})

test('headers of the caller stay', async () => {
  const { sdk, calls } = scripted([Response.json([])])
  await sdk.api.json('/api/x', { headers: { 'If-Match': '"1"', Accept: 'application/geo+json' } })
  expect(calls[0]?.headers.get('If-Match')).toBe('"1"')
  expect(calls[0]?.headers.get('Accept')).toBe('application/geo+json')
})

test.each([
  ['no content', new Response(null, { status: 204 }), null],
  ['nothing at all', new Response(''), null],
  ['null', Response.json(null), null],
  ['a type built upon JSON', new Response('{}', { headers: { 'Content-Type': 'application/geo+json' } }), {}],
])('%s is read', async (_, answer, value) => {
  const { sdk } = scripted([answer])
  expect(await sdk.api.json('/api/x')).toEqual(value)
})

test.each([
  ['a problem', () => problem(403, 'allowlist_violation'), { status: 403, code: 'allowlist_violation' }],
  ['a failure that says nothing', () => new Response('no', { status: 404 }), { status: 404, code: 'answer_failed' }],
  ['a page', () => new Response('<p>', { headers: { 'Content-Type': 'text/html' } }), { code: 'answer_unreadable' }],
  [
    'half of it',
    () => new Response('{"id":', { headers: { 'Content-Type': 'application/json' } }),
    { code: 'answer_unreadable' },
  ],
])('%s is an error', async (_, answer, error) => {
  const { sdk } = scripted([answer])
  await expect(sdk.api.json('/api/x')).rejects.toMatchObject({ name: 'ProblemError', ...error })
})
