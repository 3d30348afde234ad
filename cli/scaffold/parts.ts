/** What a new plugin can be made of: each part brings its components, their tests, and the permissions that they need. */
import type { ApiPermission } from '../../src/core/manifest.ts'

export const PARTS = ['widget', 'page', 'mini-app', 'sse'] as const
export type PartName = (typeof PARTS)[number]

interface Place {
  readonly component: string
  /** In `src`. */
  readonly file: string
}

interface Part {
  readonly says: string
  readonly widgets: readonly Place[]
  /** `path` below `/plugins/<id>`. */
  readonly routes: readonly (Place & { readonly path: string })[]
  /** Further files of `src`. */
  readonly sources: readonly string[]
  /** Of `test`. */
  readonly tests: readonly string[]
  readonly api: readonly ApiPermission[]
  readonly sse: readonly string[]
}

const ECHO = { method: 'GET', path: '/api/plugins/secure-echo' } as const
const TELEMETRY = { method: 'POST', path: '/api/plugins/telemetry' } as const

export const PART: Readonly<Record<PartName, Part>> = {
  widget: {
    says: 'a card on the dashboard',
    widgets: [{ component: 'Widget', file: 'widget.tsx' }],
    routes: [],
    sources: [],
    tests: ['widget.test.tsx'],
    api: [ECHO, TELEMETRY],
    sse: [],
  },
  page: {
    says: 'a page of its own',
    widgets: [],
    routes: [{ component: 'Page', file: 'page.tsx', path: '' }],
    sources: [],
    tests: ['page.test.tsx'],
    api: [ECHO],
    sse: [],
  },
  'mini-app': {
    says: 'a list and a page for each entry, on a service of the demo',
    widgets: [],
    routes: [
      { component: 'ItemList', file: 'item-list.tsx', path: '' },
      { component: 'ItemDetail', file: 'item-detail.tsx', path: '/items/:id' },
    ],
    sources: ['items.ts'],
    tests: ['items.test.tsx'],
    api: [
      { method: 'GET', path: '/api/crud/items' },
      { method: 'GET', path: '/api/crud/items/:id', params: { id: 'uuid' } },
    ],
    sse: [],
  },
  sse: {
    says: 'a card that follows a stream of events',
    widgets: [{ component: 'LiveWidget', file: 'live-widget.tsx' }],
    routes: [],
    sources: [],
    tests: ['live-widget.test.tsx'],
    api: [],
    sse: ['orders'],
  },
}
