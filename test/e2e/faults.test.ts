/** Services that misbehave: what of it reaches a browser, and what never does. */
import { beforeAll, describe, expect, test } from 'vitest'
import { type TestStack, useStack } from './fixture/stack.ts'
import { signedIn, type Visitor } from './fixture/visitor.ts'
import { exchange, type WireAnswer, wireBytes } from './fixture/wire.ts'

const ACME = 'acme.localhost'

let stack: TestStack
let alice: Visitor

beforeAll(async () => {
  stack = await useStack('laboratory')
  alice = await signedIn(stack, ACME, 'alice')
})

/** Over a bare socket: an HTTP client hides how a body ended. */
function get(target: string): Promise<WireAnswer> {
  const headers: [string, string][] = [
    ['Host', `${ACME}:${stack.port}`],
    ['Connection', 'close'],
    ['X-Plugin-Id', 'probe'],
    ...Object.entries(alice.headers()),
  ]
  return exchange(stack.port, wireBytes({ method: 'GET', target, headers }))
}

const SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"

/** Everything an upstream's answer may carry; the rest is the gateway's own word. */
const CARRIED = new Set([
  'cache-control',
  'connection',
  'content-disposition',
  'content-length',
  'content-security-policy',
  'content-type',
  'cross-origin-opener-policy',
  'cross-origin-resource-policy',
  'etag',
  'last-modified',
  'permissions-policy',
  'referrer-policy',
  'retry-after',
  'transfer-encoding',
  'vary',
  'x-content-type-options',
  'x-request-id',
])

describe('answers that are passed on', () => {
  test.each([
    ['ok', 200, 'application/json'],
    ['slow?ms=200', 200, 'application/json'],
    ['control-headers', 200, 'application/json'],
    ['bad-json', 200, 'application/json'],
    ['long-body', 200, 'application/json'],
    ['huge?bytes=400000', 200, 'application/json'],
    ['huge?bytes=400000&declared=1', 200, 'application/json'],
    ['bomb?bytes=400000', 200, 'application/json'],
    ['status?code=201', 201, 'application/json'],
    ['status?code=204', 204, 'application/json'],
    ['status?code=304', 304, 'application/json'],
    ['status?code=400', 400, 'application/json'],
    ['status?code=401', 401, 'application/json'],
    ['status?code=404', 404, 'application/json'],
    ['status?code=500', 500, 'application/json'],
    ['status?code=503', 503, 'application/json'],
    ['html', 200, 'application/octet-stream'],
    ['javascript', 200, 'application/octet-stream'],
    ['svg', 200, 'application/octet-stream'],
    ['css', 200, 'application/octet-stream'],
    ['wasm', 200, 'application/octet-stream'],
    ['no-type', 200, 'application/octet-stream'],
    ['json-as-html', 200, 'application/octet-stream'],
  ])('%s arrives with %i as %s, whole, and runs nowhere', async (fault, status, type) => {
    const { headers, ...answer } = await get(`/api/faults/${fault}`)
    expect({ status: answer.status, type: headers.get('Content-Type'), whole: answer.whole }).toEqual({
      status,
      type,
      whole: true,
    })
    expect(headers.get('Content-Security-Policy')).toBe(SANDBOX)
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff')
    expect(headers.get('Cross-Origin-Resource-Policy')).toBe('same-origin')
    expect(headers.get('Cache-Control')).toBe('no-store')
    expect(headers.get('Vary')).toBe('Cookie, X-Plugin-Id')
    expect([...headers.keys()].filter((name) => !CARRIED.has(name))).toEqual([])
  })

  test('requirement 10: headers that are the gateway’s own are its own', async () => {
    const { headers } = await get('/api/faults/control-headers')
    expect(headers.get('X-Request-Id')).toMatch(/^[0-9a-f-]{36}$/)
    expect(headers.get('Referrer-Policy')).toBe('same-origin')
  })

  test('requirement 13: what follows the declared end of a body is nobody’s answer', async () => {
    const { body } = await get('/api/faults/long-body')
    expect(body).toBe('{"ok":true}')
    expect((await get('/api/faults/ok')).body).toBe('{"ok":true}')
  })
})

