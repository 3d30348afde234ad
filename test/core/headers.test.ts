import { describe, expect, test } from 'vitest'
import { forwardedRequestHeaders, forwardedResponseHeaders, isUpgrade } from '../../src/core/headers.ts'

const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

describe('requirement 8: what a plugin may say to an upstream', () => {
  test.each([
    ['Accept', 'application/json'],
    ['Content-Type', 'application/json; charset=utf-8'],
    ['If-Match', '"a", "b"'],
    ['If-None-Match', 'W/"a"'],
    ['If-Modified-Since', 'Tue, 15 Nov 1994 12:45:26 GMT'],
    ['If-Unmodified-Since', 'Tue, 15 Nov 1994 12:45:26 GMT'],
    ['traceparent', TRACE],
  ])('%s passes', (name, value) => {
    expect(forwardedRequestHeaders([[name, value]])).toEqual([[name.toLowerCase(), value]])
  })

  test.each([
    'Cookie',
    'Authorization',
    'Proxy-Authorization',
    'X-CSRF-Token',
    'X-Plugin-Id',
    'X_Plugin_Id',
    'X-Forwarded-For',
    'X_Forwarded_For',
    'X-Forwarded-Host',
    'X-Forwarded-User',
    'Forwarded',
    'Via',
    'Host',
    'Origin',
    'Referer',
    'User-Agent',
    'CF-Connecting-IP',
    'CF-Worker',
    'CF-EW-Via',
    'True-Client-IP',
    'X-Real-IP',
    'X-HTTP-Method-Override',
    'X-HTTP-Method',
    'X-Original-URL',
    'X-Rewrite-URL',
    'MF-Original-URL',
    'X-Request-Id',
    'X-Tenant',
    'Range',
    'Transfer-Encoding',
    'Content-Length',
    'Content-Encoding',
    'Connection',
    'Keep-Alive',
    'TE',
    'Trailer',
    'Upgrade',
    'Expect',
    'Sec-Fetch-Site',
    'Service-Worker',
    'Last-Event-ID',
    'accept.',
    'content_type',
    ' accept',
    'constructor',
    '__proto__',
  ])('%s does not', (name) => {
    expect(forwardedRequestHeaders([[name, '1']])).toEqual([])
  })

  test.each([
    ['content-type', 'application/json, text/html'],
    ['traceparent', 'x'],
    ['traceparent', `${TRACE}, ${TRACE}`],
    ['accept', 'a\nb'],
    ['accept', 'é'],
    ['accept', 'a'.repeat(1025)],
  ])('%s: %j is no value for it', (name, value) => {
    expect(forwardedRequestHeaders([[name, value]])).toEqual([])
  })

  test('a header that comes twice is not guessed at', () => {
    const pairs: readonly [string, string][] = [
      ['Content-Type', 'text/plain'],
      ['content-type', 'application/json'],
    ]
    expect(forwardedRequestHeaders(pairs)).toEqual([])
  })

  test('takes what the platform gives', () => {
    const headers = new Headers({ Cookie: 'a=b', Accept: 'text/csv' })
    expect(forwardedRequestHeaders(headers)).toEqual([['accept', 'text/csv']])
  })
})

describe('requirement 9: hop by hop', () => {
  test('a header that Connection names is dropped, in both directions', () => {
    const headers: readonly [string, string][] = [
      ['Connection', 'close, If-None-Match ,ETag'],
      ['If-None-Match', '"a"'],
      ['ETag', '"a"'],
      ['Accept', '*/*'],
    ]
    expect(forwardedRequestHeaders(headers)).toEqual([['accept', '*/*']])
    expect(forwardedResponseHeaders(headers)).toEqual([['content-type', 'application/octet-stream']])
  })

  test.each([
    [[['Upgrade', 'websocket']], true],
    [[['upgrade', 'h2c']], true],
    [[['Connection', 'keep-alive, Upgrade']], true],
    [[['Sec-WebSocket-Key', 'x']], true],
    [[['HTTP2-Settings', 'x']], true],
    [[['Connection', 'keep-alive']], false],
    [[['X-Upgrade', 'x']], false],
    [[], false],
  ] as const)('%j is an upgrade: %s', (headers, expected) => {
    expect(isUpgrade(headers)).toBe(expected)
  })
})

describe('requirement 10: what an upstream may say to a browser', () => {
  test('what describes the body', () => {
    const headers: readonly [string, string][] = [
      ['Content-Type', 'application/json'],
      ['Content-Length', '17'],
      ['ETag', 'W/"a"'],
      ['Last-Modified', 'Tue, 15 Nov 1994 12:45:26 GMT'],
      ['Content-Disposition', 'attachment; filename="x.csv"'],
      ['Retry-After', '30'],
    ]
    const expected = headers.map(([name, value]) => [name.toLowerCase(), value])
    expect(forwardedResponseHeaders(headers)).toEqual(expected)
  })

  test.each([
    'Set-Cookie',
    'Set-Cookie2',
    'Strict-Transport-Security',
    'Content-Security-Policy',
    'Clear-Site-Data',
    'Service-Worker-Allowed',
    'Access-Control-Allow-Origin',
    'Access-Control-Allow-Credentials',
    'Location',
    'Refresh',
    'Link',
    'WWW-Authenticate',
    'Proxy-Authenticate',
    'X-Plugin-Quarantined',
    'X-Allowlist-Violation',
    'X-Integrity-Error',
    'Cache-Control',
    'Vary',
    'Server',
    'Alt-Svc',
    'NEL',
    'Report-To',
    'SourceMap',
    'Speculation-Rules',
    'Content-Encoding',
    'Transfer-Encoding',
    'Trailer',
  ])('%s does not pass', (name) => {
    expect(forwardedResponseHeaders([[name, '1']])).toEqual([['content-type', 'application/octet-stream']])
  })

  test.each([
    ['etag', 'unquoted'],
    ['etag', '"a", "b"'],
    ['content-length', '1, 2'],
    ['content-length', '-1'],
    ['content-disposition', 'attachment; filename="é"'],
    ['retry-after', 'x\r\nSet-Cookie: y'],
  ])('%s: %j is no value for it', (name, value) => {
    expect(forwardedResponseHeaders([[name, value]])).toHaveLength(1)
  })

  test('the length of a body that is unpacked on the way, or has no end, is not its length', () => {
    const length: [string, string] = ['content-length', '17']
    const names = (headers: readonly [string, string][], sse: boolean) =>
      forwardedResponseHeaders(headers, { sse }).map(([name]) => name)
    expect(names([length, ['Content-Encoding', 'gzip']], false)).not.toContain('content-length')
    expect(names([length, ['Content-Encoding', 'identity']], false)).toContain('content-length')
    expect(names([length], true)).not.toContain('content-length')
  })

  test('two content types are opaque bytes', () => {
    const headers: readonly [string, string][] = [
      ['content-type', 'application/json'],
      ['Content-Type', 'text/html'],
    ]
    expect(forwardedResponseHeaders(headers)).toEqual([['content-type', 'application/octet-stream']])
  })
})
