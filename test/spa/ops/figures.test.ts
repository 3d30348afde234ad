import { expect, test } from 'vitest'
import { ofPlugin } from '#core/health'
import { figuresOf, type Metric, type Rollup } from '#core/metrics'
import { courseOf, reasonsOf } from '../../../spa/host/ops/figures.ts'

function rollup(metric: Metric, value: number, rest: Partial<Rollup> = {}): Rollup {
  return { metric, plugin: 'hello', version: '1.0.0', reason: '', minute: 100, ...figuresOf(metric, value), ...rest }
}

test('reasons are added up over plugins, most frequent first', () => {
  const totals = [
    rollup('call_refused', 1, { reason: 'rate_limited' }),
    rollup('call_refused', 2, { reason: 'allowlist_violation' }),
    rollup('call_refused', 3, { reason: 'allowlist_violation', plugin: 'other' }),
    rollup('mount_ok', 9),
  ]
  expect(reasonsOf(totals)).toEqual([
    { reason: 'call refused: allowlist violation', count: 5 },
    { reason: 'call refused: rate limited', count: 1 },
  ])
  expect(ofPlugin(totals, 'other')).toHaveLength(1)
})

test('an hour has thirty steps, and no event of it is lost or counted twice', () => {
  const rollups = Array.from({ length: 60 }, (_, at) => rollup('mount_ok', 1, { minute: 1000 + at }))
  const { steps, mounts } = courseOf({ from: 1000, to: 1059, step: 1, totals: [], rollups, incidents: [] })
  expect(steps).toHaveLength(30)
  expect(mounts).toEqual(Array.from({ length: 30 }, () => 2))
})

test.each([1, 15, 59, 60, 180, 1440, 10_080])(
  'a window of %i minutes has at most thirty-one steps, the last of them now',
  (minutes) => {
    const step = Math.ceil(minutes / 180)
    const to = 29_000_017
    const { steps, mounts } = courseOf({
      from: to - minutes + 1,
      to,
      step,
      totals: [],
      rollups: [rollup('mount_ok', 3, { minute: to - (to % step) })],
      incidents: [],
    })
    expect(steps.length).toBeLessThanOrEqual(31)
    expect(mounts.at(-1)).toBe(3)
  },
)
