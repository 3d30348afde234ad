import { expect, test } from 'vitest'
import { compareManifests } from '#core/difference'
import { parsePlan } from '../../../spa/host/ops/rollback-preview.ts'

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

test('a rollback is told from what is live to what would be', () => {
  const plan = parsePlan({
    to: 'r1',
    plugins: [
      { id: 'hello', before: AFTER, after: BEFORE },
      { id: 'fresh', before: AFTER, after: null },
      { id: 'gone', before: null, after: BEFORE },
      { id: 'same', before: AFTER, after: AFTER },
      { id: 'nothing' },
      null,
    ],
    rejections: [{ where: 'hello', why: 'its bundle is gone' }],
  })
  expect(plan?.lines).toEqual([
    'hello: version 1.1.0 goes away',
    'hello: widget dashboard.main W goes away',
    'hello: version 1.0.0 comes back',
    'hello: GET /api/a/:id (:id is uuid) goes away',
    'hello: GET /api/a comes back',
    'fresh 1.1.0 goes away',
    'gone 1.0.0 comes back',
    'same: its bundle, rollout or state',
  ])
  expect(plan?.rejections).toEqual([{ where: 'hello', why: 'its bundle is gone' }])
})
