/** A slip in a key is told, and is no mistake. */
import { describe, expect, test } from 'vitest'
import { readManifest } from '../../src/core/declared-manifest.ts'
import { likelyMeant } from '../../src/core/likeness.ts'
import type { Rejection } from '../../src/core/rejection.ts'
import { parseYaml } from '../../src/core/yaml.ts'

describe('a word', () => {
  test.each([
    ['permisions', 'permissions'],
    ['Permissions', 'permissions'],
    ['tilte', 'title'],
    ['contribution', 'contributions'],
    ['ssee', 'sse'],
    ['a', null],
    ['owner', null],
    ['contact', null],
    ['permissions', null],
  ])('%s means %s', (word, meant) => {
    expect(likelyMeant(word, ['permissions', 'title', 'contributions', 'sse', 'id', 'version'])).toBe(meant)
  })
})

test('each slip is told at its place, and rejects nothing', () => {
  const text = `id: hello
version: '1.0.0'
permisions: {}
owner: nobody minds
permissions:
  apis: []
  api:
    - { method: GET, path: /api/crud/items, parms: { id: uuid } }
contributions:
  routes:
    - { path: /hello, component: Hello, tittle: Hi }
`
  const rejections: Rejection[] = []
  const place = parseYaml('manifest.yaml', text, rejections)
  const manifest = place && readManifest(place, [])
  expect(rejections).toEqual([])
  expect(manifest?.additive).toMatchObject({ permisions: {}, owner: 'nobody minds' })
  const told = manifest?.suspicions.map(({ where, line, why }) => [where, line, why.split('mean ')[1]])
  expect(told).toEqual([
    ['permisions', 3, 'permissions?'],
    ['permissions.apis', 6, 'api?'],
    ['permissions.api[0].parms', 8, 'params?'],
    ['contributions.routes[0].tittle', 11, 'title?'],
  ])
})

describe('at every place of a manifest', () => {
  const toldOf = (manifest: object): readonly string[] => {
    const place = parseYaml('manifest.yaml', JSON.stringify(manifest), [])
    const read = place === null ? null : readManifest(place, [])
    return read?.suspicions.map(({ where, why }) => `${where} ${why.split('mean ')[1]}`) ?? []
  }
  const hello = { id: 'hello', version: '1.0.0' }

  test.each([
    ['engine', ['experience'], (keys: object) => ({ engine: keys })],
    ['bundle', ['file', 'integrity'], (keys: object) => ({ bundle: keys })],
    ['permissions', ['api', 'sse'], (keys: object) => ({ permissions: keys })],
    ['permissions.api[0]', ['method', 'path', 'params'], (keys: object) => ({ permissions: { api: [keys] } })],
    ['contributions', ['routes', 'widgets'], (keys: object) => ({ contributions: keys })],
    [
      'contributions.routes[0]',
      ['path', 'icon', 'component', 'resource', 'action', 'title'],
      (keys: object) => ({ contributions: { routes: [keys] } }),
    ],
    [
      'contributions.widgets[0]',
      ['slot', 'height', 'component', 'resource', 'action', 'title'],
      (keys: object) => ({ contributions: { widgets: [keys] } }),
    ],
  ])('%s knows %j: a slip of each is told, and none of them is one', (where, keys, at) => {
    expect(toldOf({ ...hello, ...at(Object.fromEntries(keys.map((key) => [key, '']))) })).toEqual([])
    for (const key of keys)
      expect(toldOf({ ...hello, ...at({ [`${key}x`]: '' }) })).toEqual([`${where}.${key}x ${key}?`])
  })
})
