import { expect, test } from 'vitest'
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
