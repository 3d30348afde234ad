/** What a session teaches, and how a manifest takes it in. */
import { describe, expect, test } from 'vitest'
import { learnFrom, printGrants } from '../../cli/dev/lesson.ts'
import type { Note } from '../../cli/dev/overlay.ts'
import { addPermissions, lineFor } from '../../cli/dev/permissions-edit.ts'
import { Stop } from '../../cli/stop.ts'
import type { ApiPermission } from '../../src/core/manifest.ts'

function call(line: string, outcome = 'admitted'): Note {
  const [method = '', target = ''] = line.split(' ')
  const [path = '', topic = null] = target.split('?topic=')
  return { seq: 1, kind: 'call', method, path, topic, outcome, fix: null }
}

const GET_ITEMS: ApiPermission = { method: 'GET', path: '/api/crud/items' }

describe('a lesson', () => {
  test('names what was refused, and what nobody used', () => {
    const permissions = { api: [GET_ITEMS, { method: 'POST', path: '/api/crud/items' } as const], sse: ['orders'] }
    const notes = [
      call('GET /api/crud/items'),
      call('HEAD /api/crud/items'),
      call('PUT /api/crud/items/7', 'allowlist_violation'),
      call('PUT /api/crud/items/8', 'allowlist_violation'),
      call('GET /api/events?topic=stock.low', 'allowlist_violation'),
    ]
    const lesson = learnFrom(permissions, notes)
    expect(lesson.seen).toBe(4)
    expect(lesson.missing).toEqual({
      api: [{ method: 'PUT', path: '/api/crud/items/:id', params: { id: 'int' } }],
      sse: ['stock.low'],
    })
    expect(lesson.unused).toEqual(['POST /api/crud/items', 'SSE orders'])
    expect(printGrants(lesson.least)).toEqual([
      'permissions:',
      '  api:',
      '    - { method: GET, path: /api/crud/items }',
      '    - { method: PUT, path: /api/crud/items/:id, params: { id: int } }',
      '  sse:',
      '    - stock.low',
    ])
  })

  test('tells what is wider than what was seen', () => {
    const api: readonly ApiPermission[] = [
      { method: 'GET', path: '/api/crud/*' },
      { method: 'GET', path: '/api/sales/:id' },
      GET_ITEMS,
    ]
    const { wider, missing } = learnFrom({ api, sse: [] }, [
      call('GET /api/crud/items'),
      call('GET /api/crud/people/7'),
      call('GET /api/sales/2026-02-28'),
    ])
    expect(missing.api).toEqual([])
    expect(wider).toEqual([
      {
        permission: 'GET /api/crud/*',
        enough: [{ method: 'GET', path: '/api/crud/people/:id', params: { id: 'int' } }],
      },
      { permission: 'GET /api/sales/:id', enough: [{ method: 'GET', path: '/api/sales/:id', params: { id: 'date' } }] },
    ])
  })

  test('proposes nothing that no manifest may list, and nothing that no list decides about', () => {
    const lesson = learnFrom({ api: [], sse: [] }, [
      call('GET /api/ops/plugins', 'allowlist_violation'),
      call('GET /api/crud/a%2Fb', 'path_not_canonical'),
      call('GET /api/none', 'service_unknown'),
    ])
    expect(lesson.missing.api).toEqual([])
    expect(lesson.least.api).toEqual([])
    expect(lesson.impossible).toEqual(['GET /api/ops/plugins: /api/ops is answered by the gateway itself'])
  })
})

const GRANT: ApiPermission = { method: 'PUT', path: '/api/crud/items/:id', params: { id: 'int' } }

const WRITTEN = `# yaml-language-server: $schema=./schema.json
id: my-plugin # its name
version: "0.1.0"

# What it may call.
permissions:
  api:
    - {method: GET, path: /api/crud/items}   # the list
  # nothing yet
  sse: []

contributions:
  widgets: [ { slot: dashboard.main, component: Widget } ]
`

describe('a manifest', () => {
  test('takes a permission in, and keeps every other line as it was written', () => {
    const edited = addPermissions(WRITTEN, { api: [GRANT], sse: [] })
    const added = '    - { method: PUT, path: /api/crud/items/:id, params: { id: int } }'
    expect(edited.split('\n').filter((line) => line !== added)).toEqual(WRITTEN.split('\n'))
    expect(edited.split('\n').indexOf(added)).toBe(8)
    expect(lineFor(WRITTEN, 'api')).toBe(8)
  })

  test('takes a topic in where there was none', () => {
    const edited = addPermissions(WRITTEN, { api: [], sse: ['orders'] })
    expect(edited).toContain('  # nothing yet\n  sse:\n    - orders\n')
    expect(edited.replace('  sse:\n    - orders\n', '  sse: []\n')).toBe(WRITTEN)
  })

  test('gets a list of permissions where it has none', () => {
    const edited = addPermissions("id: bare\nversion: '1.0.0'\n", { api: [GRANT], sse: ['orders'] })
    expect(edited).toBe(`id: bare
version: '1.0.0'
permissions:
  api:
    - { method: PUT, path: /api/crud/items/:id, params: { id: int } }
  sse:
    - orders
`)
  })

  test('in JSON stays JSON', () => {
    const text = JSON.stringify({ id: 'bare', permissions: { api: [GET_ITEMS] } })
    expect(JSON.parse(addPermissions(text, { api: [GRANT], sse: [] }))).toEqual({
      id: 'bare',
      permissions: { api: [GET_ITEMS, GRANT] },
    })
  })

  test('with entries over several lines gets one over several lines', () => {
    const text = 'permissions:\n  api:\n    - method: GET\n      path: /api/crud/items\n'
    expect(addPermissions(text, { api: [{ method: 'POST', path: '/api/crud/items' }], sse: [] })).toBe(
      `${text}    - method: POST\n      path: /api/crud/items\n`,
    )
  })

  test('whose lists are not indented keeps them so', () => {
    const text = 'permissions:\n  api:\n  - {method: GET, path: /api/x}\n'
    expect(addPermissions(text, { api: [{ method: 'GET', path: '/api/y' }], sse: [] })).toBe(
      `${text}  - { method: GET, path: /api/y }\n`,
    )
  })

  test.each(['- no record', 'a: [', ''])('that is none is left alone: %j', (text) => {
    expect(() => addPermissions(text, { api: [GRANT], sse: [] })).toThrow(Stop)
  })
})
