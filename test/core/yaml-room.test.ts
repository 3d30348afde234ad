/** How much of a document is read: texts that are too large or too deep never reach the composer. */
import { describe, expect, test } from 'vitest'
import type { Place } from '../../src/core/place.ts'
import type { Rejection } from '../../src/core/rejection.ts'
import { parseYaml } from '../../src/core/yaml.ts'

const FILE = 'config/test.yaml'

function parse(text: string): { root: Place | null; rejections: Rejection[] } {
  const rejections: Rejection[] = []
  return { root: parseYaml(FILE, text, rejections), rejections }
}

describe('room', () => {
  const SIZE = 'is larger than 64 kB: move tenants to config/plugins/<host>.yaml'

  test.each([
    ['bytes', `a: x # ${'y'.repeat(65_529)}`, `a: x # ${'y'.repeat(65_530)}`],
    ['bytes, not of characters', `a: x # ${'€'.repeat(21_843)}`, `a: x # ${'€'.repeat(21_844)}`],
  ])('is for 64 kB of %s, and no more', (_, most, more) => {
    expect(parse(most).root?.field('a').text()).toBe('x')
    const { root, rejections } = parse(more)
    expect(root).toBeNull()
    expect(rejections).toEqual([{ file: FILE, where: '', line: 1, column: 1, why: SIZE }])
  })

  test.each([
    ['lists in lists', '['.repeat(31), ']'.repeat(31)],
    ['records in records', '{ a: '.repeat(31), '}'.repeat(31)],
  ])('is for %s, 31 of them, and no more', (_, opened, closed) => {
    expect(parse(`${opened}${closed}`).rejections).toEqual([])
    const { root, rejections } = parse(`${opened}[]${closed}`)
    expect(root).toBeNull()
    expect(rejections).toEqual([expect.objectContaining({ why: 'is nested deeper than 32 levels' })])
  })

  const DEEP = '['.repeat(40)
  test.each([
    ['after a line', `a: 1\nb: ${DEEP}`, 2, 34],
    ['in a document with a head', `---\na: "x"\nb: ${DEEP}`, 3, 34],
    ['where an earlier bracket was never closed', `a: [[x\nb: ${DEEP}`, 2, 34],
  ])('ends where it ends, %s', (_, text, line, column) => {
    const why = 'is nested deeper than 32 levels'
    expect(parse(text).rejections).toEqual([{ file: FILE, where: '', line, column, why }])
  })
})

describe('bombs', () => {
  test.each([
    ['lists in lists', '['.repeat(65_000)],
    ['closed lists in lists', `${'['.repeat(33)}${']'.repeat(33)}`],
    ['records in records', '{a: '.repeat(16_000)],
    ['dashes in one line', '- '.repeat(32_000)],
    ['question marks in one line', '? '.repeat(32_000)],
    ['dashes and question marks', '- ? '.repeat(16_000)],
    ['colons in one line', ': '.repeat(32_000)],
    ['keys in one line', 'a: '.repeat(20_000)],
    ['a staircase', Array.from({ length: 300 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
    ['brackets behind quoted brackets', '["]", '.repeat(10_000)],
    ['brackets behind a comment', '# ]\n['.repeat(10_000)],
  ])('%s are too deep, and never reach the composer', (_name, text) => {
    const { root, rejections } = parse(text)
    expect(root).toBeNull()
    expect(rejections).toEqual([expect.objectContaining({ why: 'is nested deeper than 32 levels' })])
  })

  test('a billion laughs has no echo', () => {
    const lines = Array.from({ length: 9 }, (_, n) => `l${n + 1}: &l${n + 1} [${`*l${n},`.repeat(9)}]`)
    const { root, rejections } = parse(['l0: &l0 lol', ...lines].join('\n'))
    expect(root).toBeNull()
    expect(rejections).toHaveLength(20)
  })

  test('thousands of keys are compared one by one with none but themselves', () => {
    const { root } = parse(Array.from({ length: 9000 }, (_, n) => `k${n}:`).join('\n'))
    expect(root?.fields()).toHaveLength(9000)
  })

  test('a file of nothing but mistakes is reported in part', () => {
    expect(parse(']'.repeat(60_000)).rejections).toHaveLength(20)
  })
})
