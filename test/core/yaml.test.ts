import { describe, expect, test } from 'vitest'
import type { Place } from '../../src/core/place.ts'
import type { Rejection } from '../../src/core/rejection.ts'
import { parseYaml } from '../../src/core/yaml.ts'

const FILE = 'config/test.yaml'

function parse(text: string): { root: Place | null; rejections: Rejection[] } {
  const rejections: Rejection[] = []
  return { root: parseYaml(FILE, text, rejections), rejections }
}

describe('requirement 30: what YAML allows and we do not', () => {
  test.each([
    ['an alias', 'a: 1\nb: *x', 'b', 2, 4, 'anchors (&) and aliases (*) are not allowed'],
    ['an anchor nobody uses', 'a:\n  b: &x [1]', 'a.b', 2, 9, 'anchors (&) and aliases (*) are not allowed'],
    ['an anchor on a key', '&x a: 1', '', 1, 4, 'a key must be plain text'],
    ['an alias as a key', 'a: 1\n*x : 2', '', 2, 1, 'a key must be text: quote it'],
    ['a merge key', 'a:\n  <<: { b: 1 }', 'a.<<', 2, 3, 'the key << is not allowed'],
    ['a merge key in quotes', '"<<": { b: 1 }', '<<', 1, 1, 'the key << is not allowed'],
    ['a tag', 'a: !!js/function "x"', 'a', 1, 18, 'tags (!) are not allowed'],
    ['a tag the core schema knows', 'a: !!str 1', 'a', 1, 10, 'tags (!) are not allowed'],
    ['a tag on a list', 'a: !foo [1]', 'a', 1, 9, 'tags (!) are not allowed'],
    ['a duplicate key', 'a:\n  id: x\n  id: y', 'a.id', 3, 3, 'the key id stands here twice'],
    ['a duplicate key in quotes', 'id: x\n"id": y', 'id', 2, 1, 'the key id stands here twice'],
    ['a prototype', 'a:\n  - __proto__: { admin: true }', 'a[0].__proto__', 2, 5, 'the key __proto__ is not allowed'],
    ['a constructor', '"constructor": 1', 'constructor', 1, 1, 'the key constructor is not allowed'],
    ['an escaped prototype', '"\\x5f_proto__": 1', '__proto__', 1, 1, 'the key __proto__ is not allowed'],
    ['prototype', 'a: { prototype: 1 }', 'a.prototype', 1, 6, 'the key prototype is not allowed'],
    ['a tag of a handle nobody declared', 'a: !e!foo 1', '', 1, 4, 'Could not resolve tag: !e!foo'],
    ['an empty text as a key', '"": 1', '', 1, 1, 'a key must be text: quote it'],
    ['a number as a key', 'a:\n  8787: x', 'a', 2, 3, 'a key must be text: quote it'],
    ['nothing as a key', '? \n: x', '', 1, 3, 'a key must be text: quote it'],
    ['a list as a key', '? [a]\n: x', '', 1, 3, 'a key must be text: quote it'],
    ['YAML 1.1', '%YAML 1.1\n---\na: no', '', 1, 1, 'directives (%) are not allowed'],
    ['YAML 1.2 by directive', '%YAML 1.2\n---\na: 1', '', 1, 1, 'directives (%) are not allowed'],
    ['a tag directive', '%TAG ! tag:x,2000:\n---\na: 1', '', 1, 1, 'directives (%) are not allowed'],
    ['two documents', 'a: 1\n---\nb: 2', '', 2, 1, 'one document per file: remove what follows the second ---'],
    [
      'a directive in a second document',
      'a: 1\n...\n%YAML 1.1\n---\nb: no',
      '',
      3,
      1,
      'directives (%) are not allowed',
    ],
  ])('%s is refused', (_name, text, where, line, column, why) => {
    const { root, rejections } = parse(text)
    expect(root).toBeNull()
    expect(rejections[0] && { ...rejections[0] }).toEqual({ file: FILE, where, line, column, why })
  })

  test('a tag is refused once, however many ways there are to notice it', () => {
    expect(parse('a: !foo [1]\nb: !foo x\nc: !e!foo 1').rejections.map(({ line }) => line)).toEqual([1, 2])
  })

  test.each([
    ['a tab for indentation', 'a:\n\tb: 1', 2],
    ['an open bracket', 'a: [1, 2', 1],
    ['an open quote', 'a: "b\nc: d', 2],
    ['a stray bracket', 'a: 1\nb: ]', 2],
    ['a colon too many', 'a: b: c', 1],
    ['what can be read in two ways', 'a: &x: 1', 1],
    ['a wrong indentation', 'a:\n    b: 1\n  c: 2', 3],
  ])('%s is refused where it is', (_name, text, line) => {
    const { root, rejections } = parse(text)
    expect(root).toBeNull()
    expect(rejections[0]).toMatchObject({ file: FILE, where: '', line })
    expect(rejections[0]?.why).not.toBe('')
  })

  test('of a text that does not parse nothing else is said', () => {
    const { rejections } = parse('a: &x 1\nb: !foo 2\nc: [1, 2')
    expect(rejections.map(({ line }) => line)).toEqual([3])
  })

  test('no more than twenty mistakes are reported', () => {
    expect(parse(Array.from({ length: 30 }, (_, n) => `k${n}: &x 1`).join('\n')).rejections).toHaveLength(20)
  })
})

