import { expect, test } from 'vitest'
import { plan, ticksFor } from '../../spa/ui/chart-scale.ts'

test.each([
  [[], [0, 0.25, 0.5, 0.75, 1]],
  [
    [0, 0],
    [0, 0.25, 0.5, 0.75, 1],
  ],
  [
    [3, 8, 7],
    [0, 2, 4, 6, 8],
  ],
  [
    [8200, 3100],
    [0, 2500, 5000, 7500, 10_000],
  ],
  [
    [0.3, 0.1],
    [0, 0.1, 0.2, 0.3],
  ],
  [
    [-4, 6],
    [-5, -2.5, 0, 2.5, 5, 7.5],
  ],
  [
    [-9, -1],
    [-10, -7.5, -5, -2.5, 0],
  ],
  [
    [Number.NaN, 4, Number.POSITIVE_INFINITY],
    [0, 1, 2, 3, 4],
  ],
])('%j is enclosed by round values %j', (values, ticks) => {
  expect(ticksFor(values)).toEqual(ticks)
})

test('every value stands inside the drawing', () => {
  const values = [-12, 0, 480, 1_000_003]
  const plot = plan(['a', 'b', 'c', 'd'], values, String, { width: 320, height: 200 })
  for (const value of values) {
    expect(plot.y(value)).toBeGreaterThanOrEqual(plot.top)
    expect(plot.y(value)).toBeLessThanOrEqual(plot.bottom)
  }
  expect([plot.x(0) > plot.start, plot.x(3) < plot.width]).toEqual([true, true])
})

test('names that would run into each other are thinned out', () => {
  const days = Array.from({ length: 31 }, (_, day) => `${day + 1} March`)
  const plot = plan(days, [1], String, { width: 480, height: 200 })
  expect(plot.band * plot.every).toBeGreaterThan(8 * 7)
})
