import { describe, expect, test } from 'vitest'
import {
  CAPABILITY_SECONDS,
  capabilityText,
  isTicketGood,
  orderedAt,
  parseStamp,
  printStamp,
  refuseStamp,
  ticketText,
} from '../../src/core/capability.ts'
import { NO_NEWS, withChange } from '../../src/core/news.ts'

const ISSUED = 1_800_000_000_000
const LIFE_MS = CAPABILITY_SECONDS * 1000
const SIGNATURE = 'A'.repeat(42) + '_'
const stamp = { issuedAt: ISSUED, signature: SIGNATURE }
const TERMS = { tenant: 'acme.example', plugin: 'hello', version: '1.0.0', revision: 'abc' }

test('what is printed is parsed again', () => {
  expect(parseStamp(printStamp(stamp))).toEqual(stamp)
})

test.each([
  '',
  'x',
  `${ISSUED}`,
  `${ISSUED}.`,
  `.${SIGNATURE}`,
  ` ${ISSUED}.${SIGNATURE}`,
  `${ISSUED}.${SIGNATURE} `,
  `${ISSUED}.${SIGNATURE}=`,
  `${ISSUED}.${SIGNATURE.slice(1)}`,
  `0${ISSUED}.${SIGNATURE}`,
  `-${ISSUED}.${SIGNATURE}`,
  `1e12.${SIGNATURE}`,
  `١٢٣٤٥٦٧٨٩٠١٢٣.${SIGNATURE}`,
  `${ISSUED}.${SIGNATURE}, ${ISSUED}.${SIGNATURE}`,
  `${ISSUED}.${SIGNATURE}\n`,
])('%j is no stamp', (text) => {
  expect(parseStamp(text)).toBeNull()
})

test('no two sets of terms have one text, whatever stands in them', () => {
  const texts = [
    capabilityText(TERMS, ISSUED),
    capabilityText(TERMS, ISSUED + 1),
    ...Object.keys(TERMS).map((name) => capabilityText({ ...TERMS, [name]: 'other' }, ISSUED)),
    capabilityText({ ...TERMS, plugin: 'hello","1.0.0', version: '' }, ISSUED),
    ticketText(TERMS.tenant, ISSUED),
    ticketText('other', ISSUED),
  ]
  expect(new Set(texts).size).toBe(texts.length)
})

describe('a capability', () => {
  const now = { now: ISSUED, validFrom: 0 }

  test.each([
    ['holds at once', {}, null],
    ['holds up to its end', { now: ISSUED + LIFE_MS - 1 }, null],
    ['ends', { now: ISSUED + LIFE_MS }, 'capability_expired'],
    ['is forgiven a clock that goes a little wrong', { now: ISSUED - 5000 }, null],
    ['of the future is none', { now: ISSUED - 5001 }, 'capability_invalid'],
    ['made after an order holds', { validFrom: ISSUED - 1 }, null],
    ['made before an order does not', { validFrom: ISSUED }, 'capability_expired'],
  ])('%s', (_, change, refusal) => {
    expect(refuseStamp(stamp, true, { ...now, ...change })).toBe(refusal)
  })

  test('of another key, or none at all, is none', () => {
    expect(refuseStamp(stamp, false, now)).toBe('capability_invalid')
    expect(refuseStamp(null, false, now)).toBe('capability_invalid')
    expect(refuseStamp(null, true, now)).toBe('capability_invalid')
  })
})

test('a ticket holds for a week, and never before its time', () => {
  const weekMs = 7 * 24 * 3_600_000
  expect(isTicketGood(stamp, true, ISSUED)).toBe(true)
  expect(isTicketGood(stamp, true, ISSUED - 5001)).toBe(false)
  expect(isTicketGood(stamp, true, ISSUED + weekMs - 1)).toBe(true)
  expect(isTicketGood(stamp, true, ISSUED + weekMs)).toBe(false)
  expect(isTicketGood(stamp, false, ISSUED)).toBe(false)
  expect(isTicketGood(null, true, ISSUED)).toBe(false)
})

test('the latest order about a plugin counts, here or everywhere, also when it lifted something', () => {
  const set = withChange(NO_NEWS, { kind: 'quarantine', plugin: 'hello', flag: { reason: 'x' }, lifted: null }, 100)
  const lifted = withChange(set, { kind: 'quarantine', plugin: 'hello', flag: null, lifted: null }, 200)
  const everywhere = withChange(NO_NEWS, { kind: 'quarantine', plugin: 'hello', flag: null, lifted: null }, 300)
  expect(orderedAt('hello', [set, NO_NEWS])).toBe(100)
  expect(orderedAt('hello', [lifted, NO_NEWS])).toBe(200)
  expect(orderedAt('hello', [lifted, everywhere])).toBe(300)
  expect(orderedAt('other', [lifted, everywhere])).toBe(0)
})
