import { describe, expect, test } from 'vitest'
import { compareRegistries } from '../../src/core/changes.ts'
import { bundleKeysOf, compileRegistry } from '../../src/core/compile.ts'
import { parseConfiguration } from '../../src/core/configuration.ts'
import type { Registry } from '../../src/core/registry.ts'
import { seedWith } from './seed-configuration.ts'

const ACME = 'acme.localhost'

function registryOf(...manifests: readonly string[]): Registry {
  const entries = manifests.map((manifest) => `    - { version: "1.0.0", ${manifest} }\n`)
  const text = `tenants:\n  ${ACME}:${entries.length === 0 ? ' []' : ''}\n${entries.join('')}`
  const { configuration, rejections } = parseConfiguration(seedWith({ 'config/plugins.yaml': text }))
  expect(rejections).toEqual([])
  if (configuration === null) throw new Error('no configuration')
  const hashes = new Map(bundleKeysOf(configuration, ACME).map((key) => [key, 'ab'.repeat(32)]))
  const { registry } = compileRegistry(configuration, ACME, hashes)
  if (registry === null) throw new Error('no registry')
  return registry
}

test('plugins are added, changed and removed', () => {
  const before = registryOf('id: stays', 'id: changes', 'id: goes')
  const after = registryOf('id: changes, title: New', 'id: stays', 'id: comes')
  expect(compareRegistries(before, after)).toEqual({
    added: ['comes'],
    changed: ['changes'],
    removed: ['goes'],
    widened: [],
    granted: [],
  })
})

test('where there was nothing, everything is added and granted, and nothing widened', () => {
  const after = registryOf('id: a, permissions: { sse: [x] }')
  const granted = [{ plugin: 'a', what: 'may receive topics x and below' }]
  expect(compareRegistries(null, after)).toEqual({ added: ['a'], changed: [], removed: [], widened: [], granted })
})

test('other bytes are a change', () => {
  const before = registryOf('id: a')
  const after = { ...before, plugins: before.plugins.map((plugin) => ({ ...plugin, sha256: 'cd'.repeat(32) })) }
  expect(compareRegistries(before, after).changed).toEqual(['a'])
})

