/**
 * The contract of the plugin architecture: the three manifests of its example tenant as they were given, and each header
 * and status it names. Where the gateway deviates, the test says so, and why.
 */
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EXAMPLE_HOST, EXAMPLE_TENANT } from './fixture/laboratory.ts'
import { Operator } from './fixture/operator.ts'
import { jsonOf, refusalOf } from './fixture/problem.ts'
import { type TestStack, useStack } from './fixture/stack.ts'
import { openStores, type Stores } from './fixture/stores.ts'
import { signedIn, Visitor } from './fixture/visitor.ts'

const POLL = { timeout: 20_000, interval: 200 }

interface Manifest {
  readonly id: string
  readonly bundle: { readonly url: string; readonly integrity: string }
}

let stack: TestStack
let stores: Stores
let alice: Visitor
let script: Operator
let manifests: readonly Manifest[]

beforeAll(async () => {
  stack = await useStack('laboratory')
  stores = await openStores(stack)
  alice = await signedIn(stack, EXAMPLE_HOST, 'alice')
  script = new Operator(stack, EXAMPLE_HOST)
  manifests = await jsonOf(await alice.request('/api/plugins/manifests'))
})
afterAll(() => stores.close())

function manifestOf(id: string): Manifest {
  const manifest = manifests.find((candidate) => candidate.id === id)
  if (manifest === undefined) throw new Error(`${id} is not there`)
  return manifest
}

async function bytesOf(id: string): Promise<Buffer> {
  const object = await stores.r2.get(`plugins/${id}/1.0.0/index.esm.js`)
  return Buffer.from((await object?.arrayBuffer()) ?? new ArrayBuffer(0))
}

const sha256Of = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

describe('the three manifests', () => {
  const ENGINE = { experience: '>=1.0.0' }
  const ECHO = { method: 'GET', path: '/api/plugins/secure-echo' }
  const TELEMETRY = { method: 'POST', path: '/api/plugins/telemetry' }
  const widget = {
    slot: 'dashboard.main',
    component: 'HelloWidget',
    resource: 'plugin.widget',
    action: 'view',
  }
  const page = (path: string, component: string) => ({ path, component, resource: 'plugin.route', action: 'view' })

  test.each<readonly [id: string, contributions: unknown, permissions: unknown]>([
    ['hello', { routes: [page('/hello', 'Hello')], widgets: [widget] }, { api: [ECHO, TELEMETRY], sse: [] }],
    ['hello-page', { routes: [page('/hello-page', 'HelloPage')], widgets: [] }, { api: [ECHO], sse: [] }],
    ['hello-widget', { routes: [], widgets: [widget] }, { api: [TELEMETRY], sse: [] }],
  ])('%s is served with what it declared', (id, contributions, permissions) => {
    expect(manifestOf(id)).toMatchObject({ id, version: '1.0.0', engine: ENGINE, contributions, permissions })
  })

  test('they are all there is, in their order, as JSON', async () => {
    const answer = await alice.request('/api/plugins/manifests')
    expect(answer.headers.get('Content-Type')).toBe('application/json')
    expect(manifests.map(({ id }) => id)).toEqual(['hello', 'hello-page', 'hello-widget'])
  })

  test('where a file lies is told to nobody; deviation: a URL with version and hash stands in its place', async () => {
    const text = JSON.stringify(manifests)
    expect(text).not.toContain('/app/plugins')
    expect(text).not.toContain('"file"')
    for (const { id, bundle } of manifests) {
      const hash = sha256Of(await bytesOf(id))
      expect(bundle).toEqual({
        url: `/api/plugins/bundle/${id}/1.0.0?h=${hash}`,
        integrity: `sha256:${hash}`,
      })
    }
  })

  test('no key was added to what the example declares', async () => {
    const text = (await stores.kv.get('config/plugins.yaml')) ?? ''
    const example = text.slice(text.indexOf(`${EXAMPLE_TENANT}:`))
    expect(example).not.toMatch(/title|enabled|icon|integrity:/)
  })
})

