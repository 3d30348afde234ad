import { describe, expect, test } from 'vitest'
import { refuseFetchDest, safeContentType } from '../../src/core/headers.ts'

describe('requirement 7: nothing an upstream sends runs as ours', () => {
  test.each([
    ['application/json', 'application/json'],
    ['Application/JSON; Charset=UTF-8', 'application/json; charset=utf-8'],
    ['application/json;charset="utf-8"', 'application/json; charset=utf-8'],
    ['application/problem+json', 'application/problem+json'],
    ['application/vnd.api+json', 'application/vnd.api+json'],
    ['application/x-ndjson', 'application/x-ndjson'],
    ['text/plain; charset=iso-8859-1', 'text/plain; charset=iso-8859-1'],
    ['text/csv; header=present', 'text/csv'],
    ['application/pdf', 'application/pdf'],
    ['image/png', 'image/png'],
    ['image/jpeg', 'image/jpeg'],
    ['image/webp', 'image/webp'],
    ['image/gif', 'image/gif'],
    ['application/octet-stream', 'application/octet-stream'],
  ])('%s is answered as %s', (value, expected) => {
    expect(safeContentType(value, { sse: false })).toBe(expected)
  })

  test.each([
    null,
    '',
    'nonsense',
    'text/html',
    'TEXT/HTML; charset=utf-8',
    'text/html;application/json',
    'application/json, text/html',
    'application/xhtml+xml',
    'image/svg+xml',
    'text/xml',
    'application/xml',
    'application/rss+xml',
    'text/javascript',
    'application/javascript',
    'application/ecmascript',
    'text/css',
    'application/wasm',
    'application/importmap+json',
    'application/speculationrules+json',
    'application/manifest+json',
    'multipart/x-mixed-replace',
    'message/rfc822',
    'text/event-stream',
    'text/json',
    'application/+json',
    'application/a/b+json',
    'text/x+json',
    'text/plain; charset=utf-7',
    'text/plain; charset=utf-8; charset=utf-7',
    'application/json\u0000',
  ])('%j is opaque bytes', (value) => {
    expect(safeContentType(value, { sse: false })).toBe('application/octet-stream')
  })

  test('an event stream is one only where the route says so', () => {
    expect(safeContentType('text/event-stream; charset=utf-8', { sse: true })).toBe('text/event-stream')
    expect(safeContentType('application/problem+json', { sse: true })).toBe('application/problem+json')
    expect(safeContentType('text/html', { sse: true })).toBe('application/octet-stream')
  })

  test.each([
    ['empty', undefined, null],
    [null, undefined, null],
    ['script', undefined, 'fetch_dest'],
    ['document', undefined, 'fetch_dest'],
    ['iframe', undefined, 'fetch_dest'],
    ['image', undefined, 'fetch_dest'],
    ['style', undefined, 'fetch_dest'],
    ['worker', undefined, 'fetch_dest'],
    ['serviceworker', undefined, 'fetch_dest'],
    ['', undefined, 'fetch_dest'],
    ['Empty', undefined, 'fetch_dest'],
    ['empty, script', undefined, 'fetch_dest'],
    ['script', 'script', null],
    ['empty', 'script', 'fetch_dest'],
    ['worker', 'script', 'fetch_dest'],
  ] as const)('Sec-Fetch-Dest %j where %s is wanted: %s', (dest, wanted, refusal) => {
    expect(refuseFetchDest(dest, wanted)).toBe(refusal)
  })
})
