/** What a manifest may call and hear, read by itself. */
import { expect, test } from 'vitest'
import { readPermissions } from '../../src/core/permissions.ts'
import type { Rejection } from '../../src/core/rejection.ts'
import { parseYaml } from '../../src/core/yaml.ts'

function read(text: string) {
  const rejections: Rejection[] = []
  const root = parseYaml('plugin.yaml', text, rejections)
  const permissions = root && readPermissions(root, ['/api/crud/audit/*'])
  return { permissions, said: rejections.map(({ where, why }) => `${where}: ${why}`) }
}

test('a permission is what is written, and nothing else', () => {
  expect(read('api: [{ method: GET, path: /api/crud/items }]').permissions).toStrictEqual({
    api: [{ method: 'GET', path: '/api/crud/items' }],
    sse: [],
  })
  expect(read('{ api: [{ method: PUT, path: "/api/x/:id", params: { id: int } }], sse: [orders.eu] }')).toStrictEqual({
    permissions: { api: [{ method: 'PUT', path: '/api/x/:id', params: { id: 'int' } }], sse: ['orders.eu'] },
    said: [],
  })
})

test.each([
  ['sse: [orders.]', 'sse[0]: must be a topic prefix like orders.eu, without . at the end'],
  ['sse: [""]', 'sse[0]: must not be empty'],
  ['api: [{ method: GET }]', 'api[0].path: is missing: must be text'],
  ['api: [{ method: GET, path: /api/crud/audit/log }]', 'api[0].path: /api/crud/audit/* is for operators'],
  ['api: [{ method: GET, path: /api/x/:id, params: { key: int } }]', 'api[0].params.key: the path has no :key'],
  ['api: [{ method: GET, path: /api/x/:id, params: { "a.b": int } }]', 'api[0].params.a.b: the path has no :a.b'],
])('%s is one mistake, said where it is', (text, said) => {
  expect(read(text).said).toEqual([said])
})