describe('a bundle', () => {
  test.each(['hello', 'hello-page', 'hello-widget'])('%s has the headers that were named', async (id) => {
    const { url } = manifestOf(id).bundle
    const answer = await alice.request(url, { headers: { 'Sec-Fetch-Dest': 'script' } })
    const bytes = Buffer.from(await answer.arrayBuffer())
    expect(answer.status).toBe(200)
    expect(bytes.equals(await bytesOf(id))).toBe(true)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      // Deviation: quoted, as RFC 9110 has it.
      etag: `"sha256-${sha256Of(bytes)}"`,
      // Deviation: `public` would put what needs a session into shared caches.
      'cache-control': 'private, max-age=31536000, immutable',
    })
  })

  test('deviation: at the address without version it may not be immutable, or no update would ever arrive', async () => {
    const answer = await alice.request('/api/plugins/bundle?entry=hello&id=hello')
    expect([answer.status, answer.headers.get('Cache-Control')]).toEqual([200, 'private, no-cache'])
    expect(await answer.text()).toBe((await bytesOf('hello')).toString())
  })

  test('has a second address by path, with the same bytes', async () => {
    const answer = await alice.request('/api/plugins/bundle/hello/1.0.0')
    expect(answer.status).toBe(200)
    expect(answer.headers.get('ETag')).toBe(`"sha256-${sha256Of(await bytesOf('hello'))}"`)
    expect(await answer.text()).toBe((await bytesOf('hello')).toString())
  })

  test('that the browser has already is not sent again', async () => {
    const etag = `"sha256-${sha256Of(await bytesOf('hello'))}"`
    const { url } = manifestOf('hello').bundle
    for (const known of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
      const answer = await alice.request(url, { headers: { 'If-None-Match': known } })
      expect([answer.status, answer.headers.get('ETag'), await answer.text()]).toEqual([304, etag, ''])
    }
    const other = await alice.request(url, { headers: { 'If-None-Match': '"sha256-x"' } })
    expect(other.status).toBe(200)
  })

  test('answers HEAD like GET, without the bytes, and a range with all of them', async () => {
    const { url } = manifestOf('hello').bundle
    const head = await alice.request(url, { method: 'HEAD' })
    expect([head.status, head.headers.get('Content-Type'), await head.text()]).toEqual([
      200,
      'text/javascript; charset=utf-8',
      '',
    ])
    const range = await alice.request(url, { headers: { Range: 'bytes=0-9' } })
    expect([range.status, (await range.text()).length]).toEqual([200, (await bytesOf('hello')).length])
  })

  test('needs a session', async () => {
    const answer = await new Visitor(stack, EXAMPLE_HOST).request(manifestOf('hello').bundle.url)
    expect(await refusalOf(answer)).toEqual({ status: 401, code: 'signed_out' })
  })

  test('exports what its manifest names, as an ES module', async () => {
    const text = (await bytesOf('hello')).toString()
    expect(text).toMatch(/export\s*\{[^}]*routes[^}]*\}|export const routes/)
    expect(text).toMatch(/widgets/)
  })
})

describe('a refusal', () => {
  test('for quarantine is 403 with X-Plugin-Quarantined: 1, at serving and at use', async () => {
    expect((await script.post('/api/plugins/quarantine/hello-widget')).status).toBe(200)
    const served = await alice.request(manifestOf('hello-widget').bundle.url)
    const used = await alice.call('hello-widget', '/api/plugins/telemetry', { method: 'POST', body: { events: [] } })
    expect((await script.post('/api/plugins/unquarantine/hello-widget')).status).toBe(200)
    for (const answer of [served, used]) {
      expect([answer.status, answer.headers.get('X-Plugin-Quarantined')]).toEqual([403, '1'])
      expect(answer.headers.get('Cache-Control')).toBe('no-store')
    }
    expect((await alice.request(manifestOf('hello-widget').bundle.url)).status).toBe(200)
  })

  test('for the allow-list is 403 with X-Allowlist-Violation: 1', async () => {
    for (const [plugin, method, path] of [
      ['hello-page', 'POST', '/api/plugins/telemetry'],
      ['hello-widget', 'GET', '/api/plugins/secure-echo'],
      ['hello', 'POST', '/api/plugins/secure-echo'],
      ['hello', 'GET', '/api/crud/items/123'],
    ] as const) {
      const answer = await alice.call(plugin, path, { method })
      expect([path, answer.status, answer.headers.get('X-Allowlist-Violation')]).toEqual([path, 403, '1'])
    }
  })

  test('for other bytes than declared is 409 with X-Integrity-Error: 1, and not one of them is sent', async () => {
    const key = 'plugins/hello-page/1.0.0/index.esm.js'
    const bytes = await bytesOf('hello-page')
    await stores.r2.put(key, Buffer.concat([bytes, Buffer.from('\n// one more line')]))
    try {
      let answer = await alice.request(manifestOf('hello-page').bundle.url)
      // Sound bytes in memory may serve for `storeMs`; then the store is looked at again.
      await expect
        .poll(async () => (answer = await alice.request(manifestOf('hello-page').bundle.url)).status, POLL)
        .toBe(409)
      expect(answer.headers.get('X-Integrity-Error')).toBe('1')
      expect([answer.headers.get('ETag'), answer.headers.get('Cache-Control')]).toEqual([null, 'no-store'])
      expect(JSON.parse(await answer.text())).toMatchObject({ code: 'bundle_integrity' })
    } finally {
      await stores.r2.put(key, bytes)
    }
    expect((await alice.request(manifestOf('hello-page').bundle.url)).status).toBe(200)
  })

  test('is a problem with a stable code', async () => {
    const answer = await alice.call('hello', '/api/nothing')
    expect(answer.headers.get('Content-Type')).toBe('application/problem+json')
    expect(JSON.parse(await answer.text())).toEqual({
      status: 403,
      code: 'allowlist_violation',
      title: expect.any(String),
      requestId: answer.headers.get('X-Request-Id'),
      // In development alone: the line that the manifest lacks.
      fix: expect.stringContaining('- { method: GET, path: /api/nothing }'),
    })
  })
})

