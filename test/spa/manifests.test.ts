import { expect, test } from 'vitest'
import { parseManifests } from '../../spa/host/manifests.ts'

const ROUTE = { path: '/hello', component: 'Hello', resource: 'plugin.route', action: 'view', title: 'Hello' }
const WIDGET = { slot: 'dashboard.main', component: 'HelloWidget', resource: 'plugin.widget', action: 'view' }

const HELLO = {
  id: 'hello',
  version: '1.0.0',
  engine: { experience: '>=1.0.0' },
  bundle: { url: '/api/plugins/bundle/hello/1.0.0?h=00', integrity: 'sha256:00' },
  contributions: { routes: [ROUTE], widgets: [WIDGET] },
  permissions: { api: [{ method: 'GET', path: '/api/x' }], sse: ['orders'] },
}

test('a sound manifest keeps what the host needs, and additive keys', () => {
  const [manifest] = parseManifests([{ ...HELLO, tier: 'gold' }]) ?? []
  expect(manifest).toMatchObject({ id: 'hello', tier: 'gold', contributions: { routes: [ROUTE], widgets: [WIDGET] } })
})

test('topics between plugins are kept, and none where none are declared', () => {
  const events = { publishes: ['a'], subscribes: ['b'] }
  const [declared, silent] = parseManifests([{ ...HELLO, events }, HELLO]) ?? []
  expect(declared?.events).toEqual(events)
  expect(silent?.events).toEqual({ publishes: [], subscribes: [] })
})

test.each([
  ['events that are no lists', { events: { publishes: 'a', subscribes: [] } }],
  ['no id', { id: 7 }],
  ['a version that is a number', { version: 1 }],
  ['no engine', { engine: null }],
  ['a bundle of another origin', { bundle: { url: 'https://evil.example/x.js', integrity: '' } }],
  [
    'a bundle that looks like a path and is none',
    { bundle: { url: '//evil.example/api/plugins/bundle', integrity: '' } },
  ],
  ['a bundle from elsewhere on this origin', { bundle: { url: '/api/crud/items', integrity: '' } }],
  ['a contribution without a component', { contributions: { routes: [{ ...ROUTE, component: 1 }], widgets: [] } }],
  ['contributions that are no list', { contributions: { routes: {}, widgets: [] } }],
])('a manifest with %s is left out, and the others stay', (_, change) => {
  const parsed = parseManifests([
    { ...HELLO, ...change },
    { ...HELLO, id: 'other' },
  ])
  expect(parsed?.map(({ id }) => id)).toEqual(['other'])
})

test.each([null, {}, 'text', 5])('%j is no list of manifests', (answer) => {
  expect(parseManifests(answer)).toBeNull()
})
