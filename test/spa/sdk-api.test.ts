import { expect, test } from 'vitest'
import { createSdk, ProblemError } from '../../spa/sdk/index.ts'
import { problem, scripted } from './scripted-transport.ts'

async function refusalOf(call: Promise<unknown>): Promise<ProblemError> {
  const error = await call.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (error instanceof ProblemError) return error
  throw new Error(`expected a ProblemError, got ${String(error)}`)
}

test('a read names its plugin and proves nothing it need not prove', async () => {
  const { sdk, calls } = scripted([new Response('[]')])
  await sdk.api.fetch('/api/crud/items')
  expect(calls[0]?.url).toBe('/api/crud/items')
  expect(calls[0]?.method).toBe('GET')
  expect(calls[0]?.headers.get('X-Plugin-Id')).toBe('hello')
  expect(calls[0]?.headers.has('X-CSRF-Token')).toBe(false)
  expect(calls[0]?.init).toMatchObject({ credentials: 'same-origin', redirect: 'error' })
})

test.each(['POST', 'PUT', 'PATCH', 'DELETE'] as const)('%s carries the proof of this session', async (method) => {
  const { sdk, calls } = scripted([new Response('{}')])
  await sdk.api.fetch('/api/crud/items', { method, body: '{}' })
  expect(calls[0]?.headers.get('X-CSRF-Token')).toBe('token-of-the-session')
  expect(calls[0]?.init.body).toBe('{}')
})

test.each([
  [{ 'X-Plugin-Id': 'billing', 'X-CSRF-Token': 'mine' }],
  [{ 'x-plugin-id': 'billing', 'x-csrf-token': 'mine' }],
  [new Headers([['X-PLUGIN-ID', 'billing']])],
])('a caller cannot speak for another plugin: %o', async (headers) => {
  const { sdk, calls } = scripted([new Response('[]')])
  await sdk.api.fetch('/api/crud/items', { headers })
  expect(calls[0]?.headers.get('X-Plugin-Id')).toBe('hello')
  expect(calls[0]?.headers.has('X-CSRF-Token')).toBe(false)
})

test('a caller cannot choose how credentials and redirects are treated', async () => {
  const { sdk, calls } = scripted([new Response('[]')])
  const init = { headers: {}, credentials: 'omit', redirect: 'follow', mode: 'no-cors', keepalive: true }
  await sdk.api.fetch('/api/crud/items', init)
  expect(calls[0]?.init).toMatchObject({ credentials: 'same-origin', redirect: 'error' })
  expect(calls[0]?.init).not.toHaveProperty('mode')
})

test.each([
  ['/api/crud/items', {}, '/api/crud/items'],
  ['/api/crud/items/:id', { id: 'ä' }, '/api/crud/items/%C3%A4'],
  ['/api/crud/items/:id', { id: 7 }, '/api/crud/items/7'],
  ['/api/sales/*', { '*': 'eu/2026' }, '/api/sales/eu/2026'],
])('%s with %o goes to %s', async (template, params, url) => {
  const { sdk, calls } = scripted([new Response('[]')])
  await sdk.api.fetch(template, { params })
  expect(calls[0]?.url).toBe(url)
})

test.each([
  ['/api/crud/items/:id', { id: 'a/b' }],
  ['/api/crud/items/:id', { id: '..' }],
  ['/api/crud/items/:id', { id: '' }],
  ['/api/crud/items/:id', {}],
  ['/api/crud/items/:id', { id: '1', other: '2' }],
  ['/api/sales/*', { '*': '../orders' }],
  ['/api/crud/../sales', {}],
  ['/api/crud/items?all=1', {}],
  ['/api/%2e%2e/auth/logout', {}],
  ['//evil.example/api/x', {}],
  ['https://evil.example/api/x', {}],
  ['api/crud/items', {}],
])('%s with %o is refused before anything is sent', async (template, params) => {
  const { sdk, calls } = scripted([])
  const refusal = await refusalOf(sdk.api.fetch(template, { params }))
  expect(refusal).toMatchObject({ code: 'template_refused', status: 0, requestId: null })
  expect(calls).toEqual([])
})

test.each(['/access/v1/evaluation', '/auth/logout', '/apis/x', '/:a/:b'])('%s is not below /api/', async (path) => {
  const { sdk, calls } = scripted([])
  const params = path === '/:a/:b' ? { a: 'auth', b: 'logout' } : {}
  expect((await refusalOf(sdk.api.fetch(path, { params }))).code).toBe('outside_api')
  expect(calls).toEqual([])
})

test('a query is encoded, lists are repeated, absent values are left out', async () => {
  const { sdk, calls } = scripted([new Response('[]')])
  await sdk.api.fetch('/api/sales/days', { query: { q: 'a&b=c', tag: ['x', 'y'], page: 2, none: undefined, no: null } })
  expect(calls[0]?.url).toBe('/api/sales/days?q=a%26b%3Dc&tag=x&tag=y&page=2')
})

