/** An edit to the letter: which lines go, which come, and how they are written. */
import { describe, expect, test } from 'vitest'
import * as edits from '../../src/core/plugins-edit.ts'

const { editRollout, enableEntry, entryIn, putEntry, removeEntry } = edits

/** Lines of a file, which ends in a line break. */
const file = (...lines: readonly string[]): string => `${lines.join('\n')}\n`

const NEW = { id: 'new', version: '1.0.0' }

describe('removing', () => {
  test.each([
    ['entries of one line', ['- id: a', '- id: b'], ['- id: a']],
    ['a comment inside the entry above', ['- id: a', '  # of a', '- id: b'], ['- id: a', '  # of a']],
    ['comments of its own', ['- id: a', '', '# of b', '# more', '- id: b'], ['- id: a', '']],
    ['a blank line below alone', ['- id: a', '- id: b', '', '- id: c'], ['- id: a', '', '- id: c']],
    ['blank lines on both sides', ['- id: a', '', '- id: b', '', '- id: c'], ['- id: a', '', '- id: c']],
    ['lines of blanks on both sides', ['- id: a', '  ', '- id: b', ' ', '- id: c'], ['- id: a', '  ', '- id: c']],
  ])('between %s leaves what is not its own', (_, before, after) => {
    expect(removeEntry(file(...before), null, 'b')).toBe(file(...after))
  })

  test('the first of a file leaves the others', () => {
    expect(removeEntry(file('- id: b', '', '- id: c'), null, 'b')).toBe(file('', '- id: c'))
  })

  test.each([
    ['a file of its own', null, ['# mine', '- id: b'], ['# mine', '[]']],
    ['a shared file', 'x.example', ['tenants:', '  x.example:', '  - id: b'], ['tenants:', '  x.example:', '    []']],
  ])('the last of %s leaves an empty list', (_, tenant, before, after) => {
    expect(removeEntry(file(...before), tenant, 'b')).toBe(file(...after))
  })
})

describe('a new entry', () => {
  const added = ['- id: new', '  version: 1.0.0']

  test.each([
    [
      'close to entries that are close',
      ['# all', '', '- id: a', '- id: b'],
      ['# all', '', '- id: a', '- id: b', ...added],
    ],
    ['apart from entries that are apart', ['- id: a', '', '- id: b'], ['- id: a', '', '- id: b', '', ...added]],
    ['apart where blanks are between them', ['- id: a', '  ', '- id: b'], ['- id: a', '  ', '- id: b', '', ...added]],
    ['close to entries with a comment between', ['- id: a', '# b', '- id: b'], ['- id: a', '# b', '- id: b', ...added]],
    ['close to a single one', ['- id: a', '', '# the end'], ['- id: a', ...added, '', '# the end']],
    ['in the place of an empty list', ['# mine', '[]'], ['# mine', ...added]],
    ['in the place of a wide one', ['[ ]', '# the end'], [...added, '# the end']],
  ])('stands %s', (_, before, after) => {
    expect(putEntry(file(...before), null, NEW)).toBe(file(...after))
  })

  test.each(['x.example: []', 'x.example: [ ]', 'x.example:   [  ]'])('stands below a host: %s', (list) => {
    const lines = ['tenants:', '  x.example:', '    - id: new', '      version: 1.0.0', '  y.example: []']
    expect(putEntry(file('tenants:', `  ${list}`, '  y.example: []'), 'x.example', NEW)).toBe(file(...lines))
  })

  test('is written plainly: a long text in one line, quotes where there must be some', () => {
    const title = 'long '.repeat(40).trim()
    const after = putEntry(file('- id: a'), null, { ...NEW, title, note: '1.10', page: '# top' })
    expect(after).toBe(file('- id: a', ...added, `  title: ${title}`, "  note: '1.10'", "  page: '# top'"))
  })
})

test.each([
  ['is added', (text: string) => putEntry(text, null, NEW), ['- id: a', '- id: new', '  version: 1.0.0']],
  ['is edited', (text: string) => enableEntry(text, null, 'a', false), ['- id: a', '  enabled: false']],
  ['is removed', (text: string) => removeEntry(text, null, 'a'), ['[]']],
])('a file without a line break at its end has one after an entry %s', (_, edit, after) => {
  expect(edit('- id: a')).toBe(file(...after))
})

describe('an edited entry', () => {
  test('that says so already stays, however oddly it is written', () => {
    const text = file('-   id:   a', '    version:    "1.0.0"', '    sse:   [ x,y ]')
    expect(putEntry(text, null, { id: 'a', version: '1.0.0', sse: ['x', 'y'] })).toBe(text)
    expect(enableEntry(text, null, 'a', true)).toBe(text)
    expect(editRollout(text, null, 'a', null)).toBe(text)
  })

  test.each(['[ x ]', '[x]', '[  x ]', '[ x  ]', '[   x   ]', '{ k: x }', '{k: x}', '{  k: x  }'])(
    'keeps the blanks within %s, whatever they are elsewhere',
    (list) => {
      const other = ['- id: b', '  sse: [x]', '- id: c', '  sse: [ x ]', '- id: d', '  sse: {k: x}']
      const text = (version: string) => file('- id: a', `  version: ${version}`, `  sse: ${list}`, ...other)
      expect(putEntry(text('1.0.0'), null, { id: 'a', version: '1.1.0' })).toBe(text('1.1.0'))
    },
  )

  test('keeps its blank lines blank', () => {
    const text = (version: string) =>
      file(
        'tenants:',
        '  x.example:',
        '    - id: a',
        '',
        `      version: ${version}`,
        '',
        '      # why',
        '      title: A',
      )
    expect(putEntry(text('1.0.0'), 'x.example', { id: 'a', version: '1.1.0' })).toBe(text('1.1.0'))
  })

  test.each([
    ['a record becomes a text', [{ name: 'x' }], ['x']],
    ['a text becomes a record', ['x'], [{ name: 'x' }]],
    ['a record becomes a list', [{ name: 'x' }], [['x']]],
    ['a list becomes a record', [['x']], [{ name: 'x' }]],
  ])('takes a list of which %s', (_, before, after) => {
    const text = putEntry('[]', null, { id: 'a', owners: before })
    expect(typeof text === 'string' ? putEntry(text, null, { id: 'a', owners: after }) : text).toBe(
      putEntry('[]', null, { id: 'a', owners: after }),
    )
  })
})

describe('an entry is found', () => {
  test.each([
    ['beside items that are none', '- ~\n- text\n- [1]\n- id: a\n', null, { id: 'a' }],
    [
      'below its host',
      'tenants: { x.example: [{ id: a, n: 1 }], y.example: [{ id: a, n: 2 }] }',
      'y.example',
      { id: 'a', n: 2 },
    ],
  ])('%s', (_, text, tenant, entry) => {
    expect(entryIn(text, tenant, 'a')).toEqual(entry)
  })

  test.each([
    ['a host that is not there', 'tenants: { x.example: [{ id: a }] }', 'y.example'],
    ['a host that every object seems to have', 'tenants: { x.example: [{ id: a }] }', 'constructor'],
    ['what is no list', 'tenants: { x.example: a }', 'x.example'],
    ['an empty file', '', null],
    ['tenants that are none', 'tenants: 7', 'x.example'],
    ['another id', '- id: b\n', null],
  ])('not below %s', (_, text, tenant) => {
    expect(entryIn(text, tenant, 'a')).toBeNull()
  })
})
