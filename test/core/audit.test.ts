import { describe, expect, test } from 'vitest'
import { canonicalJson, chainText, GENESIS, verifyChain, type AuditLink, type AuditRow } from '../../src/core/audit.ts'
import { sha256Hex } from '../../src/io/digest.ts'

async function rowAfter(previous: AuditLink, given: Partial<AuditRow> = {}): Promise<AuditRow> {
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
  return { ...row, hash: await sha256Hex(chainText(row)) }
}

const first = await rowAfter(GENESIS)
const second = await rowAfter(first)
const third = await rowAfter(second)
const fourth = await rowAfter(third)
const fifth = await rowAfter(fourth)
const head = await rowAfter(fifth)
const chain = [first, second, third, fourth, fifth, head]

async function check(rows: readonly AuditRow[], known: AuditLink | null = head, from: AuditLink = GENESIS) {
  const hashes = await Promise.all(rows.map((row) => sha256Hex(chainText(row))))
  return verifyChain(rows, hashes, { from, head: known })
}

test('a chain as it was written is sound, also page by page', async () => {
  expect(await check(chain)).toBe(null)
  expect(await check(chain.slice(0, 3), null)).toBe(null)
  expect(await check(chain.slice(3), head, third)).toBe(null)
  expect(await check([], GENESIS)).toBe(null)
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
  ] as const)('by %s', async (_, edit) => {
    expect(await check([first, second, { ...third, ...edit }, fourth, fifth, head])).toBe(3)
  })

  test('also with a hash made to fit: the next row does not follow it', async () => {
    const forged = await rowAfter(second, { who: 'operator:somebody' })
    expect(await check([first, second, forged, fourth, fifth, head])).toBe(4)
  })

  test('also as the last row, with a hash made to fit: the head is another', async () => {
    const forged = await rowAfter(fifth, { who: 'operator:somebody' })
    expect(await check([first, second, third, fourth, fifth, forged])).toBe(6)
  })
})

describe('a deleted row is found', () => {
  test.each([
    ['the first', [second, third, fourth, fifth, head], 1],
    ['one within', [first, second, fourth, fifth, head], 3],
    ['the last, by the head', [first, second, third, fourth, fifth], 6],
    ['all, by the head', [], 1],
  ])('%s', async (_, rows, seq) => {
    expect(await check(rows)).toBe(seq)
  })

  test('also when the rows after it are numbered anew', async () => {
    const moved = [fourth, fifth, head].map((row, index) => ({ ...row, seq: index + 3 }))
    expect(await check([first, second, ...moved], null)).toBe(3)
  })
})

test('rows that changed places are found', async () => {
  expect(await check([first, third, second, fourth, fifth, head])).toBe(2)
})

test('a row that was put in is found', async () => {
  expect(await check([first, second, await rowAfter(second, { who: 'nobody' }), third, fourth, fifth, head])).toBe(4)
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