describe('a decision', () => {
  const about = (type: string, id: string) => ({ resource: { type, id }, action: { name: 'view' }, context: {} })

  test('of a single question', async () => {
    const subject = { type: 'account', id: 'auth:account:demo:alice' }
    const answer = await alice.post('/access/v1/evaluation', { subject, ...about('plugin.route', '/hello') })
    expect(await jsonOf(answer)).toEqual({ decision: 'Permit' })
    expect(answer.headers.get('Cache-Control')).toBe('no-store')
  })

  test('of a batch, in the order of the questions', async () => {
    const bob = await signedIn(stack, EXAMPLE_HOST, 'bob')
    const answer = await bob.post('/access/v1/evaluations', {
      evaluations: [about('plugin.route', '/hello'), about('plugin.widget', 'hello:HelloWidget')],
    })
    expect(await jsonOf(answer)).toEqual({ decisions: [{ decision: 'Permit' }, { decision: 'Deny' }] })
  })
})

describe('every answer', () => {
  const DIRECTIVES = [
    "default-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types react empowernow-sdk',
  ]
  const PERMISSIONS =
    'accelerometer=(), autoplay=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()'

  test.each([
    ['the page', '/', 200],
    ['a page that there is not', '/nothing', 200],
    ['a session', '/api/session', 200],
    ['manifests', '/api/plugins/manifests', 200],
    ['a bundle', '/api/plugins/bundle?entry=hello&id=hello', 200],
    ['the look', '/api/configs/ui', 200],
    ['metadata', '/.well-known/authzen-configuration', 200],
    ['keys', '/.well-known/jwks.json', 200],
    ['health', '/healthz', 200],
    ['a sign-in', '/auth/login', 302],
    ['a refusal', '/api/nothing', 403],
    ['an address that there is not', '/auth/nothing', 404],
  ])('%s carries the headers that were named', async (_what, path, status) => {
    const answer = await alice.request(path)
    expect(answer.status).toBe(status)
    const policy = (answer.headers.get('Content-Security-Policy') ?? '').split('; ')
    expect(policy).toEqual(expect.arrayContaining(DIRECTIVES))
    // Deviation: the import map stands in the page, so its hash stands here, and with a page that of what starts it. Of this
    // host, a page takes scripts from two places.
    const [script_] = policy.filter((directive) => directive.startsWith('script-src'))
    const places = ['/assets/', '/api/plugins/bundle', '/api/plugins/bundle/'].map(
      (place) => alice.origin.slice(7) + place,
    )
    const [, from, hashes] = /^script-src (.*?)((?: 'sha256-[A-Za-z0-9+/]{43}=')+)$/.exec(script_ ?? '') ?? []
    expect(["'self'", places.join(' ')]).toContain(from)
    // Deviation: so does the one style element of a page.
    const isPage = answer.headers.get('Content-Type')?.startsWith('text/html') ?? false
    expect(hashes?.trim().split(' ')).toHaveLength(isPage ? 2 : 1)
    const [style] = policy.filter((directive) => directive.startsWith('style-src'))
    expect(style).toMatch(isPage ? /^style-src 'self' 'sha256-[A-Za-z0-9+/]{43}='$/ : /^style-src 'self'$/)
    expect(policy.join()).not.toMatch(/unsafe|\*|https?:/)
    expect(answer.headers.get('Permissions-Policy')).toBe(PERMISSIONS)
    expect(answer.headers.get('Vary')).toBe(isPage ? 'Cookie, X-Plugin-Id, Sec-Fetch-Dest' : 'Cookie, X-Plugin-Id')
    expect(answer.headers.get('X-Content-Type-Options')).toBe('nosniff')
    expect(answer.headers.get('Cross-Origin-Resource-Policy')).toBe('same-origin')
    // Deviation: Trusted Types are enforced where the contract speaks of a report in one place.
    expect(answer.headers.get('Content-Security-Policy-Report-Only')).toBeNull()
  })

  test('the hash in the policy is that of the import map in the page', async () => {
    const answer = await alice.request('/')
    const map = /<script type="importmap">([\s\S]*?)<\/script>/.exec(await answer.text())?.[1] ?? ''
    const hash = createHash('sha256').update(map).digest('base64')
    expect(answer.headers.get('Content-Security-Policy')).toContain(`'sha256-${hash}'`)
    expect(JSON.parse(map)).toMatchObject({
      imports: {
        react: expect.any(String),
        'react-dom': expect.any(String),
        'react-dom/client': expect.any(String),
        'react/jsx-runtime': expect.any(String),
        '@empowernow/ui': expect.any(String),
      },
    })
  })
})
