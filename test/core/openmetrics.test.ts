import { expect, test } from 'vitest'
import { addFigures, figuresOf, type Total } from '../../src/core/metrics.ts'
import { printOpenMetrics } from '../../src/core/openmetrics.ts'

function total(given: Partial<Total>): Total {
  return {
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

test('nothing counted is an exposition that ends', () => {
  expect(printOpenMetrics('acme.test', [])).toBe('# EOF\n')
})

test('a counter has its type, its help, and one sample for each series', () => {
  const totals = [total({ count: 7 }), total({ version: '2.0.0', count: 1 })]
  expect(printOpenMetrics('acme.test', totals)).toBe(
    [
      '# TYPE experience_call_admitted counter',
      '# HELP experience_call_admitted Calls of plugins that the allow-list admitted',
      'experience_call_admitted_total{tenant="acme.test",plugin_id="hello",version="1.0.0"} 7',
      'experience_call_admitted_total{tenant="acme.test",plugin_id="hello",version="2.0.0"} 1',
      '# EOF',
      '',
    ].join('\n'),
  )
})

test('families stand together, and a reason is a label where a metric has reasons', () => {
  const totals = [
    total({ metric: 'call_refused', reason: 'allowlist_violation' }),
    total({ metric: 'bundle_served' }),
    total({ metric: 'call_refused', reason: 'plugin_unknown', plugin: '', version: '' }),
  ]
  const samples = printOpenMetrics('acme.test', totals)
    .split('\n')
    .filter((line) => !line.startsWith('#'))
  expect(samples).toEqual([
    'experience_bundle_served_total{tenant="acme.test",plugin_id="hello",version="1.0.0"} 1',
    'experience_call_refused_total{tenant="acme.test",plugin_id="hello",version="1.0.0",reason="allowlist_violation"} 1',
    'experience_call_refused_total{tenant="acme.test",plugin_id="",version="",reason="plugin_unknown"} 1',
    '',
  ])
})

test('label values are escaped: a version is the text of somebody else', () => {
  const text = printOpenMetrics('acme.test', [total({ version: 'a"b\\c\nd' })])
  expect(text).toContain(String.raw`version="a\"b\\c\nd"} 1`)
  expect(text.split('\n')).toHaveLength(5)
})

test('a histogram has cumulated buckets with bounds as floats, a count and a sum', () => {
  const figures = [10, 60, 60, 99_999].map((ms) => figuresOf('load_ms', ms)).reduce(addFigures)
  const lines = printOpenMetrics('acme.test', [total({ metric: 'load_ms', ...figures })]).split('\n')
  const labels = 'tenant="acme.test",plugin_id="hello",version="1.0.0"'
  expect(lines[0]).toBe('# TYPE experience_load_ms histogram')
  expect(lines.slice(2, 7)).toEqual([
    `experience_load_ms_bucket{${labels},le="25.0"} 1`,
    `experience_load_ms_bucket{${labels},le="50.0"} 1`,
    `experience_load_ms_bucket{${labels},le="100.0"} 3`,
    `experience_load_ms_bucket{${labels},le="200.0"} 3`,
    `experience_load_ms_bucket{${labels},le="400.0"} 3`,
  ])
  expect(lines.slice(-5)).toEqual([
    `experience_load_ms_bucket{${labels},le="+Inf"} 4`,
    `experience_load_ms_count{${labels}} 4`,
    `experience_load_ms_sum{${labels}} 100129`,
    '# EOF',
    '',
  ])
})
