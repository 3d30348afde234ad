/** Entries are edited where they stand, and nothing else changes. */
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import * as edits from '../../src/core/plugins-edit.ts'
import { isRejection } from '../../src/core/rejection.ts'
import { parseYaml } from '../../src/core/yaml.ts'
import { seedWith } from './seed-configuration.ts'

const SEED = seedWith().get('config/plugins.yaml') ?? ''
const { entryIn } = edits

/** The edited text; an edit that was refused fails the test. */
function textOf(edited: edits.Edited): string {
  if (isRejection(edited)) throw new Error(edited.why)
  return edited
}

const putEntry = (...args: Parameters<typeof edits.putEntry>): string => textOf(edits.putEntry(...args))
const enableEntry = (...args: Parameters<typeof edits.enableEntry>): string => textOf(edits.enableEntry(...args))
const removeEntry = (...args: Parameters<typeof edits.removeEntry>): string => textOf(edits.removeEntry(...args))

const SMALL = `# who has what
tenants:
  acme.localhost:
    # greets
    - id: hello # the first
      version: '1.0.0'
      # what it may call
      permissions:
        api:
          - method: GET # reads
            path: /api/crud/items
          - { method: POST, path: /api/crud/items }
        sse: [orders]

    # counts
    - id: counter
      version: "2.0.0"

  # elsewhere
  globex.localhost:
  - id: hello
    version: 1.0.0 # plain
# the end
`

const ACME = 'acme.localhost'

/** Lines of one text that the other lacks, either way. */
function difference(
  before: string,
  after: string,
): { readonly gone: readonly string[]; readonly come: readonly string[] } {
  const [old, fresh] = [before.split('\n'), after.split('\n')]
  return { gone: old.filter((line) => !fresh.includes(line)), come: fresh.filter((line) => !old.includes(line)) }
}

describe('a new version', () => {
  test('changes the lines that say so, and no other byte', () => {
    const after = putEntry(SMALL, ACME, { id: 'hello', version: '1.1.0' })
    expect(difference(SMALL, after)).toEqual({ gone: ["      version: '1.0.0'"], come: ["      version: '1.1.0'"] })
    expect(after).toBe(SMALL.replace("version: '1.0.0'\n      # what", "version: '1.1.0'\n      # what"))
  })

  test('keeps the comments inside an entry whose permissions change', () => {
    const permissions = {
      api: [
        { method: 'GET', path: '/api/crud/items' },
        { method: 'DELETE', path: '/api/crud/items/:id', params: { id: 'uuid' } },
      ],
      sse: ['orders'],
    }
    const after = putEntry(SMALL, ACME, { id: 'hello', version: '1.0.0', permissions })
    for (const comment of [
      '# who has what',
      '# greets',
      '# the first',
      '# what it may call',
      '# reads',
      '# counts',
      '# elsewhere',
      '# plain',
      '# the end',
    ]) {
      expect(after).toContain(comment)
    }
    expect(entryIn(after, ACME, 'hello')).toEqual({ id: 'hello', version: '1.0.0', permissions })
    expect(difference(SMALL, after).gone).toEqual(['          - { method: POST, path: /api/crud/items }'])
  })

  test('leaves what operators set, and what its manifest does not speak of', () => {
    const disabled = enableEntry(SMALL, ACME, 'hello', false)
    const after = putEntry(disabled, ACME, { id: 'hello', version: '1.1.0' })
    expect(entryIn(after, ACME, 'hello')).toMatchObject({ enabled: false, permissions: { sse: ['orders'] } })
  })

  test('ends the rollout of that version, and of no other', () => {
    const text = SMALL.replace(
      'version: "2.0.0"\n',
      'version: "2.0.0"\n      rollout: { version: 2.1.0, percent: 10 }\n',
    )
    expect(entryIn(putEntry(text, ACME, { id: 'counter', version: '2.1.0' }), ACME, 'counter')).toEqual({
      id: 'counter',
      version: '2.1.0',
    })
    expect(entryIn(putEntry(text, ACME, { id: 'counter', version: '2.0.1' }), ACME, 'counter')).toHaveProperty(
      'rollout',
    )
  })

  test.each([
    [ACME, 'hello'],
    [ACME, 'inventory'],
    [ACME, 'sales-analytics'],
    [ACME, 'orders-live'],
    ['globex.localhost', 'orders-live'],
    ['experience.ocg.labs.empowernow.ai', 'hello'],
  ])('that says what the entry of %s for %s says changes nothing at all', (tenant, id) => {
    const entry = entryIn(SEED, tenant, id)
    expect(putEntry(SEED, tenant, entry ?? {})).toBe(SEED)
  })
})

