import { expect, test } from 'vitest'
import { summarize } from '../../spa/ui/chart-data.ts'
import { layOut } from '../../spa/ui/chart-layout.ts'

function layoutOf(values: readonly number[], labels: readonly string[] = ['a', 'b', 'c', 'd']) {
  return layOut({ labels, values, format: String, width: 480, height: 200 })
}

test.each([
  [[], [0, 0.2, 0.4, 0.6, 0.8, 1]],
  [
    [0, 0],
    [0, 0.2, 0.4, 0.6, 0.8, 1],
  ],
  [
    [3, 8, 7],
    [0, 2, 4, 6, 8],
  ],
  [
    [8200, 3100],
    [0, 2000, 4000, 6000, 8000, 10_000],
  ],
  [
    [-4, 6],
    [-4, -2, 0, 2, 4, 6],
  ],
  [
    [Number.NaN, 4, Number.POSITIVE_INFINITY],
    [0, 1, 2, 3, 4],
  ],
])('%j is enclosed by round values', (values, ticks) => {
  expect(layoutOf(values).ticks).toEqual(ticks)
})

test('every value stands inside the drawing, larger ones higher', () => {
  const values = [-12, 0, 480, 1_000_003]
  const layout = layoutOf(values)
  const heights = values.map(layout.y)
  expect(heights).toEqual(heights.toSorted((one, other) => other - one))
  expect([Math.max(...heights) <= layout.bottom, Math.min(...heights) >= 0]).toEqual([true, true])
  expect([layout.x(0) > layout.start, layout.x(3) < layout.width]).toEqual([true, true])
})

test('names that would run into each other are thinned out', () => {
  const days = Array.from({ length: 31 }, (_, day) => `${day + 1} March`)
  const layout = layoutOf([1], days)
  expect(layout.band * layout.every).toBeGreaterThan(8 * 7)
})

test.each([-50, 0, 60, 200, 479, 900])('the place under a pointer at %d is the nearest name’s', (x) => {
  const layout = layoutOf([1, 2, 3, 4])
  const distances = [0, 1, 2, 3].map((position) => Math.abs(layout.x(position) - x))
  expect(distances[layout.positionAt(x)]).toBe(Math.min(...distances))
})

test('a course is told by its ends, its lowest and its highest', () => {
  const series = [{ name: 'Sales', values: [5, 9, 2] }]
  expect(summarize({ kind: 'line', labels: ['Mon', 'Tue', 'Wed'], series, format: (value) => `€${value}` })).toBe(
    '3 points, from Mon to Wed. Sales: lowest €2 (Wed), highest €9 (Tue).',
  )
})

test('a whole is told by its parts', () => {
  const series = [{ name: 'Visits', values: [30, 60, 10] }]
  expect(summarize({ kind: 'donut', labels: ['Direct', 'Search', 'Other'], series, format: String })).toBe(
    '100 in all: Direct 30 %, Search 60 %, Other 10 %.',
  )
})

test('nothing is told as nothing', () => {
  expect(summarize({ kind: 'bar', labels: [], series: [], format: String })).toBe('There are no figures yet.')
})
