import { describe, expect, test } from 'vitest'
import { quarantineKeys, readFlag } from '../../src/core/quarantine.ts'

describe('requirement 23: quarantine flags', () => {
  test('stand under the tenant and under every tenant', () => {
    expect(quarantineKeys('acme.localhost', 'hello')).toEqual(['quarantine/acme.localhost/hello', 'quarantine/*/hello'])
  })

  test.each([null, '', ' ', '\n', 'off', 'OFF', 'off\n', 'false', 'False', '0', ' 0 '])(
    '%j is no quarantine',
    (value) => {
      expect(readFlag(value)).toBeNull()
    },
  )

  test.each([
    'on',
    '1',
    'true',
    'yes',
    'no',
    '00',
    'null',
    '{}',
    '[]',
    '"off"',
    '{',
    'broken {"reason":1}',
    '{"reason":7}',
  ])('%j is one without a reason', (value) => {
    expect(readFlag(value)).toEqual({})
  })

  test('JSON says why, who and when', () => {
    const flag = { reason: 'leaks data', by: 'operator:ci', at: '2026-01-02T03:04:05Z' }
    expect(readFlag(JSON.stringify({ ...flag, other: 1 }))).toStrictEqual(flag)
  })

  test.each([{ reason: 'leaks data' }, { by: 'olivia' }, { at: '2026-01-02T03:04:05Z' }])('%j alone is all', (flag) => {
    expect(readFlag(JSON.stringify(flag))).toStrictEqual(flag)
  })

  test('a reason is kept short, and never comes from a prototype', () => {
    expect(readFlag(JSON.stringify({ reason: 'x'.repeat(10_000) }))?.reason).toHaveLength(500)
    expect(readFlag('{"__proto__":{"reason":"x"}}')).toEqual({})
  })
})
