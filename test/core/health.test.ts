import { expect, test } from 'vitest'
import { countOf, healthOf, ofPlugin } from '../../src/core/health.ts'
import { figuresOf, type Metric, type Rollup } from '../../src/core/metrics.ts'

function rollup(metric: Metric, value: number, rest: Partial<Rollup> = {}): Rollup {
  return { metric, plugin: 'hello', version: '1.0.0', reason: '', minute: 100, ...figuresOf(metric, value), ...rest }
}

test('the error rate counts failures among everything that was tried', () => {
  const figures = healthOf([
    rollup('mount_ok', 6),
    rollup('mount_failed', 1, { reason: 'timeout' }),
    rollup('call_admitted', 12),
    rollup('integrity_error', 1),
    rollup('upstream_error', 2, { reason: 'upstream_timeout' }),
    rollup('call_refused', 30, { reason: 'allowlist_violation' }),
  ])
  expect(figures).toMatchObject({ mounts: 6, failedMounts: 1, errors: 4, errorRate: 4 / 20, refused: 30 })
})

test('where nothing was tried there is no rate, and where nothing was loaded no time', () => {
  expect(healthOf([])).toMatchObject({ errorRate: null, p50: null, p95: null })
})

test('load times of several versions are taken together', () => {
  const loads = [20, 20, 20, 300].map((ms, at) => rollup('load_ms', ms, { version: `1.${at}.0` }))
  const { p50, p95 } = healthOf(loads)
  expect(p50).toBeLessThanOrEqual(25)
  expect(p95).toBeGreaterThan(200)
})

test('a quarantine refuses on purpose, and is told apart', () => {
  expect(healthOf([rollup('quarantine_refused', 5)])).toMatchObject({ refused: 0, quarantineRefused: 5 })
})

test('each figure counts what it is named after, and nothing else', () => {
  const each: readonly Metric[] = ['mount_ok', 'mount_failed', 'bundle_refused', 'capability_refused', 'pdp_denied']
  const figures = healthOf(each.map((metric, at) => rollup(metric, 10 ** at)))
  expect(figures).toEqual({
    mounts: 1,
    failedMounts: 10,
    errors: 10,
    errorRate: 10 / 11,
    refused: 1100,
    quarantineRefused: 0,
    denied: 10_000,
    p50: null,
    p95: null,
  })
})

test('series are those of one plugin, and counts of the metrics named', () => {
  const series = [rollup('mount_ok', 2), rollup('mount_ok', 3, { plugin: 'other' }), rollup('pdp_denied', 5)]
  expect(ofPlugin(series, 'other')).toEqual([series[1]])
  expect(countOf(series, ['mount_ok'])).toBe(5)
  expect(countOf(series, [])).toBe(0)
})