describe('permissions', () => {
  function widened(before: string, after: string): readonly string[] {
    const changes = compareRegistries(
      registryOf(`id: a, permissions: { ${before} }`),
      registryOf(`id: a, permissions: { ${after} }`),
    )
    expect(changes.widened.every(({ plugin }) => plugin === 'a')).toBe(true)
    return changes.widened.map(({ what }) => what)
  }

  const get = (path: string, params = '') => `{ method: GET, path: ${path}${params && `, params: ${params}`} }`

  test.each([
    ['a new path', get('/api/x/a'), get('/api/x/b'), ['may call GET /api/x/b']],
    ['a new method', get('/api/x/a'), '{ method: PUT, path: /api/x/a }', ['may call PUT /api/x/a']],
    ['a parameter for a literal', get('/api/x/a'), get('/api/x/:id'), ['may call GET /api/x/:id']],
    ['a rest for a parameter', get('/api/x/:id'), get('/api/x/*'), ['may call GET /api/x/*']],
    ['a rest one segment up', get('/api/x/a/*'), get('/api/x/*'), ['may call GET /api/x/*']],
    ['a longer path', get('/api/x/:id'), get('/api/x/:id/y'), ['may call GET /api/x/:id/y']],
    ['a path beside a rest', get('/api/x/*'), get('/api/y/a'), ['may call GET /api/y/a']],
    ['a path above a rest', get('/api/x/*'), get('/api/x'), ['may call GET /api/x']],
    ['a rest behind a parameter', get('/api/x/:id', '{ id: int }'), get('/api/x/:id/*'), ['may call GET /api/x/:id/*']],
    [
      'one shape of two less',
      get('/api/x/:a/:b', '{ a: int, b: uuid }'),
      get('/api/x/:a/:b', '{ a: int }'),
      ['may call GET /api/x/:a/:b with more values: :b need no longer be uuid'],
    ],
    [
      'two shapes less',
      get('/api/x/:a/:b', '{ a: int, b: uuid }'),
      get('/api/x/:a/:b'),
      ['may call GET /api/x/:a/:b with more values: :a need no longer be int, :b need no longer be uuid'],
    ],
    [
      'a literal for a shape, which may not fit it',
      get('/api/x/:id', '{ id: uuid }'),
      get('/api/x/id'),
      ['may call GET /api/x/id'],
    ],
    [
      'a shape less',
      get('/api/x/:id', '{ id: uuid }'),
      get('/api/x/:id'),
      ['may call GET /api/x/:id with more values: :id need no longer be uuid'],
    ],
    [
      'another shape',
      get('/api/x/:id', '{ id: uuid }'),
      get('/api/x/:id', '{ id: slug }'),
      ['may call GET /api/x/:id with more values: :id need no longer be uuid'],
    ],
    [
      'a shape less under another name',
      get('/api/x/:id', '{ id: int }'),
      get('/api/x/:key'),
      ['may call GET /api/x/:key'],
    ],
  ])('%s is wider', (_name, before, after, what) => {
    expect(widened(`api: [${before}]`, `api: [${after}]`)).toEqual(what)
  })

  test.each([
    ['the same', get('/api/x/:id'), get('/api/x/:id')],
    ['another name', get('/api/x/:id'), get('/api/x/:key')],
    ['a shape more', get('/api/x/:id'), get('/api/x/:id', '{ id: uuid }')],
    ['the same shape under another name', get('/api/x/:id', '{ id: uuid }'), get('/api/x/:key', '{ key: uuid }')],
    ['a literal for a parameter', get('/api/x/:id'), get('/api/x/a')],
    ['a path below a rest', get('/api/x/*'), get('/api/x/a/:id')],
    ['a rest below a rest', get('/api/x/*'), get('/api/x/a/*')],
    ['a path as long as a rest', get('/api/x/*'), get('/api/x/a')],
  ])('%s is not wider', (_name, before, after) => {
    expect(widened(`api: [${before}]`, `api: [${after}]`)).toEqual([])
  })

  test('an entry that goes is not wider', () => {
    expect(widened(`api: [${get('/api/x/a')}, ${get('/api/x/b')}]`, `api: [${get('/api/x/b')}]`)).toEqual([])
  })

  test.each([
    ['[orders.eu]', '[orders]', ['may receive topics orders and below']],
    ['[orders]', '[orders, sales]', ['may receive topics sales and below']],
    ['[orders]', '[orders-secret]', ['may receive topics orders-secret and below']],
    ['[]', '[orders]', ['may receive topics orders and below']],
    ['[orders]', '[orders.eu]', []],
    ['[orders]', '[orders]', []],
    ['[orders]', '[]', []],
  ])('topics %s to %s: %j', (before, after, what) => {
    expect(widened(`sse: ${before}`, `sse: ${after}`)).toEqual(what)
  })

  test.each([
    ['', 'events: { publishes: [a], subscribes: [b] }', ['may tell other plugins of a', 'may hear other plugins on b']],
    ['events: { publishes: [a] }', 'events: { publishes: [a, c] }', ['may tell other plugins of c']],
    ['events: { publishes: [a] }', 'events: { subscribes: [a] }', ['may hear other plugins on a']],
    ['events: { publishes: [a] }', '', []],
    ['events: { subscribes: [a] }', 'events: { subscribes: [a, b] }', ['may hear other plugins on b']],
  ])('%s to %s: %j', (before, after, what) => {
    const [old, now] = [registryOf(`id: a, ${before}`), registryOf(`id: a, ${after}`)]
    expect(compareRegistries(old, now).widened.map((each) => each.what)).toEqual(what)
  })

  test('enabling a plugin widens everything it has, disabling it nothing', () => {
    const off = registryOf('id: a, enabled: false, permissions: { sse: [x] }')
    const on = registryOf('id: a, permissions: { sse: [x] }')
    expect(compareRegistries(off, on).widened).toEqual([{ plugin: 'a', what: 'may receive topics x and below' }])
    expect(compareRegistries(on, off)).toMatchObject({ changed: ['a'], widened: [] })
  })
})
