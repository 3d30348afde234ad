/** Paths that matcher and forwarder could read in different ways. */
import { describe } from 'vitest'
import { type Attack, testAttacks } from './fixture/attack.ts'

const UUID = '5f0c9a3e-6f0e-4b57-9d0a-0f6d3c1b2a10'

/** Refused for its form; the list is never asked. */
const NOT_CANONICAL: readonly string[] = [
  '/api/faults/..%2fok',
  '/api/faults/..%2Fok',
  '/api/faults/%2e%2e%2fok',
  '/api/faults/..%5cok',
  '/api/faults/..%5Cok',
  '/api/faults/ok%2f',
  '/api/faults%2fok',
  '/api/faults/%2fok',
  '/api/faults/%252e%252e/ok',
  '/api/faults/..%252fok',
  '/api/faults/%25252e%25252e/ok',
  '/api/faults/ok%252f',
  '/api/faults/%c0%ae%c0%ae/ok',
  '/api/faults/%c0%af',
  '/api/faults/%e0%80%ae',
  '/api/faults/%e0%80%af',
  '/api/faults/%f0%80%80%ae',
  '/api/faults/%fc%80%80%80%80%ae',
  '/api/faults/%ed%a0%80',
  '/api/faults/%ff',
  '/api/faults/%80',
  '/api/faults/%u002e%u002e/ok',
  '/api/faults/%',
  '/api/faults/%2',
  '/api/faults/%zz',
  '/api/faults/%%32%65',
  '/api/faults//ok',
  '/api//faults/ok',
  '/api///faults/ok',
  '/api/faults/ok/',
  '/api/faults/ok//',
  '/api/faults/',
  '/api/',
  '/api/faults/ok;a=b',
  '/api/faults/ok;',
  '/api/faults;jsessionid=1/ok',
  '/api/faults/..;/ok',
  '/api/faults/ok%3ba',
  '/api/faults/...',
  '/api/faults/....//ok',
  '/api/faults/..../ok',
  '/api/faults/%20',
  '/api/faults/%20%20/ok',
  '/api/faults/.%20/ok',
  '/api/faults/..%20/ok',
  '/api/faults/%2e%2e%20/ok',
  '/api/faults/%00',
  '/api/faults/ok%00',
  '/api/faults/ok%00.json',
  '/api/faults/%0aok',
  `/api/crud/items/${UUID}%0A`,
  '/api/faults/ok%0d%0aX-Injected:1',
  '/api/faults/ok%09',
  '/api/faults/ok%1b',
  '/api/faults/ok%7f',
  '/api/faults/ok%c2%85',
  '/api/faults/ok%23x',
  '/api/faults/ok%3fx',
  '/api/faults/%E2%80%AEko',
  '/api/faults/o%E2%80%8Bk',
  '/api/faults/%EF%BB%BFok',
  '/api/faults/o%C2%ADk',
  '/api/faults/%E2%81%A6ok',
  '/api/faults/a%E2%88%95b',
  '/api/faults/a%E2%81%84b',
  '/api/faults/a%EF%BC%8Fb',
  '/api/faults/a%EF%BC%BCb',
  '/api/faults/%EF%BC%8E%EF%BC%8E',
  '/api/faults/%E3%80%82%E3%80%82',
  '/api/faults/%E2%80%A4%E2%80%A4',
  '/api/faults/%E2%80%A5',
  '/api/faults/o%6b',
  '/api/faults/%6fk',
  '/api/f%61ults/ok',
  '/api/%66aults/ok',
  '/api/faults/%7eok',
  '/api/faults/caf%c3%a9',
  '/api/faults/a+b',
  '/api/faults/a@b',
  '/api/faults/@127.0.0.1:9/x',
  '/api/faults/n@evil.example',
  '/api/faults/a:b',
  '/api/faults/:id',
  '/api/faults/http://evil.example/',
  '/api/faults/a,b',
  '/api/faults/a=b',
  '/api/faults/a&b',
  '/api/faults/$a',
  '/api/faults/[a]',
  '/api/faults/a|b',
  `/api/faults/${'a'.repeat(2_048)}`,
  `/api/faults/${'a/'.repeat(1_100)}a`,
  `/api/faults/${'%41'.repeat(700)}`,
]