describe('a new entry', () => {
  test('stands last in its list, indented as its neighbours, apart as they are', () => {
    const after = putEntry(SMALL, ACME, { id: 'fresh', version: '1.0.0' })
    expect(after).toContain('      version: "2.0.0"\n\n    - id: fresh\n      version: 1.0.0\n\n  # elsewhere')
    const other = putEntry(SMALL, 'globex.localhost', { id: 'fresh', version: '1.0.0' })
    expect(other).toContain('    version: 1.0.0 # plain\n  - id: fresh\n    version: 1.0.0\n# the end\n')
  })

  test('goes into an empty list, however that is written', () => {
    for (const text of ['tenants:\n  acme.localhost: []\n', 'tenants:\n  acme.localhost: # none yet\n    []\n']) {
      const after = putEntry(text, ACME, { id: 'fresh', version: '1.0.0' })
      expect(parse(after)).toEqual({ tenants: { 'acme.localhost': [{ id: 'fresh', version: '1.0.0' }] } })
    }
  })

  test('goes into a tenant’s own file', () => {
    const after = putEntry('# mine\n- id: a\n  version: 1.0.0\n', null, { id: 'b', version: '2.0.0' })
    expect(after).toBe('# mine\n- id: a\n  version: 1.0.0\n- id: b\n  version: 2.0.0\n')
  })

  test('goes nowhere where there is no such tenant', () => {
    expect(() => putEntry(SMALL, 'nobody.localhost', { id: 'a', version: '1.0.0' })).toThrow(/no list of plugins/)
    expect(() => putEntry('tenants: { a: b }', 'a', { id: 'c', version: '1.0.0' })).toThrow(/no list/)
  })
})

describe('removing', () => {
  test('takes the comment above along, and leaves the rest', () => {
    const after = removeEntry(SMALL, ACME, 'counter')
    expect(after).not.toContain('counts')
    expect(after).toContain('sse: [orders]\n\n  # elsewhere')
    expect(entryIn(after, ACME, 'hello')).toEqual(entryIn(SMALL, ACME, 'hello'))
  })

  test('the last entry leaves a list that the gateway reads', () => {
    const after = removeEntry(SMALL, 'globex.localhost', 'hello')
    expect(parse(after).tenants['globex.localhost']).toEqual([])
    expect(after).toContain('# the end')
    expect(putEntry(after, 'globex.localhost', { id: 'b', version: '1.0.0' })).toContain('- id: b')
  })

  test('what is not there says what is', () => {
    expect(() => removeEntry(SMALL, ACME, 'nobody')).toThrow(/no plugin nobody/)
  })
})

describe('a list in brackets', () => {
  test.each([
    ['a shared file', '{ "tenants": { "a": [{ "id": "b", "version": "1.0.0" }], "z": [] } }', 'a'],
    ['a tenant’s own file', '[{ "id": "b", "version": "1.0.0" }]', null],
  ])('%s is given lines, and edited', (_, text, tenant) => {
    const after = putEntry(text, tenant, { id: 'c', version: '2.0.0' })
    expect(entryIn(after, tenant, 'b')).toEqual({ id: 'b', version: '1.0.0' })
    expect(entryIn(after, tenant, 'c')).toEqual({ id: 'c', version: '2.0.0' })
    expect(entryIn(enableEntry(text, tenant, 'b', false), tenant, 'b')).toMatchObject({ enabled: false })
    expect(entryIn(removeEntry(after, tenant, 'b'), tenant, 'b')).toBeNull()
  })

  test('an own file without plugins takes a first one, and may lose its last', () => {
    const first = putEntry('[]\n', null, { id: 'b', version: '1.0.0' })
    expect(parse(first)).toEqual([{ id: 'b', version: '1.0.0' }])
    expect(parse(removeEntry(first, null, 'b'))).toEqual([])
  })
})

describe('a rollout', () => {
  const FILE = `# Acme's
- id: hello # the greeting
  version: '1.0.0'
  rollout:
    version: '1.1.0'
    percent: 10
    bundle:
      integrity: 'sha256:${'a'.repeat(64)}'
`
  const roll = (...args: Parameters<typeof edits.editRollout>): string => textOf(edits.editRollout(...args))

  test('of the same version has another percentage alone: its bundle stays declared', () => {
    const more = { version: '1.1.0', percent: 50 }
    expect(roll(FILE, null, 'hello', more)).toBe(FILE.replace('percent: 10', 'percent: 50'))
  })

  test('of another version brings nothing of the old one along', () => {
    const edited = roll(FILE, null, 'hello', { version: '1.2.0', percent: 5 })
    expect(edited).toContain('# the greeting')
    expect(edited).toMatch(/rollout:\n {4}version: 1\.2\.0\n {4}percent: 5\n$/)
  })

  test('is taken out, and the rest stays', () => {
    expect(roll(FILE, null, 'hello', null)).toBe("# Acme's\n- id: hello # the greeting\n  version: '1.0.0'\n")
  })

  test.each([
    ['another plugin', null, 'other', /no plugin other/],
    ['a tenant that is not there', 'globex.localhost', 'hello', /globex\.localhost is no list/],
  ])('of %s is not found', (_, tenant, id, why) => {
    expect(() => roll(FILE, tenant, id, null)).toThrow(why)
  })
})

test('enabling what never was disabled changes nothing', () => {
  expect(enableEntry(SMALL, ACME, 'hello', true)).toBe(SMALL)
  expect(
    entryIn(enableEntry(enableEntry(SMALL, ACME, 'hello', false), ACME, 'hello', true), ACME, 'hello'),
  ).toMatchObject({ enabled: true })
})

