import { describe, expect, test } from 'vitest'
import { advanceIncidents, judgeAlerts, minutesJudged, readAlerts, type Finding } from '../../src/core/alerts.ts'
import type { Metric, People, Rollup } from '../../src/core/metrics.ts'
import type { Rejection } from '../../src/core/rejection.ts'
import { parseYaml } from '../../src/core/yaml.ts'

const NOW = 1000
const rules = readAlerts(null)

function counted(metric: Metric, count: number, minute = NOW, version = '1.0.0', plugin = 'hello'): Rollup {
  return { minute, metric, plugin, version, reason: '', count, sum: 0, buckets: [] }
}

/** Every event happened to somebody else. */
function findings(...rollups: readonly Rollup[]): readonly string[] {
  return findingsOf(
    rollups,
    rollups.map((rollup) => ({ ...rollup, people: rollup.count })),
  )
}

function findingsOf(rollups: readonly Rollup[], people: readonly People[]): readonly string[] {
  return judgeAlerts(rollups, rules, NOW, people).map(({ rule, plugin, version, figure, threshold }) =>
    [rule, plugin, version, figure, threshold].join(' '),
  )
}

test('a quiet tenant has no findings', () => {
  expect(findings()).toEqual([])
  expect(findings(counted('call_admitted', 9999), counted('mount_ok', 9999), counted('call_refused', 49))).toEqual([])
})

describe('integrity', () => {
  test('one error is an incident of the plugin, in whichever version', () => {
    expect(findings(counted('integrity_error', 1))).toEqual(['integrity_error hello  1 1'])
    expect(
      findings(counted('integrity_error', 1, NOW - 1, '1.0.0'), counted('integrity_error', 2, NOW, '2.0.0')),
    ).toEqual(['integrity_error hello  3 1'])
  })

  test.each([
    [0, 1],
    [4, 1],
    [5, 0],
    [-1, 0],
  ])('of %d minutes ago it gives %d findings', (age, expected) => {
    expect(findings(counted('integrity_error', 1, NOW - age))).toHaveLength(expected)
  })
})

test('a doorbell out of reach alarms at once, for the tenant and no plugin of it', () => {
  const failed = counted('doorbell_failed', 1, NOW, '', '')
  expect(findings({ ...failed, reason: 'grace' })).toEqual(['doorbell_failed   1 1'])
  expect(findings({ ...failed, reason: 'grace' }, { ...failed, reason: 'closed' })).toEqual(['doorbell_failed   2 1'])
  expect(findings(counted('doorbell_failed', 1, NOW - 5, '', ''))).toEqual([])
})

describe('refusals', () => {
  test('fifty in the window are a spike where there were none before', () => {
    expect(findings(counted('call_refused', 30), counted('bundle_refused', 20, NOW - 3))).toEqual([
      'refusal_spike hello  50 50',
    ])
  })

  test('are judged for each plugin by itself', () => {
    expect(findings(counted('call_refused', 49), counted('call_refused', 49, NOW, '1.0.0', 'other'))).toEqual([])
  })

  test('that are usual are no spike; five times the usual are', () => {
    // 20 a minute for an hour: a window of five minutes usually has 100.
    const hour = Array.from({ length: 60 }, (_, index) => counted('call_refused', 20, NOW - 5 - index))
    expect(findings(...hour, counted('call_refused', 499))).toEqual([])
    expect(findings(...hour, counted('call_refused', 500))).toEqual(['refusal_spike hello  500 500'])
  })

  test('are usual by the hour before the window, and by no minute more', () => {
    const usual = (age: number) => counted('call_refused', 1200, NOW - age)
    const now = counted('call_refused', 60)
    expect(findings(usual(5), now)).toEqual([])
    expect(findings(usual(64), now)).toEqual([])
    expect(findings(usual(65), now)).toEqual(['refusal_spike hello  60 50'])
  })

  test('because of a quarantine are what somebody wanted', () => {
    expect(findings(counted('quarantine_refused', 9999))).toEqual([])
  })
})

