/**
 * Headers as the platform has them are asked for by name, pairs are gone through: two ways to say the same. What the
 * gateway does with a request's own headers must be what every other test of these lists says of pairs.
 */
import { describe, expect, test } from 'vitest'
import {
  forwardedRequestHeaders,
  forwardedResponseHeaders,
  isUpgrade,
  safeContentType,
} from '../../src/core/headers.ts'

type Pairs = readonly (readonly [string, string])[]

const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
const LONG = 'a'.repeat(1024)

/** Each header once, which is where both ways must agree. */
const CASES: readonly Pairs[] = [
  [],
  [
    ['accept', 'text/csv'],
    ['cookie', 'a=b'],
    ['traceparent', TRACE],
  ],
  [
    ['connection', 'close, If-None-Match ,ETag'],
    ['if-none-match', '"a"'],
    ['etag', '"a"'],
    ['accept', '*/*'],
  ],
  [['connection', 'keep-alive, Upgrade']],
  [['upgrade', 'websocket']],
  [['sec-websocket-key', 'x']],
  [['http2-settings', 'x']],
  [
    ['content-type', 'application/json'],
    ['content-length', '17'],
  ],
  [
    ['content-type', 'application/json'],
    ['content-length', '17'],
    ['content-encoding', 'GZIP'],
  ],
  [
    ['content-length', '17'],
    ['content-encoding', 'Identity'],
  ],
  [['content-type', 'text/event-stream']],
  [
    ['content-type', 'text/html'],
    ['set-cookie', 'a=b'],
    ['etag', 'unquoted'],
    ['last-modified', 'x'],
    ['retry-after', '30'],
    ['content-disposition', 'attachment'],
  ],
  ['accept', 'if-match', 'if-none-match', 'content-disposition'].map((name) => [name, LONG] as const),
  ['accept', 'if-match', 'if-none-match', 'content-disposition'].map((name) => [name, `${LONG}a`] as const),
  ['accept', 'if-match', 'if-none-match', 'content-disposition'].map((name) => [name, `${LONG}\u00e9`] as const),
]

const sorted = (pairs: Pairs): Pairs => pairs.toSorted(([one], [other]) => (one < other ? -1 : 1))

describe('by name and as pairs', () => {
  test.each(CASES.map((pairs) => [pairs]))('%j is the same', (pairs) => {
    const headers = new Headers(pairs.map(([name, value]): [string, string] => [name, value]))
    expect(sorted(forwardedRequestHeaders(headers))).toEqual(sorted(forwardedRequestHeaders(pairs)))
    for (const sse of [false, true]) {
      expect(sorted(forwardedResponseHeaders(headers, { sse }))).toEqual(
        sorted(forwardedResponseHeaders(pairs, { sse })),
      )
    }
    expect(sorted(forwardedResponseHeaders(headers))).toEqual(sorted(forwardedResponseHeaders(pairs)))
    expect(isUpgrade(headers)).toBe(isUpgrade(pairs))
  })

  test('what is forwarded by name', () => {
    const headers = new Headers({ 'If-None-Match': '"a"', Connection: 'if-match', 'If-Match': '"b"', Host: 'x' })
    expect(forwardedRequestHeaders(headers)).toEqual([['if-none-match', '"a"']])
    const answer = new Headers({ 'Content-Type': 'text/plain', 'Content-Length': '3', ETag: '"a"', Server: 'x' })
    expect(forwardedResponseHeaders(answer)).toEqual([
      ['content-type', 'text/plain'],
      ['content-length', '3'],
      ['etag', '"a"'],
    ])
    expect(isUpgrade(new Headers({ Connection: 'upgrade' }))).toBe(true)
    expect(isUpgrade(new Headers({ 'Sec-WebSocket-Key': 'x' }))).toBe(true)
    expect(isUpgrade(new Headers({ Connection: 'close' }))).toBe(false)
  })
})

describe('a value is judged from end to end', () => {
  test.each([
    ['accept', 1024],
    ['if-match', 1024],
    ['if-none-match', 1024],
    ['if-modified-since', 64],
    ['if-unmodified-since', 64],
  ])('%s of a request has at most %d printable characters', (name, most) => {
    const passes = (value: string) => forwardedRequestHeaders([[name, value]]).length === 1
    expect(passes('a'.repeat(most))).toBe(true)
    expect(passes('a'.repeat(most + 1))).toBe(false)
    expect(passes('')).toBe(false)
    expect(passes('\u0001aa')).toBe(false)
    expect(passes('aa\u0001')).toBe(false)
  })

  test.each([
    ['last-modified', 64],
    ['retry-after', 64],
    ['content-disposition', 1024],
  ])('%s of an answer has at most %d', (name, most) => {
    const passes = (value: string) => forwardedResponseHeaders([[name, value]]).length === 2
    expect(passes('a'.repeat(most))).toBe(true)
    expect(passes('a'.repeat(most + 1))).toBe(false)
    expect(passes('\u0001aa')).toBe(false)
    expect(passes('aa\u0001')).toBe(false)
  })

  test.each(['"abc"', 'W/"abc"', '""', `"${'a'.repeat(512)}"`])('%s is an entity tag', (etag) => {
    expect(forwardedResponseHeaders([['etag', etag]])).toHaveLength(2)
  })

  test.each(['x"abc"', '"abc"x', 'w/"abc"', '"a"b"', '"a b"', `"${'a'.repeat(513)}"`])('%s is none', (etag) => {
    expect(forwardedResponseHeaders([['etag', etag]])).toHaveLength(1)
  })

  test.each([
    ['application/hal+json', 'application/hal+json'],
    ['application/manifest+json', 'application/octet-stream'],
    ['application/x.manifest+json', 'application/x.manifest+json'],
    ['xapplication/hal+json', 'application/octet-stream'],
    ['application/hal+jsonx', 'application/octet-stream'],
    ['application/hal+json+xml', 'application/octet-stream'],
    ['application/manifest+json+json', 'application/octet-stream'],
    ['text/csv; charset="utf-8"', 'text/csv; charset=utf-8'],
    ['text/csv; charset=utf-8"', 'application/octet-stream'],
    ['text/csv; charset="utf-8', 'application/octet-stream'],
    ['text/csv; charset=x"utf-8"', 'application/octet-stream'],
    ['text/csv; charset', 'application/octet-stream'],
    ['text/csv; charset=utf-8; charset=utf-8', 'application/octet-stream'],
    ['text/csv; header=present', 'text/csv'],
    ['', 'application/octet-stream'],
  ])('the type %j becomes %s', (value, type) => {
    expect(safeContentType(value, { sse: false })).toBe(type)
  })
})