test('Windows line ends stay', () => {
  const after = putEntry(SMALL.replaceAll('\n', '\r\n'), ACME, { id: 'hello', version: '1.1.0' })
  expect(after.replaceAll('\r\n', '\n')).toBe(putEntry(SMALL, ACME, { id: 'hello', version: '1.1.0' }))
  expect(
    after
      .split('\n')
      .slice(0, -1)
      .every((line) => line.endsWith('\r')),
  ).toBe(true)
})

test('every edit is YAML that the gateway reads', () => {
  const texts = [
    putEntry(SEED, ACME, {
      id: 'inventory',
      version: '9.0.0',
      title: 'a: b # c',
      permissions: { api: [], sse: ['a.b'] },
    }),
    putEntry(SEED, ACME, {
      id: 'fresh',
      version: '1.0.0',
      title: "'quoted'",
      contributions: { routes: [], widgets: [] },
    }),
    removeEntry(SEED, ACME, 'hello'),
    enableEntry(SEED, 'globex.localhost', 'orders-live', false),
  ]
  for (const text of texts) expect(parseYaml('config/plugins.yaml', text, [])).not.toBeNull()
})

describe('the edges of an edit', () => {
  const FILE = `tenants:
  acme.localhost:
    # about a
    - id: a
      version: '1.0.0'
      permissions:
        api:
          - { method: GET, path: /api/x/a } # one
          - method: GET # two
            path: /api/x/b
            params: { id: uuid }
        sse: [ one, "two" ]

    # about b
    # more of b
    - id: b
      version: '1.0.0'

    - id: c
      version: '1.0.0'
`
  const manifest = (permissions: unknown) => ({ id: 'a', version: '1.0.0', permissions })
  const [one, two] = [
    { method: 'GET', path: '/api/x/a' },
    { method: 'GET', path: '/api/x/b', params: { id: 'uuid' } },
  ]

  test('what is said already keeps its spelling, whatever else changes', () => {
    const after = putEntry(FILE, ACME, manifest({ api: [one, two], sse: ['one', 'two', 'three'] }))
    expect(difference(FILE, after).gone).toEqual(['        sse: [ one, "two" ]'])
    expect(entryIn(after, ACME, 'a')).toMatchObject({ permissions: { api: [one, two], sse: ['one', 'two', 'three'] } })
  })

  test('an item that moves takes its comment along, and one that changes keeps its own', () => {
    const moved = putEntry(FILE, ACME, manifest({ api: [two, one], sse: ['one', 'two'] }))
    expect(moved.indexOf('# two')).toBeLessThan(moved.indexOf('# one'))
    expect(moved).toContain('{ method: GET, path: /api/x/a } # one')
    const changed = putEntry(FILE, ACME, manifest({ api: [one, { ...two, path: '/api/x/c' }], sse: ['one', 'two'] }))
    expect(difference(FILE, changed)).toEqual({
      gone: ['            path: /api/x/b'],
      come: ['            path: /api/x/c'],
    })
  })

  test('an item that says less loses what it no longer says', () => {
    const { params: _, ...bare } = two
    const after = putEntry(FILE, ACME, manifest({ api: [one, bare], sse: ['one', 'two'] }))
    expect(difference(FILE, after)).toEqual({ gone: ['            params: { id: uuid }'], come: [] })
  })

  test('an item that stands twice stays twice', () => {
    const after = putEntry(FILE, ACME, manifest({ api: [one, one], sse: ['one', 'two'] }))
    expect(entryIn(after, ACME, 'a')).toMatchObject({ permissions: { api: [one, one] } })
    expect(after.split('# one')).toHaveLength(2)
  })

  test('a key takes the value of another kind', () => {
    expect(entryIn(putEntry(FILE, ACME, { ...manifest([]), title: 'A' }), ACME, 'a')).toEqual({
      ...manifest([]),
      title: 'A',
    })
  })

  test('removing the first leaves the comment at the head of the list, the next ones take theirs along', () => {
    const first = difference(FILE, removeEntry(FILE, ACME, 'a'))
    expect(first.gone).not.toContain('    # about a')
    const second = difference(FILE, removeEntry(FILE, ACME, 'b'))
    expect(second.gone).toEqual(['    # about b', '    # more of b', '    - id: b'])
    expect(difference(FILE, removeEntry(FILE, ACME, 'c')).gone).toEqual(['    - id: c'])
  })

  test('what is not there is named beside what is', () => {
    const why = 'no plugin x; there are: a, b, c'
    expect(edits.removeEntry(FILE, ACME, 'x')).toEqual({ where: ACME, why })
    expect(edits.enableEntry(FILE, ACME, 'x', false)).toEqual({ where: ACME, why })
    expect(edits.removeEntry('[]\n', null, 'x')).toEqual({ where: '', why: 'no plugin x; there are: none' })
    expect(edits.removeEntry('tenants: [', ACME, 'x')).toHaveProperty('why')
    expect(edits.enableEntry('tenants: [', ACME, 'x', true)).toHaveProperty('why')
  })
})
