import { describe, expect, test } from 'vitest'
import {
  addFigures,
  coarsen,
  figuresOf,
  isMetric,
  METRICS,
  minuteOf,
  peopleOf,
  quantileOf,
  sumRollups,
  WITNESSED,
  type Rollup,
} from '../../src/core/metrics.ts'

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

test('metrics are those of the table, and no word that every object knows', () => {
  for (const name of Object.keys(METRICS)) expect(isMetric(name)).toBe(true)
  for (const name of ['constructor', 'toString', '', 'call']) expect(isMetric(name)).toBe(false)
  expect(WITNESSED).toEqual(['mount_failed', 'call_refused'])
})

test('longer rollups begin at a multiple of their length, and add up by series', () => {
  const rollups = [
    rollup({ minute: 59, count: 1 }),
    rollup({ minute: 60, count: 2 }),
    rollup({ minute: 119, count: 3 }),
    rollup({ minute: 119, count: 4, reason: 'x' }),
    rollup({ minute: 120, count: 5 }),
  ]
  expect(coarsen(rollups, 60)).toEqual([
    rollup({ minute: 0, count: 1 }),
    rollup({ minute: 60, count: 5 }),
    rollup({ minute: 60, count: 4, reason: 'x' }),
    rollup({ minute: 120, count: 5 }),
  ])
  expect(coarsen([], 60)).toEqual([])
})

test('histograms of different lengths add up whichever comes first', () => {
  const [long, short] = [
    { count: 3, sum: 9, buckets: [1, 1, 1] },
    { count: 1, sum: 2, buckets: [0, 1] },
  ]
  const added = { count: 4, sum: 11, buckets: [1, 2, 1] }
  expect(addFigures(long, short)).toEqual(added)
  expect(addFigures(short, long)).toEqual(added)
})

test('a quantile at the edge of a bucket is that edge, and empty buckets are passed over', () => {
  expect(quantileOf([1, 1], 0.5)).toBe(25)
  expect(quantileOf([1, 1], 1)).toBe(50)
  expect(quantileOf([0, 0, 1], 1)).toBe(100)
  expect(quantileOf([1, 0, 1], 0.5)).toBe(25)
})

test('people are those of one metric, plugin and version', () => {
  const of = (given: object) => ({ metric: 'mount_failed' as const, plugin: 'a', version: '1', people: 7, ...given })
  const asked = { metric: 'mount_failed', plugin: 'a', version: '1' } as const
  expect(peopleOf([of({})], asked)).toBe(7)
  for (const other of [{ plugin: 'b' }, { version: '2' }, { metric: 'call_refused' as const }]) {
    expect(peopleOf([of(other)], asked)).toBe(0)
    expect(peopleOf([of(other), of({ people: 3 })], asked)).toBe(3)
  }
})
