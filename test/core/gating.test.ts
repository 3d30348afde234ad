import { describe, expect, test } from 'vitest'
import { permittedOnly, questionsOf } from '../../src/core/gating.ts'
import type { PluginManifest, RouteContribution, WidgetContribution } from '../../src/core/manifest.ts'

function manifest(
  id: string,
  routes: readonly RouteContribution[],
  widgets: readonly WidgetContribution[],
): PluginManifest {
  return {
    id,
    version: '1.0.0',
    engine: { experience: '*' },
    bundle: { url: `/api/plugins/bundle?entry=${id}&id=${id}`, integrity: 'sha256:00' },
    contributions: { routes, widgets },
    permissions: { api: [], sse: [] },
  }
}

const page = { path: '/hello', component: 'Hello', resource: 'plugin.route', action: 'view' }
const widget = { slot: 'dashboard.main', component: 'HelloWidget', resource: 'plugin.widget', action: 'view' }
const odd = { path: '/odd/:id', component: 'Odd', resource: 'acme.page', action: 'open' }

const manifests = [manifest('hello', [page], [widget]), manifest('odd', [odd, page], []), manifest('bare', [], [])]

describe('pre-gating', () => {
  test('asks once for each contribution, in order', () => {
    expect(questionsOf(manifests).map(({ plugin, kind, question }) => [plugin, kind, question])).toEqual([
      ['hello', 'route', { resource: { type: 'plugin.route', id: '/hello' }, action: { name: 'view' } }],
      ['hello', 'widget', { resource: { type: 'plugin.widget', id: 'hello:HelloWidget' }, action: { name: 'view' } }],
      ['odd', 'route', { resource: { type: 'acme.page', id: '/odd/:id' }, action: { name: 'open' } }],
      ['odd', 'route', { resource: { type: 'plugin.route', id: '/hello' }, action: { name: 'view' } }],
    ])
  })

  test('keeps what is permitted, and drops a manifest with nothing left', () => {
    const kept = permittedOnly(manifests, [false, true, false, false])
    expect(kept.map(({ id, contributions }) => [id, contributions])).toEqual([
      ['hello', { routes: [], widgets: [widget] }],
    ])
  })

  test('decides by position, even where one object stands in two manifests', () => {
    const kept = permittedOnly(manifests, [false, false, false, true])
    expect(kept.map(({ id, contributions }) => [id, contributions])).toEqual([['odd', { routes: [page], widgets: [] }]])
  })

  test.each([[[]], [[true, true, true]], [[true, true, true, true, true]]])(
    'permits nothing when there are not as many decisions as questions: %j',
    (decisions) => {
      expect(permittedOnly(manifests, decisions)).toEqual([])
    },
  )

  test('leaves the manifests it was given as they are', () => {
    permittedOnly(manifests, [false, false, false, false])
    expect(manifests[0]?.contributions.routes).toEqual([page])
  })
})
