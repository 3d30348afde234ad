import { describe, expect, test } from 'vitest'
import { addFigures, figuresOf, minuteOf, quantileOf, sumRollups, type Rollup } from '../../src/core/metrics.ts'

function rollup(given: Partial<Rollup> = {}): Rollup {
  return {
    minute: 100,
    metric: 'call_admitted',
    plugin: 'hello',
    version: '1.0.0',
    reason: '',
    count: 1,
    sum: 0,
    buckets: [],
    ...given,
  }
}

/** Buckets of these durations. */
function bucketsOf(...durations: readonly number[]): readonly number[] {
  return durations.map((ms) => figuresOf('load_ms', ms)).reduce(addFigures).buckets
}

test('a minute is a minute of Unix time', () => {
  expect([minuteOf(0), minuteOf(59_999), minuteOf(60_000)]).toEqual([0, 0, 1])
})

test('a counter counts, and has neither sum nor buckets', () => {
  expect(figuresOf('pdp_denied', 3)).toEqual({ count: 3, sum: 0, buckets: [] })
  expect(figuresOf('bundle_served')).toEqual({ count: 1, sum: 0, buckets: [] })
})

test.each([
  [0, 0],
  [25, 0],
  [25.5, 1],
  [12_800, 9],
  [12_801, 10],
])('%d ms fall into bucket %d', (ms, bucket) => {
  const { count, sum, buckets } = figuresOf('load_ms', ms)
  expect([count, sum, buckets.indexOf(1), buckets.length]).toEqual([1, ms, bucket, 11])
})

test('a window adds up by series, and its minutes are gone', () => {
  const rollups = [
    rollup({ count: 2 }),
    rollup({ minute: 101, count: 3 }),
    rollup({ version: '2.0.0' }),
    rollup({ metric: 'call_refused', reason: 'allowlist_violation' }),
    rollup({ metric: 'call_refused', reason: 'plugin_unknown', plugin: '', version: '' }),
  ]
  expect(sumRollups(rollups)).toEqual([
    { metric: 'call_admitted', plugin: 'hello', version: '1.0.0', reason: '', count: 5, sum: 0, buckets: [] },
    { metric: 'call_admitted', plugin: 'hello', version: '2.0.0', reason: '', count: 1, sum: 0, buckets: [] },
    { metric: 'call_refused', plugin: '', version: '', reason: 'plugin_unknown', count: 1, sum: 0, buckets: [] },
    {
      metric: 'call_refused',
      plugin: 'hello',
      version: '1.0.0',
      reason: 'allowlist_violation',
      count: 1,
      sum: 0,
      buckets: [],
    },
  ])
})

test('histograms add bucket by bucket', () => {
  const added = addFigures(figuresOf('load_ms', 10), figuresOf('load_ms', 60))
  expect(added).toEqual({ count: 2, sum: 70, buckets: [1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0] })
  expect(addFigures({ count: 0, sum: 0, buckets: [] }, added)).toEqual(added)
})

describe('quantiles', () => {
  test('of nothing there are none', () => {
    expect(quantileOf([], 0.5)).toBe(null)
    expect(quantileOf([0, 0, 0], 0.95)).toBe(null)
  })

  test('the median of a hundred values between 50 and 100 is in the middle', () => {
    expect(quantileOf(bucketsOf(...Array.from({ length: 100 }, () => 75)), 0.5)).toBe(75)
  })

  test('of ten values, nine quick and one slow, the median is quick and p95 is in the slow bucket', () => {
    const buckets = bucketsOf(...Array.from({ length: 9 }, () => 20), 1000)
    expect(quantileOf(buckets, 0.5)).toBeCloseTo(13.9, 1)
    expect(quantileOf(buckets, 0.95)).toBe(1200)
  })

  test('slower than every bound is as slow as the last bound', () => {
    expect(quantileOf(bucketsOf(99_999), 0.5)).toBe(12_800)
  })
})
