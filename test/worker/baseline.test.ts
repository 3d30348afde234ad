/** The headers of section 19, on every answer there is (requirements 4 and 33). */
import { describe, expect, test } from 'vitest'
import { headersOf } from './answer.ts'
import { brokenConfig } from './broken.ts'
import { passTime, send, type Call } from './fixture.ts'
import { newIdp, tenantOf } from './idp.ts'
import { answer, answerJson } from './network.ts'

const HELLO = {
  id: 'hello',
  version: '1.0.0',
  contributions: { routes: [{ path: '/hello', component: 'Hello' }] },
  permissions: { api: [{ method: 'GET', path: '/api/crud/items/:id' }], sse: ['orders'] },
}
const tenant = await tenantOf(await newIdp(), { plugins: [HELLO] })
const person = await tenant.signIn()
const item = `/api/crud/items/${crypto.randomUUID()}`
await answerJson(item, {})
await answer('/api/events', { headers: [['Content-Type', 'text/event-stream']] })
const BUNDLE = '/api/plugins/bundle?entry=hello&id=hello'
const PLUGIN = { 'X-Plugin-Id': 'hello' }
const NAVIGATION = { Accept: 'text/html,application/xhtml+xml', 'Sec-Fetch-Dest': 'document' }

/** Every kind of answer, with its status. */
const ANSWERS: readonly (readonly [string, number, string, Call])[] = [
  ['a page', 200, '/', {}],
  ['a page, HEAD', 200, '/', { method: 'HEAD' }],
  ['a page of a plugin', 200, '/plugins/hello/items/1', { headers: NAVIGATION }],
  ['a page that is none', 404, '/assets/none.js', { headers: NAVIGATION }],
  ['a problem', 404, '/assets/none.js', {}],
  ['manifests', 200, '/api/plugins/manifests', {}],
  ['the session', 200, '/api/session', {}],
  ['nobody signed in', 401, '/api/session', { headers: { Cookie: null } }],
  ['the look', 200, '/api/configs/ui', {}],
  ['a bundle', 200, BUNDLE, {}],
  ['a bundle, unchanged', 304, BUNDLE, { headers: { 'If-None-Match': '*' } }],
  ['a bundle that is asked for in a wrong way', 400, '/api/plugins/bundle', {}],
  [
    'a decision',
    200,
    '/access/v1/evaluation',
    { method: 'POST', body: '{"resource":{"type":"a","id":"b"},"action":{"name":"v"}}' },
  ],
  ['a proxied answer', 200, item, { headers: PLUGIN }],
  ['an event stream', 200, '/api/events?topic=orders', { headers: PLUGIN }],
  ['a refused call', 403, '/api/crud/other', { headers: PLUGIN }],
  ['a call without a plugin', 403, item, {}],
  ['a request without proof', 403, '/auth/logout', { method: 'POST', headers: { 'X-CSRF-Token': null } }],
  ['the way to sign in', 302, '/auth/login', {}],
  ['a sign-in that failed', 400, '/auth/callback', { headers: NAVIGATION }],
  ['a preflight', 405, '/api/session', { method: 'OPTIONS' }],
  ['metadata', 200, '/.well-known/authzen-configuration', {}],
  ['keys', 200, '/.well-known/jwks.json', {}],
  ['liveness', 200, '/healthz', {}],
  ['an internal error', 500, '/.well-known/jwks.json', { bindings: { ASSERTION_KEY: 'no key' } }],
]

describe.each(ANSWERS)('%s (%d)', (_, status, path, call) => {
  test('section 19: has every header of the baseline', async () => {
    const response = await person.fetch(path, call)
    const isPage = response.headers.get('Content-Type')?.startsWith('text/html')
    expect(response.status).toBe(status)
    expect(
      headersOf(
        response,
        'Permissions-Policy',
        'Vary',
        'X-Content-Type-Options',
        'Cross-Origin-Resource-Policy',
        'Cross-Origin-Opener-Policy',
        'Referrer-Policy',
        'Strict-Transport-Security',
      ),
    ).toEqual({
      'Permissions-Policy':
        'accelerometer=(), autoplay=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()',
      Vary: isPage ? 'Cookie, X-Plugin-Id, Sec-Fetch-Dest' : 'Cookie, X-Plugin-Id',
      'X-Content-Type-Options': 'nosniff',
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Referrer-Policy': 'same-origin',
      'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
    })
    expect(response.headers.get('X-Request-Id')).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('requirement 33: has a policy without wildcard, eval or inline code', async () => {
    const policy = (await person.fetch(path, call)).headers.get('Content-Security-Policy') ?? ''
    expect(policy).toMatch(/default-src '(?:self|none)'/)
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toMatch(/\*|unsafe-|https?:/)
  })

  test('requirement 4: opens nothing to other origins', async () => {
    const response = await person.fetch(path, { ...call, headers: { ...call.headers, Origin: 'https://evil.test' } })
    expect([...response.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([])
  })
})

test.each([
  ['an unknown tenant', 404, 'https://nobody.test/'],
  ['a host that is refused', 400, 'https://127.0.0.1/'],
])('%s: %d, with the baseline too', async (_, status, url) => {
  const response = await send(url)
  expect(response.status).toBe(status)
  expect(headersOf(response, 'Vary', 'X-Content-Type-Options', 'Cache-Control')).toEqual({
    Vary: 'Cookie, X-Plugin-Id',
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
  })
})

test('a registry that is down: 503, with the baseline too', async () => {
  passTime(61_000)
  const response = await tenant.fetch('/api/session', { bindings: brokenConfig('registry/') })
  expect(response.status).toBe(503)
  expect(response.headers.get('Vary')).toBe('Cookie, X-Plugin-Id')
})

test('no answer over plain HTTP speaks of transport security', async () => {
  expect((await send(`http://${tenant.host}/`)).headers.get('Strict-Transport-Security')).toBeNull()
})
