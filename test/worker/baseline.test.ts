/** The headers of section 19, on every answer there is; and the pages (requirements 33, 34 and 38). */
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { headersOf } from './answer.ts'
import { brokenConfig } from './broken.ts'
import { newTenant, OPERATOR_HOST, passTime, send, Tenant, writeConfiguration, type Call } from './fixture.ts'
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
      Vary: 'Cookie, X-Plugin-Id',
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
  const response = await tenant.fetch('/', { bindings: brokenConfig('registry/') })
  expect(response.status).toBe(503)
  expect(response.headers.get('Vary')).toBe('Cookie, X-Plugin-Id')
})

test('no answer over plain HTTP speaks of transport security', async () => {
  expect((await send(`http://${tenant.host}/`)).headers.get('Strict-Transport-Security')).toBeNull()
})

describe('the page', () => {
  test("section 19: has every directive of the source's policy, and those that close its gaps", async () => {
    const policy = (await person.fetch('/')).headers.get('Content-Security-Policy') ?? ''
    const directives = policy.split('; ')
    expect(directives.filter((directive) => !directive.startsWith('script-src ')).toSorted()).toEqual(
      [
        "default-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "object-src 'none'",
        "worker-src 'none'",
        "frame-src 'none'",
        "form-action 'self'",
        "require-trusted-types-for 'script'",
        'trusted-types react empowernow-sdk',
      ].toSorted(),
    )
  })

  test.each(['tenant', 'operator'])(
    'requirement 33: of the %s runs one inline script, the import map, named by its hash',
    async (door) => {
      await writeConfiguration(OPERATOR_HOST, {})
      const response = await (door === 'tenant' ? tenant : new Tenant(OPERATOR_HOST)).fetch('/')
      const html = await response.text()
      const inline = [...html.matchAll(/<script(?<attributes>[^>]*)>(?<text>[^<]+)<\/script>/g)].map(
        ({ groups }) => groups,
      )
      expect(inline.map((script) => script?.['attributes']?.trim())).toEqual(['type="importmap"'])
      const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(inline[0]?.['text']))
      const hash = btoa(String.fromCharCode(...new Uint8Array(digest)))
      const policy = response.headers.get('Content-Security-Policy') ?? ''
      expect(policy.split('; ')).toContain(`script-src 'self' 'sha256-${hash}'`)
      expect(headersOf(response, 'Cache-Control', 'Content-Type')).toEqual({
        'Cache-Control': 'no-store',
        'Content-Type': 'text/html; charset=utf-8',
      })
    },
  )

  test('is the same for everybody: nothing of the person stands in it', async () => {
    const [mine, nobodys] = [await person.fetch('/'), await tenant.fetch('/')]
    expect(await mine.text()).toBe(await nobodys.text())
  })

  test.each(['/api', '/api/', '/access/v1', '/auth', '/auth/nothing', '/assets/x.js', '/.well-known/x'])(
    '%s is none',
    async (path) => {
      const response = await person.fetch(path, { headers: NAVIGATION })
      expect(response.status).toBeGreaterThanOrEqual(400)
    },
  )
})

describe('an error that a person navigates to', () => {
  test('is a page that can be read, with a way on and without script', async () => {
    const response = await tenant.fetch('/auth/callback?state=x&code=y', { headers: NAVIGATION })
    expect([response.status, response.headers.get('Content-Type')]).toEqual([400, 'text/html; charset=utf-8'])
    const html = await response.text()
    expect(html).toContain('<h1>Signing in did not work</h1>')
    expect(html).toContain('<a href="/">')
    expect(html).toContain(response.headers.get('X-Request-Id'))
    expect(html).not.toContain('<script')
  })

  test('repeats nothing of the request', async () => {
    const html = await (await tenant.fetch('/assets/<b>"x', { headers: NAVIGATION })).text()
    expect(html).not.toContain('<b>')
    const hosts = await (
      await send('https://<b>.test/', { headers: NAVIGATION }).catch(() => new Response('refused'))
    ).text()
    expect(hosts).not.toContain('<b>')
  })

  test('is JSON for everything but a navigation', async () => {
    for (const headers of [{ Accept: 'text/html', 'Sec-Fetch-Dest': 'empty' }, { Accept: 'application/json' }]) {
      const response = await tenant.fetch('/auth/callback', { headers })
      expect(response.headers.get('Content-Type')).toBe('application/problem+json')
    }
  })

  test('keeps its marker', async () => {
    const other = await (await newTenant({ plugins: [HELLO] })).signIn()
    await env.CONFIG.put(`quarantine/${other.tenant.host}/hello`, 'on')
    const response = await other.fetch(BUNDLE, { headers: NAVIGATION })
    expect(headersOf(response, 'X-Plugin-Quarantined', 'Content-Type')).toEqual({
      'X-Plugin-Quarantined': '1',
      'Content-Type': 'text/html; charset=utf-8',
    })
  })
})

test('the look of a tenant is its own', async () => {
  const ui = { brand: { name: 'Acme' }, theme: { mode: 'dark', dark: { radius: '8px' } } }
  const acme = await (await newTenant({ ui: () => ui })).signIn()
  expect(await (await acme.fetch('/api/configs/ui')).json()).toEqual({
    brand: { name: 'Acme' },
    theme: { mode: 'dark', light: {}, dark: { radius: '8px' } },
  })
  const plain = await (await newTenant()).signIn()
  expect(await (await plain.fetch('/api/configs/ui')).json()).toMatchObject({ brand: { name: plain.tenant.host } })
})