describe('mounts', () => {
  test.each([
    ['four failures of four', 4, 0, []],
    ['five failures of five', 5, 0, ['mount_failures hello 1.0.0 100 20']],
    ['five failures of twenty-five', 5, 20, ['mount_failures hello 1.0.0 20 20']],
    ['five failures of thirty', 5, 25, []],
  ])('%s', (_, failed, mounted, expected) => {
    expect(findings(counted('mount_failed', failed), counted('mount_ok', mounted))).toEqual(expected)
  })

  test.each([
    [4, []],
    [5, ['mount_failures hello 1.0.0 100 20']],
  ])('that fail a thousand times, for %d people', (people, expected) => {
    const failed = counted('mount_failed', 1000)
    expect(findingsOf([failed], [{ ...failed, people }])).toEqual(expected)
  })

  test('are judged for each version by itself', () => {
    expect(
      findings(
        counted('mount_ok', 1000),
        counted('mount_ok', 1, NOW, '2.0.0'),
        counted('mount_failed', 9, NOW, '2.0.0'),
      ),
    ).toEqual(['mount_failures hello 2.0.0 90 20'])
  })
})

test('everything that a rule looks at lies within the minutes judged', () => {
  const oldest = counted('call_refused', 6000, NOW - minutesJudged(rules) + 1)
  expect(findings(oldest, counted('call_refused', 500))).toEqual([])
  expect(findings(counted('call_refused', 500))).toHaveLength(1)
})

describe('incidents', () => {
  const finding: Finding = { rule: 'integrity_error', plugin: 'hello', version: '', figure: 1, threshold: 1 }
  const other: Finding = { ...finding, plugin: 'other' }

  test('begin with a finding', () => {
    expect(advanceIncidents([], [finding])).toEqual({ opened: [finding], closed: [] })
  })

  test('go on while there is one, however the figure changes', () => {
    expect(advanceIncidents([finding], [{ ...finding, figure: 9 }])).toEqual({ opened: [], closed: [] })
  })

  test('end without one', () => {
    expect(advanceIncidents([finding, other], [other])).toEqual({ opened: [], closed: [finding] })
  })
})

test.each(['IDP_SECRET_DEMO', 'ASSERTION_KEY', 'ALERT_WEBHOOKS', 'alert_webhook', 'ALERT_WEBHOOK_', 'https://x.test/'])(
  'the secret %s is no webhook',
  (name) => {
    const rejections: Rejection[] = []
    readAlerts(parseYaml('config/settings.yaml', `webhook: "${name}"`, rejections))
    expect(rejections.map(({ where }) => where)).toEqual(['webhook'])
  },
)

test('fewer integrity errors than were asked for are no incident', () => {
  const three = { ...rules, integrityErrors: 3 }
  const judged = (count: number) => judgeAlerts([counted('integrity_error', count)], three, NOW, [])
  expect(judged(2)).toEqual([])
  expect(judged(3)).toEqual([{ rule: 'integrity_error', plugin: 'hello', version: '', figure: 3, threshold: 3 }])
})

test.each(['ALERT_WEBHOOK', 'ALERT_WEBHOOK_ACME', 'ALERT_WEBHOOK_ACME_NIGHT'])('the secret %s is a webhook', (name) => {
  const rejections: Rejection[] = []
  expect(readAlerts(parseYaml('config/settings.yaml', `webhook: "${name}"`, rejections)).webhook).toBe(name)
  expect(rejections).toEqual([])
})

test('a secret that only ends like a webhook is none', () => {
  const rejections: Rejection[] = []
  readAlerts(parseYaml('config/settings.yaml', 'webhook: "IDP_ALERT_WEBHOOK"', rejections))
  expect(rejections.map(({ where }) => where)).toEqual(['webhook'])
})
