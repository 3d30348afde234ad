/** What of an upstream's answer reaches the browser: data, which can be neither shown nor run as ours. */
import { describe, expect, test } from 'vitest'
import { headersOf } from './answer.ts'
import { newTenant } from './fixture.ts'
import { answer } from './network.ts'

const CALLER = {
  id: 'caller',
  version: '1.0.0',
  permissions: { api: [{ method: 'GET', path: '/api/crud/items/:id' }] },
}
const person = await (await newTenant({ plugins: [CALLER] })).signIn()

type Headers = readonly (readonly [string, string])[]

async function answered(headers: Headers, body = '{}', status = 200): Promise<Response> {
  const item = `/api/crud/items/${crypto.randomUUID()}`
  await answer(item, { status, headers, body })
  return person.call('caller', item)
}

/** What every answer of the gateway carries, whatever an upstream says. */
const OWN = [
  'cache-control',
  'content-security-policy',
  'content-type',
  'cross-origin-opener-policy',
  'cross-origin-resource-policy',
  'permissions-policy',
  'referrer-policy',
  'strict-transport-security',
  'vary',
  'x-content-type-options',
  'x-request-id',
]

test('requirement 10: of an upstream that says everything, this much reaches the browser', async () => {
  const response = await answered([
    ['Content-Type', 'application/json'],
    ['Content-Length', '2'],
    ['ETag', '"1"'],
    ['Last-Modified', 'Sun, 06 Nov 1994 08:49:37 GMT'],
    ['Content-Disposition', 'attachment; filename="a.csv"'],
    ['Retry-After', '3'],
    ['Set-Cookie', '__Host-Http-sid=stolen; Path=/; Secure; HttpOnly'],
    ['Set-Cookie', 'other=1'],
    ['Content-Security-Policy', "default-src * 'unsafe-inline'"],
    ['Content-Security-Policy-Report-Only', 'report-uri https://evil.test'],
    ['Strict-Transport-Security', 'max-age=0'],
    ['Public-Key-Pins', 'x'],
    ['Access-Control-Allow-Origin', '*'],
    ['Access-Control-Allow-Credentials', 'true'],
    ['Clear-Site-Data', '"cookies"'],
    ['Service-Worker-Allowed', '/'],
    ['SourceMap', '/map'],
    ['Refresh', '0; url=https://evil.test'],
    ['Link', '<https://evil.test>; rel=preload'],
    ['Location', 'https://evil.test'],
    ['Alt-Svc', 'h3=":443"'],
    ['NEL', '{}'],
    ['Report-To', '{}'],
    ['Server', 'internal/1.0'],
    ['Via', '1.1 internal'],
    ['X-Powered-By', 'Internal'],
    ['Cache-Control', 'public, max-age=31536000'],
    ['Vary', 'Origin'],
    ['X-Frame-Options', 'ALLOWALL'],
    ['X-Content-Type-Options', 'off'],
    ['Cross-Origin-Resource-Policy', 'cross-origin'],
    ['X-Plugin-Quarantined', '1'],
    ['X-Allowlist-Violation', '1'],
    ['X-Integrity-Error', '1'],
    ['X-Request-Id', 'chosen-by-the-upstream'],
    ['X-Internal', 'secret'],
  ])
  const passed = ['content-disposition', 'content-length', 'etag', 'last-modified', 'retry-after']
  expect([...response.headers.keys()].toSorted()).toEqual([...OWN, ...passed].toSorted())
  expect(
    headersOf(response, 'Cache-Control', 'Vary', 'X-Content-Type-Options', 'Cross-Origin-Resource-Policy', 'ETag'),
  ).toEqual({
    'Cache-Control': 'no-store',
    Vary: 'Cookie, X-Plugin-Id',
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Resource-Policy': 'same-origin',
    ETag: '"1"',
  })
  expect(response.headers.get('X-Request-Id')).not.toBe('chosen-by-the-upstream')
})

describe('requirement 7: an answer never becomes a document or a script', () => {
  test.each([
    ['application/json', 'application/json'],
    ['application/json; charset=utf-8', 'application/json; charset=utf-8'],
    ['Application/JSON;charset="UTF-8"', 'application/json; charset=utf-8'],
    ['application/vnd.acme+json', 'application/vnd.acme+json'],
    ['application/problem+json', 'application/problem+json'],
    ['text/plain', 'text/plain'],
    ['text/csv', 'text/csv'],
    ['image/png', 'image/png'],
    ['application/pdf', 'application/pdf'],
    ['text/html', 'application/octet-stream'],
    ['TEXT/HTML; charset=utf-8', 'application/octet-stream'],
    ['text/javascript', 'application/octet-stream'],
    ['application/javascript', 'application/octet-stream'],
    ['application/x-javascript', 'application/octet-stream'],
    ['text/css', 'application/octet-stream'],
    ['image/svg+xml', 'application/octet-stream'],
    ['application/xml', 'application/octet-stream'],
    ['application/xhtml+xml', 'application/octet-stream'],
    ['text/xml', 'application/octet-stream'],
    ['application/wasm', 'application/octet-stream'],
    ['multipart/x-mixed-replace', 'application/octet-stream'],
    ['text/event-stream', 'application/octet-stream'],
    ['application/importmap+json', 'application/octet-stream'],
    ['application/json, text/html', 'application/octet-stream'],
    ['application/json; charset=utf-7', 'application/octet-stream'],
    ['', 'application/octet-stream'],
  ])('%o arrives as %s', async (type, arrives) => {
    const response = await answered(type === '' ? [] : [['Content-Type', type]])
    expect(headersOf(response, 'Content-Type', 'X-Content-Type-Options', 'Content-Security-Policy')).toEqual({
      'Content-Type': arrives,
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
    })
  })

  test('two content types are none', async () => {
    const response = await answered([
      ['Content-Type', 'application/json'],
      ['Content-Type', 'text/html'],
    ])
    expect(response.headers.get('Content-Type')).not.toContain('html')
  })
})

test.each([200, 201, 202, 400, 403, 404, 409, 422, 429, 500, 503])(
  "status %d is the upstream's to say",
  async (status) => {
    const response = await answered([['Content-Type', 'application/json']], '{"code":"theirs"}', status)
    expect([response.status, await response.json()]).toEqual([status, { code: 'theirs' }])
    expect(response.headers.get('Content-Security-Policy')).toContain('sandbox')
  },
)

test.each([204, 304])('status %d has no body', async (status) => {
  const item = `/api/crud/items/${crypto.randomUUID()}`
  await answer(item, { status, headers: [['ETag', '"1"']] })
  const response = await person.call('caller', item, { headers: { 'If-None-Match': '"1"' } })
  expect([response.status, await response.text()]).toEqual([status, ''])
})

test('a compressed answer arrives unpacked, without the length of the packed one', async () => {
  const item = `/api/crud/items/${crypto.randomUUID()}`
  const text = JSON.stringify({ text: 'a'.repeat(5000) })
  await answer(item, {
    headers: [
      ['Content-Type', 'application/json'],
      ['Content-Encoding', 'gzip'],
    ],
    body: text,
    gzip: true,
  })
  const response = await person.call('caller', item)
  expect(await response.text()).toBe(text)
  expect(headersOf(response, 'Content-Length', 'Content-Encoding')).toEqual({
    'Content-Length': null,
    'Content-Encoding': null,
  })
})
