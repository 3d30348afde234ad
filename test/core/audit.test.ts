import { describe, expect, test } from 'vitest'
import {
  canonicalJson,
  chainText,
  fitsSearch,
  GENESIS,
  verifyChain,
  type AuditLink,
  type AuditRow,
} from '../../src/core/audit.ts'

/** The rule is given digests and compares them: any will do that is another for another text. */
function digest(text: string): string {
  return `digest of ${text}`
}

function rowAfter(previous: AuditLink, given: Partial<AuditRow> = {}): AuditRow {
  const row = {
    seq: previous.seq + 1,
    at: '2026-11-01T10:00:00.000Z',
    who: 'operator:ci',
    via: 'token',
    action: 'quarantine',
    tenant: 'acme.test',
    plugin: 'hello',
    outcome: 'begun',
    before: { quarantined: false },
    after: null,
    requestId: `request-${previous.seq + 1}`,
    previous: previous.hash,
    ...given,
  } as const
  return { ...row, hash: digest(chainText(row)) }
}

const first = rowAfter(GENESIS)
const second = rowAfter(first)
const third = rowAfter(second)
const fourth = rowAfter(third)
const fifth = rowAfter(fourth)
const head = rowAfter(fifth)
const chain = [first, second, third, fourth, fifth, head]

function check(rows: readonly AuditRow[], known: AuditLink | null = head, from: AuditLink = GENESIS) {
  const hashes = rows.map((row) => digest(chainText(row)))
  return verifyChain(rows, hashes, { from, head: known })
}

test('a chain as it was written is sound, also page by page', () => {
  expect(check(chain)).toBe(null)
  expect(check(chain.slice(0, 3), null)).toBe(null)
  expect(check(chain.slice(3), head, third)).toBe(null)
  expect(check([], GENESIS)).toBe(null)
})

describe('an edited row is found', () => {
  test.each([
    ['who', { who: 'operator:somebody' }],
    ['when', { at: '2026-11-01T10:00:00.001Z' }],
    ['what', { action: 'unquarantine' }],
    ['the outcome', { outcome: 'done' }],
    ['what was there before', { before: { quarantined: true } }],
    ['what was there after', { after: {} }],
    ['the request', { requestId: 'request-2' }],
  ] as const)('by %s', (_, edit) => {
    expect(check([first, second, { ...third, ...edit }, fourth, fifth, head])).toBe(3)
  })

  test('also with a hash made to fit: the next row does not follow it', () => {
    const forged = rowAfter(second, { who: 'operator:somebody' })
    expect(check([first, second, forged, fourth, fifth, head])).toBe(4)
  })

  test('also as the last row, with a hash made to fit: the head is another', () => {
    const forged = rowAfter(fifth, { who: 'operator:somebody' })
    expect(check([first, second, third, fourth, fifth, forged])).toBe(6)
  })
})

describe('a deleted row is found', () => {
  test.each([
    ['the first', [second, third, fourth, fifth, head], 1],
    ['one within', [first, second, fourth, fifth, head], 3],
    ['the last, by the head', [first, second, third, fourth, fifth], 6],
    ['all, by the head', [], 1],
  ])('%s', (_, rows, seq) => {
    expect(check(rows)).toBe(seq)
  })

  test('also when the rows after it are numbered anew', () => {
    const moved = [fourth, fifth, head].map((row, index) => ({ ...row, seq: index + 3 }))
    expect(check([first, second, ...moved], null)).toBe(3)
  })
})

test('rows that changed places are found', () => {
  expect(check([first, third, second, fourth, fifth, head])).toBe(2)
})

test('a row that was put in is found', () => {
  expect(check([first, second, rowAfter(second, { who: 'nobody' }), third, fourth, fifth, head])).toBe(4)
})

test.each([
  [{ b: 1, a: [2, { d: null, c: true }] }, '{"a":[2,{"c":true,"d":null}],"b":1}'],
  ['line\nbreak "quoted" ü', String.raw`"line\nbreak \"quoted\" ü"`],
  [{ '10': 1, '9': 2 }, '{"10":1,"9":2}'],
  [{ gone: undefined, kept: null }, '{"kept":null}'],
  [[], '[]'],
])('canonical JSON of %j', (value, expected) => {
  expect(canonicalJson(value)).toBe(expected)
})

test('a page that begins after a missing row is found by the row alone', () => {
  const gap = rowAfter({ seq: 5, hash: first.hash })
  expect(check([first, gap], null)).toBe(2)
})

test('rows beyond the head that was read before them are sound', () => {
  expect(check(chain, third)).toBe(null)
})

describe('the trail is searched', () => {
  const row = rowAfter(GENESIS, { who: 'operator:Olivia', action: 'quarantine', plugin: 'hello', requestId: 'r-17' })
  const all = { words: '', outcome: null } as const

  test.each([
    ['nothing', '', true],
    ['part of who', 'OLIV', true],
    ['part of the action', 'antine', true],
    ['part of the plugin', 'ell', true],
    ['part of the request id', 'R-1', true],
    ['words with blanks around them', '  olivia ', true],
    ['what stands nowhere', 'bob', false],
    ['the tenant, which every row of a page has', 'acme', false],
  ])('for %s', (_, words, isFound) => {
    expect(fitsSearch(row, { ...all, words })).toBe(isFound)
  })

  test('for what became of it, and for words too', () => {
    expect(fitsSearch(row, { ...all, outcome: 'begun' })).toBe(true)
    expect(fitsSearch(row, { ...all, outcome: 'failed' })).toBe(false)
    expect(fitsSearch(row, { words: 'bob', outcome: 'begun' })).toBe(false)
    expect(fitsSearch(row, { words: 'olivia', outcome: 'failed' })).toBe(false)
  })
})
