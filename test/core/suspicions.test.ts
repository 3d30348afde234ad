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