describe('what remains is read with its position', () => {
  test('depth 30 is fine', () => {
    expect(parse(`${'['.repeat(30)}1${']'.repeat(30)}`).rejections).toEqual([])
  })

  test.each(['', '# only a comment\n', '---\n', '\uFEFF'])('%j is a document that holds nothing', (text) => {
    const { root, rejections } = parse(text)
    expect(rejections).toEqual([])
    root?.fields()
    expect(rejections).toEqual([expect.objectContaining({ where: '', why: 'must be keys with values, is empty' })])
  })

  test.each([
    ['a: no', 'no'],
    ['a: "1.10"', '1.10'],
    ["a: '<<'", '<<'],
    ['a: 2026-01-02', '2026-01-02'],
    ['a: 0o17x', '0o17x'],
    ['\uFEFFa: x', 'x'],
    ['a: x # not this', 'x'],
    ['---\na: x\n...\n', 'x'],
    ['a: >-\n  folded\n  text', 'folded text'],
  ])('%j is text', (text, value) => {
    const { root, rejections } = parse(text)
    expect(root?.field('a').text()).toBe(value)
    expect(rejections).toEqual([])
  })

  test.each([
    ['a: 1.10', 'must be text, is the number 1.10; quote it: "1.10"'],
    ['a: 0x10', 'must be text, is the number 0x10; quote it: "0x10"'],
    ['a: 1e3', 'must be text, is the number 1e3; quote it: "1e3"'],
    ['a: true', 'must be text, is the boolean true; quote it: "true"'],
    ['a:', 'must be text, is empty'],
    ['a: ~', 'must be text, is empty'],
    ['a: []', 'must be text, is a list'],
    ['a: {}', 'must be text, is keys with values'],
    ['a: ""', 'must not be empty'],
    ['a: "  "', 'must not be empty'],
    ['a: "x\\ny"', 'must not hold line breaks or control characters'],
    ['a: "x\\0"', 'must not hold line breaks or control characters'],
    [`a: ${'x'.repeat(2049)}`, 'is longer than 2048 characters'],
    ['b: 1', 'is missing: must be text'],
  ])('%j is no text', (text, why) => {
    const { root, rejections } = parse(text)
    expect(root?.field('a').text()).toBe('')
    expect(rejections).toEqual([expect.objectContaining({ file: FILE, where: 'a', line: 1, why })])
  })

  test('a missing key is placed where its record begins', () => {
    const { root, rejections } = parse('list:\n  - a: 1\n  - b: 2\n')
    root?.field('list').items()[1]?.field('a').text()
    expect(rejections).toEqual([
      { file: FILE, where: 'list[1].a', line: 3, column: 5, why: 'is missing: must be text' },
    ])
  })

  test('what is no record is reported once, not once for every key', () => {
    const { root, rejections } = parse('a: [x]')
    const place = root?.field('a').only('b', 'c')
    place?.field('b').text()
    place?.field('c').integer(1, 2)
    expect(rejections).toEqual([expect.objectContaining({ where: 'a', why: 'must be keys with values, is a list' })])
  })

  test('windows line ends count as one', () => {
    const { root, rejections } = parse('a: x\r\nb:\r\n  - c: 1\r\n')
    root?.field('b').items()[0]?.field('c').text()
    expect(rejections).toEqual([expect.objectContaining({ where: 'b[0].c', line: 3, column: 8 })])
  })

  test.each(['? a', '{ a }', '{ a, b: 1 }', 'a:'])('%j has a key without a value', (text) => {
    const { root, rejections } = parse(text)
    expect(root?.field('a').isNothing).toBe(true)
    expect(root?.field('a').text()).toBe('')
    expect(rejections).toEqual([expect.objectContaining({ where: 'a', line: 1, why: 'must be text, is empty' })])
  })

  test.each([
    ['1.5', 'must be a whole number from 1 to 9, is the number 1.5'],
    ['"2"', 'must be a whole number from 1 to 9, is "2"'],
    ['10', 'must be a whole number from 1 to 9, is the number 10'],
    ['.nan', 'must be a whole number from 1 to 9, is the number .nan'],
  ])('%s is no number from 1 to 9', (value, why) => {
    const { root, rejections } = parse(`a: ${value}`)
    root?.field('a').integer(1, 9)
    expect(rejections).toEqual([expect.objectContaining({ where: 'a', line: 1, column: 4, why })])
  })
})