test('a problem becomes an error with its code, and the host hears of it', async () => {
  const { sdk, problems } = scripted([problem(403, 'allowlist_violation')])
  const error = await refusalOf(sdk.api.fetch('/api/crud/items'))
  expect(error).toMatchObject({
    name: 'ProblemError',
    status: 403,
    code: 'allowlist_violation',
    title: 'Title of allowlist_violation',
    requestId: 'r-1',
  })
  expect(problems).toEqual(['allowlist_violation'])
})

test.each(['', 'not json', '[]', 'null', '{"code":7}'])('a problem that says %j still is one', async (body) => {
  const headers = { 'Content-Type': 'application/problem+json', 'X-Request-Id': 'r-2' }
  const { sdk } = scripted([new Response(body, { status: 502, headers })])
  expect(await refusalOf(sdk.api.fetch('/api/crud/items'))).toMatchObject({
    status: 502,
    code: 'unknown',
    requestId: 'r-2',
  })
})

test('any other answer is the caller’s to read, whatever its status', async () => {
  const { sdk } = scripted([new Response('{"error":"no stock"}', { status: 422 })])
  const response = await sdk.api.fetch('/api/crud/items')
  expect([response.status, await response.text()]).toEqual([422, '{"error":"no stock"}'])
})

test('a plugin that was taken away can call nothing any more', async () => {
  const { sdk, dispose, calls } = scripted([new Response('[]')])
  dispose()
  await expect(sdk.api.fetch('/api/crud/items')).rejects.toMatchObject({ name: 'AbortError' })
  expect(calls).toEqual([])
})

test('taking a plugin away aborts what it has under way', async () => {
  const asked = Promise.withResolvers<AbortSignal>()
  const { sdk, dispose } = scripted([
    ({ init }) => {
      if (init.signal) asked.resolve(init.signal)
      return new Promise((_, reject) => init.signal?.addEventListener('abort', () => reject(new Error('gone'))))
    },
  ])
  const call = sdk.api.fetch('/api/crud/items', { signal: new AbortController().signal })
  const signal = await asked.promise
  dispose()
  expect(signal.aborted).toBe(true)
  await expect(call).rejects.toThrow('gone')
})

test('nothing in it can be replaced', () => {
  const { sdk } = scripted([])
  const open = [sdk, sdk.plugin, sdk.api, sdk.sse, sdk.authz, sdk.api.fetch, sdk.sse.subscribe, sdk.authz.evaluate]
  expect(open.every((part) => Object.isFrozen(part))).toBe(true)
  expect(() => Object.assign(sdk.api, { fetch: () => 'mine' })).toThrow(TypeError)
})

test('it keeps the fetch it was given, and nothing of the plugin object', async () => {
  const plugin = { id: 'hello', version: '1.0.0' }
  const seen: string[] = []
  const transport = {
    fetch: async (_: string, init: RequestInit) => {
      seen.push(new Headers(init.headers).get('X-Plugin-Id') ?? '')
      return new Response('[]')
    },
    csrfToken: () => 'token',
  }
  const { sdk } = createSdk(plugin, transport)
  transport.fetch = async () => Promise.reject(new Error('patched'))
  plugin.id = 'billing'
  await sdk.api.fetch('/api/crud/items')
  expect([seen, sdk.plugin.id]).toEqual([['hello'], 'hello'])
})

test('a service’s words about each field come with the error, and nothing that is not of that form', async () => {
  const errors = [{ field: 'name', why: 'is too long' }, { field: 'stock' }, 'name', null, { why: 'x', field: 7 }]
  const body = JSON.stringify({ status: 422, code: 'item_invalid', title: 'Not valid', errors })
  const headers = { 'Content-Type': 'application/problem+json' }
  const { sdk } = scripted([new Response(body, { status: 422, headers })])
  const error = await refusalOf(sdk.api.fetch('/api/crud/items'))
  expect([error.errors, error.quarantine]).toEqual([[{ field: 'name', why: 'is too long' }], null])
})

test.each([
  [{ reason: 'it misbehaved' }, { reason: 'it misbehaved' }],
  [{}, { reason: null }],
  [undefined, { reason: null }],
])('a quarantine that says %o is known as one', async (quarantine, known) => {
  const body = JSON.stringify({ status: 403, code: 'plugin_quarantined', title: 'Quarantined', quarantine })
  const headers = { 'Content-Type': 'application/problem+json' }
  const { sdk } = scripted([new Response(body, { status: 403, headers })])
  const error = await refusalOf(sdk.api.fetch('/api/crud/items'))
  expect([error.quarantine, error.errors]).toEqual([known, []])
})
