/** Values at the bounds of what may stand in a document, and what is said beyond them. */
import { describe, expect, test } from 'vitest'
import type { Rejection } from '../../src/core/rejection.ts'
import { parseYaml } from '../../src/core/yaml.ts'

function at(value: string) {
  const rejections: Rejection[] = []
  const place = parseYaml('a.yaml', `a: ${value}`, rejections)?.field('a')
  if (place === undefined) throw new Error('no document')
  return { place, whys: () => rejections.map(({ why }) => why) }
}

describe('a text', () => {
  test('may have 2048 characters', () => {
    const [longest, longer] = ['x'.repeat(2048), 'x'.repeat(2049)]
    expect(at(longest).place.text()).toBe(longest)
    expect(at(longer).place.text()).toBe('')
  })

  test('is repeated as it is when it is wrong, up to 80 characters of it', () => {
    for (const [text, said] of [
      ['x'.repeat(80), `"${'x'.repeat(80)}"`],
      ['x'.repeat(81), `"${'x'.repeat(80)}…"`],
    ] as const) {
      const { place, whys } = at(text)
      expect(place.text(/^y/, 'a y')).toBe('')
      expect(whys()).toEqual([`must be a y, is ${said}`])
    }
  })
})

test.each([
  ['4', 4],
  ['80', 80],
  ['-0', null],
  ['3', null],
  ['81', null],
  ['4.5', null],
  ['"4"', null],
  ['true', null],
])('%s as a whole number from 4 to 80 is %j', (value, number) => {
  const { place, whys } = at(value)
  expect(place.integer(4, 80)).toBe(number)
  expect(whys()).toHaveLength(number === null ? 1 : 0)
})

test.each([
  ['true', true, 0],
  ['false', false, 0],
  ['"true"', false, 1],
  ['1', false, 1],
  ['[true]', false, 1],
  ['~', false, 1],
])('%s as a flag is %j', (value, flag, mistakes) => {
  const { place, whys } = at(value)
  expect(place.flag()).toBe(flag)
  expect(whys()).toHaveLength(mistakes)
})

test.each([
  ['~', true],
  ['', true],
  ['0', false],
  ['false', false],
  ['""', false],
  ['[]', false],
  ['{}', false],
])('whether %j is nothing: %j', (value, isNothing) => {
  expect(at(value).place.isNothing).toBe(isNothing)
})

test.each(['green', '"green"'])('%s is one of the colours', (value) => {
  const { place, whys } = at(value)
  expect(place.oneOf(['red', 'green'])).toBe('green')
  expect(whys()).toEqual([])
})

test.each(['7', 'Green', '~', '[green]'])('%s is none of the colours, and stands for the first', (value) => {
  const { place, whys } = at(value)
  expect(place.oneOf(['red', 'green'])).toBe('red')
  expect(whys()).toEqual([expect.stringContaining('must be one of red, green, is ')])
})
