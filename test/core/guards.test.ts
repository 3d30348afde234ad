import { expect, test } from 'vitest'
import { readGuards, withGuards } from '../../src/core/guards.ts'
import type { Rejection } from '../../src/core/rejection.ts'
import { parseYaml } from '../../src/core/yaml.ts'

function read(text: string) {
  const rejections: Rejection[] = []
  const root = parseYaml('config/settings.yaml', text, rejections)
  return { guards: root && readGuards(root), rejections }
}

const BY_DEFAULT = {
  security: { capability: 'observed' },
  budgets: {
    requestsPerSecond: 50,
    requestBurst: 200,
    bytesPerSecond: 2_097_152,
    byteBurst: 20_971_520,
    streams: 8,
    sessionStreams: 32,
    telemetryPerMinute: 30,
    questionsPerSecond: 500,
    questionBurst: 10_000,
    signInsPerMinute: 600,
    reportsPerMinute: 60,
    tenantReportsPerMinute: 600,
  },
  breaker: { failures: 8, openMs: 10_000 },
}

test('without a word in the file every default holds', () => {
  expect(readGuards(null)).toEqual(BY_DEFAULT)
  expect(read('environment: staging').guards).toEqual(BY_DEFAULT)
})

test('one setting leaves the others at their defaults', () => {
  const { guards, rejections } = read('budgets: { streams: 2 }')
  expect(rejections).toEqual([])
  expect(guards).toEqual({ ...BY_DEFAULT, budgets: { ...BY_DEFAULT.budgets, streams: 2 } })
})

test('every setting can be given', () => {
  const { guards, rejections } = read(`
security: { capability: required }
budgets:
  requestsPerSecond: 1
  requestBurst: 2
  bytesPerSecond: 1024
  byteBurst: 2048
  streams: 3
  sessionStreams: 4
  telemetryPerMinute: 5
  questionsPerSecond: 8
  questionBurst: 9
  signInsPerMinute: 10
  reportsPerMinute: 6
  tenantReportsPerMinute: 7
breaker: { failures: 0, openMs: 100 }
`)
  expect(rejections).toEqual([])
  expect(guards).toEqual({
    security: { capability: 'required' },
    budgets: {
      requestsPerSecond: 1,
      requestBurst: 2,
      bytesPerSecond: 1024,
      byteBurst: 2048,
      streams: 3,
      sessionStreams: 4,
      telemetryPerMinute: 5,
      questionsPerSecond: 8,
      questionBurst: 9,
      signInsPerMinute: 10,
      reportsPerMinute: 6,
      tenantReportsPerMinute: 7,
    },
    breaker: { failures: 0, openMs: 100 },
  })
})

test.each([
  ['security: { capability: yes }', 'security.capability', /one of required, observed, off/],
  ['security: { capability: true }', 'security.capability', /one of/],
  ['security: { capabilities: required }', 'security.capabilities', /unknown key/],
  ['budgets: { requestsPerSecond: 0 }', 'budgets.requestsPerSecond', /whole number/],
  ['budgets: { streams: "3" }', 'budgets.streams', /whole number/],
  ['budgets: { stream: 3 }', 'budgets.stream', /unknown key/],
  ['breaker: { failures: -1 }', 'breaker.failures', /whole number/],
  ['breaker: { openMs: 99 }', 'breaker.openMs', /whole number/],
  ['breaker: 5', 'breaker', /./],
])('%s is rejected', (text, where, why) => {
  const { rejections } = read(text)
  expect(rejections[0]).toMatchObject({ where, why: expect.stringMatching(why) })
})

test('a registry that was compiled before there were guards, or one of them, has the defaults', () => {
  expect(withGuards({ hostVersion: '1.4.0' })).toEqual({ hostVersion: '1.4.0', ...BY_DEFAULT })
  const breaker = { failures: 1, openMs: 200 }
  expect(withGuards({ breaker }).breaker).toEqual(breaker)
  const older = withGuards({ budgets: { streams: 1 } })
  expect(older.budgets).toEqual({ ...BY_DEFAULT.budgets, streams: 1 })
  expect(Object.keys(older.budgets)[0]).toBe('streams')
})
