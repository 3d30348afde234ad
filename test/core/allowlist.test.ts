import { describe, expect, test } from 'vitest'
import { compileAllowList, compileRouteTable, findRoute, matchCall } from '../../src/core/allowlist.ts'
import type { ApiPermission, Shape } from '../../src/core/manifest.ts'
import type { RouteConfig } from '../../src/core/routes.ts'
import { referenceMatches, referenceRank, type ReferenceRule } from './reference-matcher.ts'

const UUID = '3f2b8c1e-5d4a-4f6b-9c7d-8e9f0a1b2c3d'

const list = compileAllowList([
  { method: 'GET', path: '/api/crud/items' },
  { method: 'POST', path: '/api/crud/items' },
  { method: 'GET', path: '/api/crud/items/:id', params: { id: 'uuid' } },
  { method: 'GET', path: '/api/crud/items/latest/summary' },
  { method: 'GET', path: '/api/crud/items/:id/history' },
  { method: 'GET', path: '/api/sales/*' },
  { method: 'DELETE', path: '/api/days/:day', params: { day: 'date' } },
])

function segmentsOf(path: string): string[] {
  return path.split('/').slice(1)
}

describe('requirements 1 to 3: a call stands on the list, exactly, or not at all', () => {
  test.each([
    ['GET', '/api/crud/items', 'GET /api/crud/items'],
    ['HEAD', '/api/crud/items', 'GET /api/crud/items'],
    ['POST', '/api/crud/items', 'POST /api/crud/items'],
    ['GET', `/api/crud/items/${UUID}`, 'GET /api/crud/items/:id'],
    ['GET', '/api/crud/items/latest/summary', 'GET /api/crud/items/latest/summary'],
    ['GET', '/api/crud/items/latest/history', 'GET /api/crud/items/:id/history'],
    ['GET', '/api/sales/a', 'GET /api/sales/*'],
    ['GET', '/api/sales/a/b/c', 'GET /api/sales/*'],
    ['DELETE', '/api/days/2024-02-29', 'DELETE /api/days/:day'],
  ])('%s %s is admitted by %s', (method, path, rule) => {
    expect(matchCall(list, method, segmentsOf(path))).toBe(rule)
  })

  test.each([
    ['GET', '/api/crud'],
    ['GET', '/api/crud/Items'],
    ['GET', '/API/crud/items'],
    ['GET', '/api/crud/items/'],
    ['GET', '/api/crud/items/123'],
    ['GET', `/api/crud/items/${UUID}/`],
    ['GET', `/api/crud/items/${UUID}/other`],
    ['GET', '/api/sales'],
    ['GET', '/x/api/sales/a'],
    ['DELETE', '/api/days/2023-02-29'],
    ['DELETE', '/api/crud/items'],
    ['HEAD', '/api/days/2024-02-29'],
    ['get', '/api/crud/items'],
    ['Get', '/api/crud/items'],
    ['GET ', '/api/crud/items'],
    ['OPTIONS', '/api/crud/items'],
    ['TRACE', '/api/crud/items'],
    ['PROPFIND', '/api/crud/items'],
    ['', '/api/crud/items'],
    ['__proto__', '/api/crud/items'],
    ['GET', ''],
  ])('%s %s is not', (method, path) => {
    expect(matchCall(list, method, segmentsOf(path))).toBeNull()
  })

  test('an empty list admits nothing', () => {
    expect(matchCall(compileAllowList([]), 'GET', ['api'])).toBeNull()
  })

  test('names of properties that every object has are ordinary segments', () => {
    const odd = compileAllowList([{ method: 'GET', path: '/api/constructor' }])
    expect(matchCall(odd, 'GET', ['api', 'constructor'])).toBe('GET /api/constructor')
    expect(matchCall(odd, 'GET', ['api', 'toString'])).toBeNull()
    expect(matchCall(odd, 'GET', ['api', '__proto__'])).toBeNull()
  })

  test('a path that is no template never becomes a grant', () => {
    expect(() => compileAllowList([{ method: 'GET', path: '/api/(.*)' }])).toThrow('no template')
  })
})

