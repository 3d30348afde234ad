import { expect, test } from 'vitest'
import { diagnoseAll } from '../../spa/host/diagnosis.ts'
import type { PluginState } from '../../spa/host/plugin-state.ts'
import { readModule } from '../../spa/host/module.ts'

const WIDGET = { slot: 'dashboard.main', component: 'Widget', resource: 'plugin.widget', action: 'view' }

function plugin(id: string, change: Partial<PluginState> = {}): PluginState {
  const module = readModule({ widgets: { Widget: () => null } })
  return {
    manifest: {
      id,
      version: '1.0.0',
      engine: { experience: '*' },
      bundle: { url: '/api/plugins/bundle', integrity: 'sha256:00' },
      contributions: { routes: [], widgets: [WIDGET] },
      permissions: { api: [], sse: [] },
    },
    engine: { verdict: 'ok', why: 'needs host *' },
    routes: [],
    widgets: [WIDGET],
    denied: [],
    load: { state: 'loaded', module, milliseconds: 12 },
    next: null,
    crashes: {},
    ...change,
  }
}

const SKIPPED = { engine: { verdict: 'skip', why: 'needs host >=9' }, widgets: [], load: { state: 'idle' } } as const
const FAILED = { load: { state: 'failed', reason: 'integrity', detail: '409', milliseconds: 30 } } as const
const EMPTY_MODULE = { load: { state: 'loaded', module: readModule({}), milliseconds: 5 } } as const

test.each<[string, Partial<PluginState>, string, RegExp]>([
  ['a mounted plugin', {}, 'mounted', /sha256:00/],
  ['one for another host', SKIPPED, 'engine', /skip, needs host >=9/],
  [
    'one that is denied',
    { widgets: [], denied: ['Widget'], load: { state: 'idle' } },
    'denied',
    /Widget is not permitted/,
  ],
  ['one whose bundle failed', FAILED, 'failed', /not what was published: 409/],
  ['one that lacks an export', EMPTY_MODULE, 'failed', /lacks Widget/],
  ['one that crashed', { crashes: { Widget: 'boom' } }, 'failed', /Widget threw: boom/],
  ['one under way', { load: { state: 'loading' } }, 'loading', /Engine guard: ok/],
  ['one for a slot that is not there', { widgets: [{ ...WIDGET, slot: 'side.bar' }] }, 'mounted', /no slot side\.bar/],
])('%s', (_, change, state, note) => {
  const [diagnosis] = diagnoseAll([plugin('one', change)])
  expect(diagnosis?.state).toBe(state)
  expect(diagnosis?.notes.join('\n')).toMatch(note)
})

test('what needs attention stands first', () => {
  const all = diagnoseAll([plugin('fine'), plugin('skipped', SKIPPED), plugin('broken', FAILED)])
  expect(all.map(({ id }) => id)).toEqual(['broken', 'skipped', 'fine'])
})
