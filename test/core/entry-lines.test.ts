/** Which lines of a plugins file an edit may touch. */
import { describe, expect, test } from 'vitest'
import { entryDocument, readEntries, type EntryList, type ListPlace } from '../../src/core/entry-lines.ts'
import { isRejection } from '../../src/core/rejection.ts'

const ACME = 'acme.example'

const SHARED = `# All tenants
tenants:
  acme.example:
    # The greeting
    - id: hello
      version: "1.0.0"

      # inside
      title: Hello
    # The stock

    - id: stock
      version: "2.0.0"
  # others
  globex.example:
    - { id: sales, version: "1.0.0" }
  empty.example: []
`

function read(text: string, tenant: ListPlace): EntryList {
  const list = readEntries(text, tenant)
  if (isRejection(list)) throw new Error(list.why)
  return list
}

describe('a list', () => {
  test('has its entries from the dash to the last line with content that is indented deeper', () => {
    const { entries, indent, emptyAt, lines } = read(SHARED, ACME)
    expect(entries).toEqual([
      { id: 'hello', from: 4, to: 9 },
      { id: 'stock', from: 11, to: 13 },
    ])
    expect({ indent, emptyAt }).toEqual({ indent: 4, emptyAt: null })
    expect(lines.join('\n')).toBe(SHARED)
    expect(read(SHARED, 'globex.example').entries).toEqual([{ id: 'sales', from: 15, to: 16 }])
  })

  test('without entries stands on its own line, and dashes would stand below it', () => {
    expect(read(SHARED, 'empty.example')).toMatchObject({ entries: [], indent: 4, emptyAt: 16 })
    expect(read('# mine\n[]\n', null)).toMatchObject({ entries: [], indent: 0, emptyAt: 1 })
  })

  test('of a file of its own begins at the left', () => {
    const text = '- id: a\n  version: "1.0.0"\n\n# b\n- id: b\n  version: "1.0.0"\n'
    expect(read(text, null)).toMatchObject({
      indent: 0,
      entries: [
        { id: 'a', from: 0, to: 2 },
        { id: 'b', from: 4, to: 6 },
      ],
    })
  })

  test('in brackets is given lines, as wide as they are', () => {
    const title = 'long '.repeat(30).trim()
    const list = read(`{ tenants: { ${ACME}: [{ id: a, title: ${title} }, { id: b }] } }`, ACME)
    expect(list.entries.map(({ id }) => id)).toEqual(['a', 'b'])
    expect(list.lines.some((line) => line.includes(title))).toBe(true)
    expect(list.lines.findIndex((line) => line.includes('id: b'))).toBe(list.entries[1]?.from)
    expect(read('[{ id: a }]', null).entries).toEqual([{ id: 'a', from: 0, to: 1 }])
  })

  test.each([
    ['no YAML', 'tenants: [', ACME, 'the plugins file is no YAML: '],
    ['no list of the tenant', 'tenants:\n  acme.example: 7\n', ACME, 'acme.example is no list of plugins'],
    ['no such tenant', 'tenants: {}\n', ACME, 'acme.example is no list of plugins'],
    ['no list at all', 'a: 1\n', null, 'the file is no list of plugins'],
  ])('%s is said', (_, text, tenant, why) => {
    const list = readEntries(text, tenant)
    expect(list).toEqual({ where: why.startsWith('acme') ? ACME : '', why: expect.stringContaining(why) })
  })

  test('goes on below comments at the left of its entries, and ends where something else begins', () => {
    const text = 'tenants:\n  acme.example:\n    - id: a\n# far left\n      version: "1.0.0"\n  other: []\n'
    expect(read(text, ACME).entries).toEqual([{ id: 'a', from: 2, to: 5 }])
  })

  test.each([
    ['a comment inside it at its end', ['- id: a', '  # of a', '', '# of b', '- id: b'], [0, 2], [4, 5]],
    ['a comment below its dash, where it goes on', ['- id: a', '# in a', '  version: "1"', '- id: b'], [0, 3], [3, 4]],
    ['an item before it that is no entry', ['- text', '- id: a', '- 7', '- id: b'], [1, 2], [3, 4]],
  ])('of entries: %s', (_, lines, [aFrom, aTo], [bFrom, bTo]) => {
    expect(read(`${lines.join('\n')}\n`, null).entries).toEqual([
      { id: 'a', from: aFrom, to: aTo },
      { id: 'b', from: bFrom, to: bTo },
    ])
  })
})

describe('an entry', () => {
  test('is a document of its own', () => {
    const list = read(SHARED, ACME)
    const [hello] = list.entries
    if (hello === undefined) throw new Error('no entry')
    const whole = entryDocument(list, hello)
    if (isRejection(whole)) throw new Error(whole.why)
    expect(whole.entry.toJSON()).toEqual({ id: 'hello', version: '1.0.0', title: 'Hello' })
    expect(String(whole.document)).toContain('# inside')
  })

  test('is none where there are no keys, and its line is named', () => {
    const list = { lines: ['# x', '- 7', ''], entries: [], indent: 0, emptyAt: null }
    const rejection = { where: 'line 2', why: 'the entry holds no keys with values' }
    expect(entryDocument(list, { id: 'x', from: 1, to: 2 })).toEqual(rejection)
    expect(entryDocument(list, { id: 'x', from: 2, to: 3 })).toEqual({ ...rejection, where: 'line 3' })
  })
})