describe('answers that are refused', () => {
  const UNREACHABLE = [502, 'upstream_unreachable'] as const
  const REFUSED = [502, 'upstream_refused'] as const

  test.each<readonly [fault: string, status: number, code: string]>([
    ['reset', ...UNREACHABLE],
    ['hang-up', ...UNREACHABLE],
    ['close-midway', ...UNREACHABLE],
    ['short-body', ...UNREACHABLE],
    ['two-framings', ...UNREACHABLE],
    ['two-lengths', ...UNREACHABLE],
    ['garbage', ...UNREACHABLE],
    ['header-injection', ...UNREACHABLE],
    ['bad-gzip', ...UNREACHABLE],
    ['upgrade', ...REFUSED],
    ['basic', ...REFUSED],
    ['stack', ...REFUSED],
    ['status?code=600', ...REFUSED],
    ['status?code=700', ...REFUSED],
    ['status?code=999', ...REFUSED],
    ['redirect', ...REFUSED],
    ['redirect?status=300', ...REFUSED],
    ['redirect?status=301&to=/api/crud/items', ...REFUSED],
    ['redirect?status=302&to=/', ...REFUSED],
    ['redirect?status=303&to=//evil.example', ...REFUSED],
    ['redirect?status=305&to=http://127.0.0.1:9', ...REFUSED],
    ['redirect?status=307&to=http://169.254.169.254/latest', ...REFUSED],
    ['redirect?status=308&to=file:///etc/passwd', ...REFUSED],
    ['huge?declared=1', ...REFUSED],
    ['slow', 504, 'upstream_timeout'],
  ])('%s → %i %s, and not a word of why', async (fault, status, code) => {
    const answer = await get(`/api/faults/${fault}`)
    expect(answer.headers.get('Content-Type')).toBe('application/problem+json')
    expect(answer.headers.has('Location')).toBe(false)
    expect(answer.headers.has('WWW-Authenticate')).toBe(false)
    const { title, requestId, ...rest }: Record<string, unknown> = JSON.parse(answer.body)
    expect(rest).toEqual({ status, code })
    expect(title).toMatch(/^The service behind this path [a-z ]+$/)
    expect(requestId).toBe(answer.headers.get('X-Request-Id'))
    expect(answer.status).toBe(status)
  })

  test('a service that nobody runs', async () => {
    const { status, body } = await get('/api/nowhere/x')
    expect([status, body]).toEqual([502, expect.stringContaining('"upstream_unreachable"')])
    expect(body).not.toContain('127.0.0.1')
  })
})

describe('answers that break, or never end, break in the browser too', () => {
  test.each([
    ['cut-chunks', 0],
    ['cut-gzip', 0],
    ['huge', 512 * 1024],
    ['bomb', 512 * 1024],
    ['drip', 512 * 1024],
    ['drip?ms=1', 512 * 1024],
  ])('%s', async (fault, limit) => {
    const startedAt = performance.now()
    const { status, whole, body } = await get(`/api/faults/${fault}`)
    expect({ status, whole }).toEqual({ status: 200, whole: false })
    expect(body.length).toBeLessThanOrEqual(Math.max(limit, 100))
    // The service may take 1.5 s in all; the rest is the machine's.
    expect(performance.now() - startedAt).toBeLessThan(6_000)
  })
})

describe('requirement 12: what is sent', () => {
  const chunked = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n0\r\n\r\n`

  test('in chunks over the limit never reaches a service as a whole request', async () => {
    const body = JSON.stringify({ name: 'x'.repeat(70_000) })
    const headers: [string, string][] = [
      ['Host', `${ACME}:${stack.port}`],
      ['X-Plugin-Id', 'inventory'],
      ['Content-Type', 'application/json'],
      ['Transfer-Encoding', 'chunked'],
      ...Object.entries(alice.headers('POST')),
    ]
    const bytes = wireBytes({ method: 'POST', target: '/api/crud/items', headers, body: chunked(body) })
    const answer = await exchange(stack.port, bytes)
    expect([answer.status, answer.body]).toEqual([413, expect.stringContaining('"body_too_large"')])
  })

  test('that breaks off is no request at all', async () => {
    const headers: [string, string][] = [
      ['Host', `${ACME}:${stack.port}`],
      ['X-Plugin-Id', 'inventory'],
      ['Content-Type', 'application/json'],
      ['Content-Length', '1000'],
      ...Object.entries(alice.headers('POST')),
    ]
    const name = `half-${crypto.randomUUID()}`
    await exchange(
      stack.port,
      wireBytes({ method: 'POST', target: '/api/crud/items', headers, body: `{"name":"${name}"}` }),
      1_000,
    )
    const list = await alice.call('inventory', `/api/crud/items?q=${name}`)
    expect(await list.json()).toMatchObject({ total: 0 })
  })
})
