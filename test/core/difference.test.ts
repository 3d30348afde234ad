import { expect, test } from 'vitest'
import { compareManifests } from '../../src/core/difference.ts'

const BEFORE = {
  version: '1.0.0',
  engine: { experience: '>=1.0.0' },
  contributions: { routes: [{ path: '/hello', component: 'Hello' }], widgets: [] },
  permissions: { api: [{ method: 'GET', path: '/api/a' }], sse: ['orders'] },
}
const AFTER = {
  version: '1.1.0',
  engine: { experience: '>=1.0.0' },
  contributions: {
    routes: [{ path: '/hello', component: 'Hello' }],
    widgets: [{ slot: 'dashboard.main', component: 'W' }],
  },
  permissions: { api: [{ method: 'GET', path: '/api/a/:id', params: { id: 'uuid' } }], sse: ['orders'] },
}

test('what went comes first, then what there is, each told from what was there before', () => {
  expect(compareManifests(BEFORE, AFTER)).toEqual({
    permissions: [
      { kind: 'removed', what: 'GET /api/a' },
      { kind: 'added', what: 'GET /api/a/:id (:id is uuid)' },
      { kind: 'kept', what: 'topics orders and below' },
    ],
    rest: [
      { kind: 'removed', what: 'version 1.0.0' },
      { kind: 'added', what: 'version 1.1.0' },
      { kind: 'kept', what: 'host >=1.0.0' },
      { kind: 'kept', what: 'page /hello Hello' },
      { kind: 'added', what: 'widget dashboard.main W' },
    ],
  })
})

test('a plugin that was not there has everything new', () => {
  const { permissions, rest } = compareManifests(null, AFTER)
  expect(new Set([...permissions, ...rest].map(({ kind }) => kind))).toEqual(new Set(['added']))
})

test('a manifest that says little is no mistake', () => {
  expect(compareManifests({}, {})).toEqual({
    permissions: [],
    rest: [
      { kind: 'kept', what: 'version undefined' },
      { kind: 'kept', what: 'host any' },
    ],
  })
})

test('what is no call, no topic and no place is left out', () => {
  const odd = {
    version: '1.0.0',
    contributions: { routes: 'none', widgets: [{ component: 'Nowhere' }, { slot: 'dashboard.main' }] },
    permissions: {
      api: [null, { method: 'GET' }, { path: '/api/a' }, { method: 'GET', path: '/api/b' }],
      sse: [7, 'orders'],
    },
  }
  expect(compareManifests(null, odd)).toEqual({
    permissions: [
      { kind: 'added', what: 'GET /api/b' },
      { kind: 'added', what: 'topics orders and below' },
    ],
    rest: [
      { kind: 'added', what: 'version 1.0.0' },
      { kind: 'added', what: 'host any' },
      { kind: 'added', what: 'widget dashboard.main ' },
    ],
  })
})
