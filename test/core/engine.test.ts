import { describe, expect, test } from 'vitest'
import { judgeEngine } from '../../src/core/engine.ts'

describe('the engine guard', () => {
  test.each([
    ['>=1.0.0', '1.4.0', 'ok'],
    ['>=1.2.0 <2.0.0', '1.4.0', 'ok'],
    ['^1.2.0', '1.4.0', 'ok'],
    ['*', '1.4.0', 'ok'],
    ['', '1.4.0', 'ok'],
    ['1.x', '1.4.0', 'ok'],
    ['<2.0.0', '1.9.9', 'ok'],
    ['>=1.0.0', '1.4.0+build.7', 'ok'],
    // near the boundary: the next minor version would fall out
    ['~1.4.0', '1.4.0', 'warn'],
    ['<1.5.0', '1.4.9', 'warn'],
    ['1.4.0', '1.4.0', 'warn'],
    ['<=1.4.0', '1.4.0', 'warn'],
    // a pre-release host, in either answer of semver
    ['^1.2.0', '1.5.0-rc.1', 'warn'],
    ['>=1.5.0-beta', '1.5.0-rc.1', 'warn'],
    ['<2.0.0', '2.0.0-rc.1', 'warn'],
    ['*', '2.0.0-rc.1', 'warn'],
    // not satisfied, or no range at all
    ['>=1.5.0', '1.4.0', 'skip'],
    ['^2.0.0', '1.4.0', 'skip'],
    ['<1.4.0', '1.4.0', 'skip'],
    ['^1.2.0', '2.0.0-rc.1', 'skip'],
    ['>=2.0.0', '2.0.0-rc.1', 'skip'],
    ['nonsense', '1.4.0', 'skip'],
    ['>=1.0.0 and more', '1.4.0', 'skip'],
    ['>=1.0.0', 'unknown', 'skip'],
    ['>=1.0.0', '', 'skip'],
    ['>=1.0.0', '1.4', 'skip'],
  ])('range %j on host %j: %s', (range, host, verdict) => {
    expect(judgeEngine(range, host).verdict).toBe(verdict)
  })

  test('says why in words', () => {
    expect(judgeEngine('>=1.5.0', '1.4.0').why).toBe('needs host >=1.5.0, this is 1.4.0')
    expect(judgeEngine('~1.4.0', '1.4.0').why).toContain('next minor')
    expect(judgeEngine('*', '2.0.0-rc.1').why).toContain('pre-release')
  })

  test('a range of any length is judged at once', () => {
    expect(judgeEngine('>=1.0.0 '.repeat(50_000), '1.4.0').verdict).toBe('skip')
  })
})

test('what decided is said in full', () => {
  expect(judgeEngine('nonsense', '1.4.0').why).toBe('"nonsense" is no range of versions')
  expect(judgeEngine('>=1.0.0', 'x').why).toBe('the host\'s version "x" is no version')
  expect(judgeEngine('>=1.5.0-beta', '1.5.0-rc.1').why).toBe(
    'this host is the pre-release 1.5.0-rc.1, which is inside >=1.5.0-beta',
  )
  expect(judgeEngine('<2.0.0', '2.0.0-rc.1').why).toBe(
    'this host is the pre-release 2.0.0-rc.1, which counts as inside <2.0.0',
  )
  expect(judgeEngine('>=1.0.0', '1.4.0').why).toBe('needs host >=1.0.0, this is 1.4.0')
})

test('a range of 256 characters is judged, a longer one is not, nor said in full', () => {
  const padded = (length: number) => '>=1.0.0'.padEnd(length)
  expect(judgeEngine(padded(256), '1.4.0').verdict).toBe('ok')
  expect(judgeEngine(padded(257), '1.4.0').verdict).toBe('skip')
  expect(judgeEngine(padded(1000), '1.4.0').why).toHaveLength('"" is no range of versions'.length + 256)
})