describe('routes', () => {
  function route(path: string, service: string, methods: RouteConfig['methods'] = ['GET']): RouteConfig {
    return { path, methods, auth: 'session', service, sse: false }
  }
  const table = compileRouteTable([
    route('/api/*', 'rest'),
    route('/api/:a/x', 'param'),
    route('/api/b/*', 'b-rest'),
    route('/api/b/x', 'literal'),
    route('/api/:a/y/z', 'deep'),
    route('/api/b/x', 'never: the first one stands'),
    route('/api/write', 'write', ['PUT', 'PATCH']),
  ])

  test.each([
    ['GET', '/api/b/x', 'literal'],
    ['GET', '/api/c/x', 'param'],
    ['GET', '/api/b/q', 'b-rest'],
    ['GET', '/api/b/y/z', 'b-rest'],
    ['GET', '/api/c/y/z', 'deep'],
    ['GET', '/api/c/y/q', 'rest'],
    ['GET', '/api/b', 'rest'],
    ['HEAD', '/api/b/x', 'literal'],
    ['PUT', '/api/write', 'write'],
    ['PATCH', '/api/write', 'write'],
    ['POST', '/api/write', undefined],
    ['GET', '/api', undefined],
    ['GET', '/other', undefined],
  ])('%s %s goes to %s', (method, path, service) => {
    expect(findRoute(table, method, segmentsOf(path))?.service).toBe(service)
  })
})

describe('the trie agrees with a slow reference', () => {
  /** A fixed sequence of pseudo-random numbers (Park-Miller), so that every run compares the same cases. */
  function sequence(seed: number): (below: number) => number {
    let state = seed
    return (below) => {
      state = (state * 48_271) % 2_147_483_647
      return state % below
    }
  }

  const literals = ['a', 'b', '7', '2024-02-29', UUID, 'constructor']
  const values = [...literals, 'c', 'B', '-7', '007', '2023-02-29', UUID.toUpperCase(), 'x y', '..a']
  const shapes: readonly (Shape | null)[] = ['uuid', 'int', 'slug', 'date', null, null]

  function ruleFrom(pick: (below: number) => number): ReferenceRule {
    const params: Record<string, Shape> = {}
    const parts = Array.from({ length: 1 + pick(4) }, (_, index) => {
      if (pick(2) === 0) return literals[pick(literals.length)] ?? 'a'
      const shape = shapes[pick(shapes.length)] ?? null
      if (shape !== null) params[`p${index}`] = shape
      return `:p${index}`
    })
    if (pick(4) === 0) parts.push('*')
    return { path: `/${parts.join('/')}`, params }
  }

  test.each(Array.from({ length: 40 }, (_, index) => index + 1))('set of rules %i', (seed) => {
    const pick = sequence(seed * 7919)
    const rules = Array.from({ length: 1 + pick(30) }, () => ruleFrom(pick))
    const permissions = rules.map((rule): ApiPermission => ({
      method: 'GET',
      path: rule.path,
      params: rule.params ?? {},
    }))
    const compiled = compileAllowList(permissions)
    for (let probe = 0; probe < 500; probe += 1) {
      const segments = Array.from({ length: 1 + pick(5) }, () => values[pick(values.length)] ?? 'a')
      const matching = rules.filter((rule) => referenceMatches(rule, segments))
      const best = matching.toSorted((one, other) => (referenceRank(one) < referenceRank(other) ? -1 : 1))[0]
      const found = matchCall(compiled, 'GET', segments)
      expect(found === null, `${segments.join('/')} against ${rules.map(({ path }) => path).join(' ')}`).toBe(
        best === undefined,
      )
      if (best === undefined || found === null) continue
      const chosen = matching.filter((rule) => found === `GET ${rule.path}`).map(referenceRank)
      expect(chosen).toContain(referenceRank(best))
    }
  })

  test('10,000 rules cost no more steps than ten', () => {
    const rules = Array.from({ length: 10_000 }, (_, index): ApiPermission => {
      return { method: 'GET', path: `/api/service-${index % 100}/thing-${index}/:id/detail`, params: { id: 'uuid' } }
    })
    const large = compileAllowList(rules)
    const hit = ['api', 'service-42', 'thing-4242', UUID, 'detail']
    expect(matchCall(large, 'GET', hit)).toBe('GET /api/service-42/thing-4242/:id/detail')
    expect(matchCall(large, 'GET', [...hit.slice(0, 3), 'no-uuid', 'detail'])).toBeNull()
    expect(matchCall(large, 'GET', ['api', 'service-41', 'thing-4242', UUID, 'detail'])).toBeNull()
  })
})
