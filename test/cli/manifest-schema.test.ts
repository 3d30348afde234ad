/** The schema follows the parser: a manifest is changed in every place and every way, and the two are compared. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { manifestSchema } from '../../cli/manifest-schema.ts'
import { MANIFEST_WORDS } from '../../cli/manifest-words.ts'
import { readManifest } from '../../src/core/declared-manifest.ts'
import { isRecord } from '../../src/core/own-property.ts'
import type { Rejection } from '../../src/core/rejection.ts'
import { parseYaml } from '../../src/core/yaml.ts'
// The type that authors write by: what the schema has and the type has not does not compile here.
import type { Manifest } from '../../spa/sdk/manifest-source.ts'

const FULL = {
  id: 'inventory',
  version: '1.2.0',
  enabled: true,
  title: 'Inventory',
  engine: { experience: '>=1.2.0 <2.0.0' },
  bundle: { file: '/app/plugins/inventory/1.2.0/index.esm.js', integrity: `sha256:${'a'.repeat(64)}` },
  rollout: { version: '1.3.0', percent: 10 },
  contributions: {
    routes: [
      {
        path: '/plugins/inventory/items/:id',
        component: 'Item',
        resource: 'plugin.route',
        action: 'view',
        title: 'Item',
        icon: 'box',
      },
    ],
    widgets: [
      { slot: 'dashboard.main', component: 'Stock', resource: 'plugin.widget', action: 'view', title: 'Stock' },
    ],
  },
  permissions: { api: [{ method: 'GET', path: '/api/crud/items/:id', params: { id: 'uuid' } }], sse: ['orders'] },
  events: { publishes: ['inventory.selected'], subscribes: ['orders.selected'] },
} satisfies Manifest

const schema = manifestSchema()
const isValid = new Ajv2020({ strict: false }).compile(schema)

function accepts(manifest: unknown): boolean {
  const rejections: Rejection[] = []
  const place = parseYaml('manifest.json', JSON.stringify(manifest), rejections)
  if (place !== null) readManifest(place, [])
  return rejections.length === 0
}

/** The manifest with each of its places, one at a time, replaced or left out. */
function* mutations(value: unknown, replacements: readonly unknown[]): Generator<unknown> {
  if (Array.isArray(value)) {
    const list: readonly unknown[] = value
    for (const [index, item] of list.entries()) {
      for (const changed of mutations(item, replacements)) yield list.with(index, changed)
    }
  } else if (isRecord(value)) {
    for (const [key, member] of Object.entries(value)) {
      const { [key]: _left, ...others } = value
      yield others
      for (const changed of mutations(member, replacements)) yield { ...value, [key]: changed }
    }
  }
  yield* replacements
}

describe('the schema and the parser', () => {
  test('both accept what the examples have', () => {
    const file: unknown = parse(
      readFileSync(join(import.meta.dirname, '../../plugins-kv-seed/config/plugins.yaml'), 'utf8'),
    )
    const lists = isRecord(file) && isRecord(file['tenants']) ? Object.values(file['tenants']) : []
    const manifests = lists.flat()
    expect(manifests.length).toBeGreaterThan(10)
    for (const manifest of [FULL, ...manifests]) expect([isValid(manifest), accepts(manifest)]).toEqual([true, true])
  })

  test('agree on every value of a wrong type, in every place, and on every key left out', () => {
    const wrong = [null, 1.5, 'a text', true, [], {}, [{}]]
    const disagreements: unknown[] = []
    let refused = 0
    for (const manifest of mutations(FULL, wrong)) {
      const [byParser, bySchema] = [accepts(manifest), isValid(manifest)]
      if (!byParser) refused += 1
      // The parser also knows what a template, a range and a path of the host are: it may refuse more, never less.
      if (byParser && !bySchema) disagreements.push(manifest)
    }
    expect(disagreements).toEqual([])
    expect(refused).toBeGreaterThan(100)
  })

  test.each([
    ['a version that is a number', { ...FULL, version: 1.1 }],
    ['no id', { ...FULL, id: undefined }],
    ['an id of another alphabet', { ...FULL, id: 'Inventory' }],
    ['a route without a component', { ...FULL, contributions: { routes: [{ path: '/a' }] } }],
    ['a widget without a slot', { ...FULL, contributions: { widgets: [{ component: 'A' }] } }],
    ['an unknown method', { ...FULL, permissions: { api: [{ method: 'FETCH', path: '/api/a/b' }] } }],
    [
      'an unknown shape',
      { ...FULL, permissions: { api: [{ method: 'GET', path: '/api/a/:id', params: { id: 'regex' } }] } },
    ],
    ['an engine without a range', { ...FULL, engine: {} }],
    ['a hash that is none', { ...FULL, bundle: { integrity: 'sha256:abc' } }],
    ['a rollout to more than all', { ...FULL, rollout: { version: '1.3.0', percent: 101 } }],
    ['a rollout of nothing', { ...FULL, rollout: {} }],
    ['enabled as a text', { ...FULL, enabled: 'yes' }],
  ])('both refuse %s', (_name, manifest) => {
    const written: unknown = JSON.parse(JSON.stringify(manifest))
    expect([isValid(written), accepts(written)]).toEqual([false, false])
  })
})

test('everything the schema says in words is a place that the parser reads', () => {
  const places = new Set<string>()
  const collect = (node: unknown, where: string): void => {
    if (!isRecord(node)) return
    places.add(where)
    if (isRecord(node['properties'])) {
      for (const [name, inner] of Object.entries(node['properties']))
        collect(inner, where === '' ? name : `${where}.${name}`)
    }
    collect(node['items'], `${where}[]`)
  }
  collect(schema, '')
  expect([...MANIFEST_WORDS.keys()].filter((where) => !places.has(where))).toEqual([])
})
