import { describe, expect, test } from 'vitest'
import { createRouter, currentEntry, isPlainPath, pluginsOn, type RoutePlace } from '../../src/core/router.ts'

function place(path: string, plugin = 'inventory'): RoutePlace {
  return { plugin, route: { path, component: path, resource: 'plugin.route', action: 'view' } }
}

const places = [
  place('/plugins/inventory/items/:id'),
  place('/plugins/inventory/items/new'),
  place('/plugins/inventory/items/:id/edit'),
  place('/plugins/inventory'),
  place('/hello', 'hello'),
  place('/docs/*', 'docs'),
  place('/docs/start', 'docs'),
]
const route = createRouter(places)

function shown(pathname: string): readonly [string, Readonly<Record<string, string>>] | string {
  const found = route(pathname)
  return found.page === 'plugin' ? [found.place.route.path, { ...found.params }] : found.page
}

test.each([
  ['/', 'dashboard'],
  ['/signed-out', 'signed_out'],
  ['/signed-out/', 'signed_out'],
  ['/signed-out//', 'signed_out'],
  ['//', 'dashboard'],
  ['/hello', ['/hello', {}]],
  ['/hello/', ['/hello', {}]],
  ['/Hello', ['/hello', {}]],
  ['/plugins/inventory', ['/plugins/inventory', {}]],
  ['/plugins/inventory/items/7', ['/plugins/inventory/items/:id', { id: '7' }]],
  ['/plugins/inventory/items/a%20b', ['/plugins/inventory/items/:id', { id: 'a b' }]],
  ['/plugins/inventory/items/7/edit', ['/plugins/inventory/items/:id/edit', { id: '7' }]],
  ['/plugins/inventory/items/%zz', 'not_found'],
  ['/plugins/inventory/items/7/edit/more', 'not_found'],
  ['/docs/start', ['/docs/start', {}]],
  ['/docs/a/b', ['/docs/*', { '*': 'a/b' }]],
  ['/nowhere', 'not_found'],
])('%s shows %j', (pathname, expected) => {
  expect(shown(pathname)).toEqual(expected)
})

test('a literal segment wins over a parameter, whatever the order of the manifests', () => {
  expect(shown('/plugins/inventory/items/new')).toEqual(['/plugins/inventory/items/new', {}])
})

test('of two plugins with one path the first is shown', () => {
  const both = createRouter([place('/hello', 'first'), place('/hello', 'second')])
  expect(both('/hello')).toMatchObject({ place: { plugin: 'first' } })
})

test('/plugins/<id> leads to the first page of a plugin that declares no such path', () => {
  expect(route('/plugins/hello')).toEqual({ page: 'redirect', to: '/hello' })
  expect(route('/plugins/docs')).toEqual({ page: 'redirect', to: '/docs/start' })
})

test('/plugins/<id> of a plugin without a permitted page is not found, as for one that does not exist', () => {
  expect(createRouter([])('/plugins/inventory')).toEqual({ page: 'not_found' })
})

test('a parameter named __proto__ is a parameter and nothing else', () => {
  const found = createRouter([place('/x/:__proto__')])('/x/1')
  expect(found.page === 'plugin' && Object.entries(found.params)).toEqual([['__proto__', '1']])
})

test.each([
  ['/hello', true],
  ['/items/:id', false],
  ['/docs/*', false],
])('%s can stand in a menu: %s', (path, plain) => {
  expect(isPlainPath(path)).toBe(plain)
})

describe('routes of several kinds', () => {
  const all = ['/*', '/:any', '/a', '/a/*', '/a/:x', '/a/b', '/:any/b', '/:any/:x']

  test.each([
    ['/a', '/a'],
    ['/z', '/:any'],
    ['/a/b', '/a/b'],
    ['/a/z', '/a/:x'],
    ['/z/b', '/:any/b'],
    ['/z/z', '/:any/:x'],
    ['/a/z/z', '/a/*'],
    ['/z/z/z', '/*'],
  ])('%s shows %s, in whatever order they stand', (pathname, path) => {
    for (const paths of [all, all.toReversed()]) {
      expect(createRouter(paths.map((each) => place(each)))(pathname)).toMatchObject({ place: { route: { path } } })
    }
  })

  test('an address of a plugin’s is one from its beginning', () => {
    const router = createRouter([place('/hello', 'hello')])
    expect(router('/plugins/hello/')).toEqual({ page: 'redirect', to: '/hello' })
    expect(router('/x/plugins/hello')).toEqual({ page: 'not_found' })
    expect(router('/plugins/hello/more')).toEqual({ page: 'not_found' })
  })
})

test.each([
  ['/', '/'],
  ['/stock', '/stock'],
  ['/stock/7', '/stock'],
  ['/stock/orders/7', '/stock/orders'],
  ['/stocks', '/'],
  ['/elsewhere', '/'],
])('at %s the menu’s entry is %s', (pathname, entry) => {
  expect(currentEntry(pathname, [{ path: '/stock' }, { path: '/stock/orders' }])).toBe(entry)
  expect(currentEntry(pathname, [{ path: '/stock/orders' }, { path: '/stock' }])).toBe(entry)
})

describe('the bundles a page needs', () => {
  const hints = { resource: 'r', action: 'view' }
  const widget = (slot: string) => ({ slot, component: 'W', ...hints })
  const permitted = [
    { id: 'tile', contributions: { routes: [], widgets: [widget('sidebar'), widget('dashboard.main')] } },
    { id: 'side', contributions: { routes: [], widgets: [widget('sidebar')] } },
    {
      id: 'stock',
      contributions: {
        routes: [{ path: '/stock/:id', component: 'S', ...hints }],
        widgets: [widget('dashboard.main')],
      },
    },
    { id: 'hello', contributions: { routes: [{ path: '/hello', component: 'H', ...hints }], widgets: [] } },
  ]

  test.each([
    ['/', ['tile', 'stock']],
    ['/signed-out', []],
    ['/stock/7', ['stock']],
    ['/hello', ['hello']],
    ['/plugins/hello', ['hello']],
    ['/plugins/stock', []],
    ['/nowhere', []],
  ])('at %s are those of %j', (pathname, ids) => {
    expect(pluginsOn(pathname, permitted)).toEqual(ids)
  })
})
