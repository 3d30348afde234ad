import { expect, test } from 'vitest'
import { filled, spend, take } from '../../src/core/bucket.ts'

const RATE = { perSecond: 10, burst: 30 }
const NOW = 1_800_000_000_000

test('who has spent nothing yet has the whole burst', () => {
  expect(filled(null, NOW, RATE)).toEqual({ tokens: 30, at: NOW })
})

test('a bucket fills by the clock, up to the burst and no further', () => {
  const empty = { tokens: 0, at: NOW }
  expect(filled(empty, NOW + 500, RATE).tokens).toBe(5)
  expect(filled(empty, NOW + 3000, RATE).tokens).toBe(30)
  expect(filled(empty, NOW + 1_000_000, RATE).tokens).toBe(30)
})

test('a clock that goes back fills nothing, and is not believed later', () => {
  const empty = { tokens: 0, at: NOW }
  const back = filled(empty, NOW - 5000, RATE)
  expect(back).toEqual(empty)
  expect(filled(back, NOW + 100, RATE).tokens).toBe(1)
})

test('what is there can be taken; what is not says how long to wait', () => {
  const bucket = { tokens: 1, at: NOW }
  const taken = take(bucket, 1, RATE)
  expect(taken).toEqual({ bucket: { tokens: 0, at: NOW }, waitMs: 0 })
  expect(take(taken.bucket, 1, RATE)).toEqual({ bucket: taken.bucket, waitMs: 100 })
  expect(take({ tokens: 0.25, at: NOW }, 1, RATE).waitMs).toBe(75)
})

test('whoever waits as long as was said finds enough', () => {
  for (const tokens of [0, 0.1, 0.33, 0.999, -17.3]) {
    const bucket = { tokens, at: NOW }
    const { waitMs } = take(bucket, 1, RATE)
    expect(take(filled(bucket, NOW + waitMs, RATE), 1, RATE).waitMs).toBe(0)
  }
})

test('what was spent already may leave a debt, which stops even what costs nothing', () => {
  const owing = spend({ tokens: 5, at: NOW }, 25)
  expect(owing.tokens).toBe(-20)
  expect(take(owing, 0, RATE).waitMs).toBe(2000)
  expect(take(filled(owing, NOW + 2000, RATE), 0, RATE).waitMs).toBe(0)
})
