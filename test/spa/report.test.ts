import { expect, test } from 'vitest'
import { MOUNT_FAILURES, parseMounts } from '#core/mounts'
import { FAILURES } from '../../spa/host/failure.ts'
import type { HostEvent } from '../../spa/host/lifecycle.ts'
import type { Load, PluginState } from '../../spa/host/plugin-state.ts'
import { reportMounts } from '../../spa/host/report.ts'
import { createStore } from '../../spa/host/store.ts'

const SESSION = {
  subject: { type: 'account', id: 'auth:account:demo:alice' },
  person: { name: 'Alice Archer' },
  tenant: 'acme.localhost',
  hostVersion: '1.4.0',
  environment: 'development',
  csrfToken: 'proof',
  operator: false,
} as const

function pluginOf(id: string): PluginState {
  const widget = { slot: 'dashboard.main', component: 'Widget', resource: 'plugin.widget', action: 'view' }
  return {
    manifest: {
      id,
      version: '1.2.3',
      engine: { experience: '*' },
      bundle: { url: `/${id}`, integrity: 'sha256:00' },
      contributions: { routes: [], widgets: [widget] },
      permissions: { api: [], sse: [] },
    },
    engine: { verdict: 'ok', why: '' },
    routes: [],
    widgets: [widget],
    denied: [],
    load: { state: 'idle' },
    next: null,
    crashes: {},
  }
}

const LOADED: Load = { state: 'loaded', module: { route: {}, widget: { Widget: () => null } }, milliseconds: 41 }
const BARE: Load = { state: 'loaded', module: { route: {}, widget: {} }, milliseconds: 7 }

/** A host with these plugins, and what it has told the gateway. */
function arrange(...ids: readonly string[]) {
  const store = createStore()
  const waiting: (() => void)[] = []
  const bodies: string[] = []
  const sent: RequestInit[] = []
  let hide: () => void = () => undefined
  reportMounts(store, {
    fetch: async (_, init) => {
      sent.push(init)
      if (typeof init.body === 'string') bodies.push(init.body)
      return new Response(null, { status: 202 })
    },
    later: (callback) => waiting.push(callback),
    onHidden: (callback) => {
      hide = callback
    },
  })
  const send = (...events: readonly HostEvent[]): void => events.forEach((event) => store.send(event))
  send({ type: 'signed_in', session: SESSION, ui: null }, { type: 'decided', plugins: ids.map(pluginOf) })
  const loaded = (id: string, load: Load): void => send({ type: 'load_changed', id, url: `/${id}`, load })
  const crash = (id: string): void => send({ type: 'crashed', id, component: 'Widget', message: 'boom' })
  const collect = (): void => waiting.splice(0).forEach((callback) => callback())
  const told = () => bodies.splice(0).flatMap((body) => JSON.parse(body).events)
  return { send, loaded, crash, collect, told, sent, bodies, waiting, hide: () => hide() }
}

const about = (plugin: string) => ({ plugin, version: '1.2.3' })

test('while nothing has loaded or failed there is nothing to tell', () => {
  const { loaded, collect, told, waiting } = arrange('hello')
  loaded('hello', { state: 'loading' })
  expect(waiting).toEqual([])
  collect()
  expect(told()).toEqual([])
})

test('what mounted and what did not are told together, in terms that the gateway takes', () => {
  const { loaded, crash, collect, told, sent, bodies } = arrange('hello', 'crashing', 'bare', 'missing', 'waiting')
  loaded('hello', LOADED)
  loaded('crashing', { ...LOADED })
  crash('crashing')
  loaded('bare', BARE)
  loaded('missing', { state: 'failed', reason: 'missing', detail: 'It is gone.', milliseconds: 3 })
  loaded('waiting', { state: 'loading' })
  collect()
  expect(sent).toHaveLength(1)
  expect(sent[0]).toMatchObject({ method: 'POST', keepalive: true, headers: { 'X-CSRF-Token': 'proof' } })
  expect(parseMounts(bodies[0] ?? '')).toHaveProperty('reports.length', 7)
  expect(told()).toEqual([
    { name: 'load', ...about('hello'), ms: 41 },
    { name: 'mount_ok', ...about('hello') },
    { name: 'load', ...about('crashing'), ms: 41 },
    { name: 'mount_failed', ...about('crashing'), reason: 'threw' },
    { name: 'load', ...about('bare'), ms: 7 },
    { name: 'mount_failed', ...about('bare'), reason: 'missing_export' },
    { name: 'mount_failed', ...about('missing'), reason: 'missing' },
  ])
})

test('each outcome is told once, a later crash too', () => {
  const { loaded, crash, collect, told, send } = arrange('hello')
  loaded('hello', LOADED)
  collect()
  expect(told()).toHaveLength(2)
  collect()
  crash('hello')
  collect()
  expect(told()).toEqual([{ name: 'mount_failed', ...about('hello'), reason: 'threw' }])
  send({ type: 'mounted_anew', id: 'hello', component: 'Widget' })
  crash('hello')
  collect()
  expect(told()).toEqual([])
})

test('another import is another outcome', () => {
  const { loaded, collect, told } = arrange('hello')
  loaded('hello', { state: 'failed', reason: 'network', detail: '', milliseconds: 9 })
  collect()
  loaded('hello', LOADED)
  collect()
  expect(told().map(({ name }: { name: string }) => name)).toEqual(['mount_failed', 'load', 'mount_ok'])
})

test('a page that goes out of sight tells what it has', () => {
  const { loaded, told, hide } = arrange('hello')
  loaded('hello', LOADED)
  hide()
  expect(told()).toHaveLength(2)
})

test('once nobody is signed in, nothing is told any more', () => {
  const { loaded, collect, told, send } = arrange('hello')
  loaded('hello', LOADED)
  send({ type: 'signed_out', left: true })
  collect()
  expect(told()).toEqual([])
})

test('the gateway knows every reason for which a bundle can fail', () => {
  expect([...MOUNT_FAILURES].toSorted()).toEqual(Object.keys(FAILURES).toSorted())
})