/** Refused for a query that no server reads alike, or that is too long. */
const QUERIES: readonly string[] = [
  '?a=%zz',
  '?a=%',
  '?a={b}',
  '?a=b|c',
  '?a=b^c',
  '?a=b`c',
  '?a=b\\c',
  `?${'a'.repeat(8_300)}`,
]

/** Bytes that no request target has: the server in front refuses them. */
const NO_TARGETS: readonly (readonly [what: string, target: string])[] = [
  ['a raw blank', '/api/faults/a b'],
  ['a raw tab', '/api/faults/a\tb'],
  ['a NUL', '/api/faults/ok\x00'],
  ['a control', '/api/faults/ok\x01'],
  ['DEL', '/api/faults/o\x7fk'],
  ['Latin-1', '/api/faults/caf\xe9'],
  ['raw overlong UTF-8', '/api/faults/\xc0\xae\xc0\xae/ok'],
  ['angle brackets', '/api/faults/<x>'],
  ['a backtick', '/api/faults/`x`'],
  ['a blank in the query', '/api/faults/ok?a=b c'],
  ['Latin-1 in the query', '/api/faults/ok?a=\xe9'],
  ['no leading slash', 'api/faults/ok'],
  ['nothing', ''],
  ['a query alone', '?/api/faults/ok'],
  ['an asterisk', '*'],
  ['70 kB', `/api/faults/${'a'.repeat(70_000)}`],
]

/** Canonical, and on nobody's list as written. */
const OFF_THE_LIST: readonly string[] = [
  '/api/Faults/ok',
  '/api/FAULTS/ok',
  '/api/faults',
  '/api/faults?x=/ok',
  '/api/fault/ok',
  '/api/faultsx/ok',
  '/api/plain/a',
  '/api/plain/a/b/c',
  '/api/admin/ok',
  '/api/sales/summary',
  '/api/crud/items',
  '/api/_test/requests',
  '/api/nothing',
  '/api/faults.json',
]

/** Resolved before the gateway is asked; what it matches is what it forwards. */
const RESOLVED: readonly (readonly [target: string, forwarded: string | null])[] = [
  ['/api/faults/./ok', '/api/faults/ok'],
  ['/api/plain/../faults/ok', '/api/faults/ok'],
  ['/api/faults/%2e/ok', '/api/faults/ok'],
  ['/api/plain/%2e%2e/faults/ok', '/api/faults/ok'],
  ['/api/plain/.%2E/faults/ok', '/api/faults/ok'],
  ['/x/../../../../api/faults/ok', '/api/faults/ok'],
  ['/api\\faults\\ok', '/api/faults/ok'],
  ['/api/plain\\..\\faults/ok', '/api/faults/ok'],
  ['/api/faults/caf\xc3\xa9/../ok', '/api/faults/ok'],
  ['/api/faults/ok#/../../admin/x', '/api/faults/ok'],
  ['/api/faults/../admin/ok', null],
  ['/api/faults/%2e%2e/admin/ok', null],
  ['/api/faults/..\\admin\\ok', null],
  ['/api/faults/../../api/admin/ok', null],
  ['/api/faults/../crud/items', null],
]

/** Odd, canonical and granted: forwarded exactly as sent. */
const FORWARDED: readonly string[] = [
  '/api/faults/OK',
  '/api/faults/~a',
  '/api/faults/a%20b',
  '/api/faults/a%2Bb',
  '/api/faults/a%40b',
  '/api/faults/a%3Ab',
  '/api/faults/caf%C3%A9',
  '/api/faults/%E6%97%A5%E6%9C%AC',
  '/api/faults/%F0%9F%98%80',
  "/api/faults/(a)'!*",
  '/api/faults/.hidden',
  '/api/faults/a..b',
  '/api/faults/ok.',
  '/api/faults/*',
  `/api/faults/${'a'.repeat(2_000)}`,
  '/api/faults/ok?a=1&a=2&b',
  '/api/faults/ok?a=%2F..%2F',
  '/api/faults/ok?path=/api/admin',
  '/api/faults/ok??',
  '/api/plain/a/b',
]

/** Not below `/api/` at all: a page of the host application, which shows that there is none. */
const PAGES: readonly string[] = [
  '/API/faults/ok',
  '/Api/faults/ok',
  '//api/faults/ok',
  '/%61pi/faults/ok',
  '/api%2ffaults/ok',
]

/** An id is what its shape says, in one spelling. */
const NO_UUIDS: readonly string[] = [
  '1',
  UUID.slice(0, -1),
  `${UUID}0`,
  UUID.replaceAll('-', ''),
  `%7B${UUID}%7D`,
  `${UUID}%20`,
  `${UUID}.json`,
  UUID.replace('5f', '5g'),
  // Digits, letters and hyphens of other scripts, which look alike or count alike.
  UUID.replace('5f', '%EF%BC%95f'),
  UUID.replace('5f', '%D9%A5f'),
  UUID.replace('5f', '%E0%A5%ABf'),
  UUID.replace('5f', '%F0%9D%9F%93f'),
  UUID.replace('5f', '5%EF%BD%86'),
  UUID.replace('c9a3e', '%D1%819a3e'),
  UUID.replaceAll('-', '%E2%80%90'),
  UUID.replace('-', '%E2%88%92'),
  UUID.replace('-', '_'),
  `urn%3Auuid%3A${UUID}`,
  `${UUID}'%20OR%201%20--`,
  `${UUID}/edit`,
  '*',
]

const asInventory: Pick<Attack, 'without' | 'headers'> = {
  without: ['X-Plugin-Id'],
  headers: [['X-Plugin-Id', 'inventory']],
}

const rows: readonly Attack[] = [
  ...NOT_CANONICAL.map((target): Attack => ({ ...about(target), answer: [400, 'path_not_canonical'] })),
  ...QUERIES.map((query): Attack => {
    const target = `/api/faults/ok${query}`
    return { ...about(target), answer: [400, 'path_not_canonical'] }
  }),
  ...NO_TARGETS.map(([what, target]): Attack => ({ requirement: 1, title: what, target, answer: 'server' })),
  ...OFF_THE_LIST.map((target): Attack => ({ ...about(target), answer: [403, 'allowlist_violation'] })),
  ...RESOLVED.map(([target, forwarded]): Attack => ({
    ...about(target),
    answer: forwarded === null ? [403, 'allowlist_violation'] : [200],
    reaches: forwarded === null ? [] : [`GET ${forwarded}`],
  })),
  ...FORWARDED.map((target): Attack => {
    return { ...about(target), answer: [/\/ok(\?|$)/.test(target) ? 200 : 404], reaches: [`GET ${target}`] }
  }),
  ...PAGES.map((target): Attack => ({ ...about(target), answer: 'page' })),
  ...NO_UUIDS.map((id): Attack => ({
    ...about(`/api/crud/items/${id}`),
    requirement: 2,
    ...asInventory,
    answer: [403, 'allowlist_violation'],
  })),
  {
    ...about(`/api/crud/items/${UUID}`),
    requirement: 2,
    ...asInventory,
    answer: [404],
    reaches: [`GET /api/crud/items/${UUID}`],
  },
]

function about(target: string): Pick<Attack, 'requirement' | 'title' | 'target'> {
  return { requirement: 1, title: target.length > 80 ? `${target.slice(0, 40)}… (${target.length})` : target, target }
}

describe('path confusion', () => {
  testAttacks(rows)
})
