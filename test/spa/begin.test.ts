/** A page that begins with what its document says, and asks the API only where the document is silent. */
import { expect, test } from 'vitest'
import { pluginsOf } from '../../spa/host/store.ts'
import type { Told } from '../../spa/host/told.ts'
import { arrange, deciding, manifest, SESSION } from './scripted-gateway.ts'

const OK = { verdict: 'ok', why: 'needs host *, this is 1.4.0' }
const UI = { brand: { name: 'Acme' }, theme: { mode: 'dark', light: {}, dark: {} } }
const PERSON = { session: SESSION, ui: UI }
const PLUGINS = { plugins: [{ manifest: manifest('hello'), engine: OK }] }

function telling(person: unknown, plugins: unknown): Told {
  return { person: () => Promise.resolve(person), plugins: () => Promise.resolve(plugins) }
}

function asked({ requests }: ReturnType<typeof arrange>): readonly string[] {
  return requests.map(({ path }) => path)
}

test('what the document says is shown, and nothing is asked for but the bundles of this page', async () => {
  const only = { ...manifest('pages', '*', []), bundle: manifest('pages').bundle }
  const gateway = arrange({}, telling(PERSON, { plugins: [...PLUGINS.plugins, { manifest: only, engine: OK }] }))
  await gateway.host.start()
  expect(asked(gateway)).toEqual([])
  expect(gateway.imported).toEqual([manifest('hello').bundle.url])
  expect(gateway.host.store.state()).toMatchObject({ phase: 'signed_in', session: SESSION, ui: UI })
  expect(pluginsOf(gateway.host.store)).toMatchObject([
    { routes: [{ path: '/plugins/hello' }], widgets: [{ component: 'Widget' }], denied: [], load: { state: 'loaded' } },
    { routes: [{ path: '/plugins/pages' }], load: { state: 'idle' } },
  ])
})

test("a page's bundle comes with the page", async () => {
  const gateway = arrange({}, telling(PERSON, PLUGINS))
  gateway.page.pathname = '/plugins/other'
  await gateway.host.start()
  expect(gateway.imported).toEqual([])
  gateway.page.pathname = '/plugins/hello'
  gateway.host.turnPage()
  await gateway.settled()
  expect(gateway.imported).toEqual([manifest('hello').bundle.url])
})

test('the frame stands before the decisions have come', async () => {
  const decided = Promise.withResolvers<unknown>()
  const told = { person: () => Promise.resolve(PERSON), plugins: () => decided.promise }
  const { host, settled } = arrange({}, told)
  const started = host.start()
  await settled()
  expect(host.store.state()).toMatchObject({ phase: 'signed_in', discovery: { state: 'running' } })
  decided.resolve(PLUGINS)
  await started
  expect(host.store.state()).toMatchObject({ discovery: { state: 'done' } })
})

test.each<[string, unknown, unknown]>([
  ['no block', null, null],
  ['a session that is none', { session: { person: 'alice' }, ui: UI }, PLUGINS],
  ['a person and then nothing', PERSON, null],
  ['plugins that are no list', PERSON, { plugins: {} }],
  ['something else', [], 7],
])('with %s the API is asked for everything', async (_, person, plugins) => {
  const gateway = arrange({}, telling(person, plugins))
  await gateway.host.start()
  expect(asked(gateway).toSorted()).toEqual([
    '/access/v1/evaluations',
    '/api/configs/ui',
    '/api/plugins/manifests',
    '/api/session',
  ])
  expect(pluginsOf(gateway.host.store)).toMatchObject([{ load: { state: 'loaded' } }])
})

test.each<[string, unknown]>([
  ['a manifest of another kind', { manifest: { id: 'odd' }, engine: OK }],
  ['no verdict of the engine guard', { manifest: manifest('odd'), engine: { verdict: 'skip', why: '' } }],
  [
    'a bundle of another place',
    { manifest: { ...manifest('odd'), bundle: { url: 'https://evil.test/x.js' } }, engine: OK },
  ],
])('%s is left out', async (_, odd) => {
  const gateway = arrange({}, telling(PERSON, { plugins: [odd, ...PLUGINS.plugins] }))
  await gateway.host.start()
  expect(pluginsOf(gateway.host.store).map(({ manifest: { id } }) => id)).toEqual(['hello'])
})

test('nobody signed in: said by the document, and not asked again', async () => {
  const gateway = arrange({}, telling({ problem: { code: 'signed_out', title: 'Nobody is signed in' } }, null))
  await gateway.host.start()
  expect(gateway.host.store.state()).toEqual({ phase: 'signed_out', why: 'absent' })
  expect(asked(gateway)).toEqual([])
  expect(gateway.hearers.size).toBe(0)
})

test('a gateway in trouble: shown as it is said, and asked by the API when the person tries again', async () => {
  const told = telling(PERSON, { problem: { code: 'pdp_unavailable', title: 'The PDP is silent', requestId: 'r1' } })
  const gateway = arrange({}, told)
  await gateway.host.start()
  expect(gateway.host.store.state()).toMatchObject({
    discovery: { state: 'failed', problem: { code: 'pdp_unavailable', title: 'The PDP is silent', requestId: 'r1' } },
  })
  await gateway.host.start()
  expect(gateway.host.store.state()).toMatchObject({ discovery: { state: 'done' } })
  const down = arrange({}, telling({ problem: { code: 'session_unavailable', title: 'No session store' } }, null))
  await down.host.start()
  expect(down.host.store.state()).toMatchObject({ phase: 'unreachable', problem: { code: 'session_unavailable' } })
})

test('diagnostics ask about everything, also what the document kept silent about', async () => {
  const gateway = arrange(
    {
      '/api/plugins/manifests': () => Response.json([manifest('hello'), manifest('secret')]),
      '/access/v1/evaluations': deciding((id) => !id.includes('secret')),
    },
    telling(PERSON, PLUGINS),
  )
  await gateway.host.start()
  const before = pluginsOf(gateway.host.store)[0]?.load
  gateway.host.examine()
  await gateway.settled()
  const [hello, secret] = pluginsOf(gateway.host.store)
  expect(hello?.load).toBe(before)
  expect(secret).toMatchObject({ denied: ['Page', 'Widget'], load: { state: 'idle' } })
  expect(gateway.imported).toHaveLength(1)
})

const AS_OF = { revision: 'r1', changedAt: 1000 }

test.each<[string, string, number | null, number]>([
  ['nothing has changed since', 'r1', 1000, 0],
  ['what the gateway remembered is forgotten', 'r1', 0, 0],
  ['something has changed since', 'r1', 1001, 1],
  ['another revision is live', 'r2', 1000, 1],
  ['the gateway does not know', 'r1', null, 1],
])('once the line stands, and %s, the page looks so often: %s, %s, %i', async (_, revision, changedAt, looks) => {
  const gateway = arrange({}, telling(PERSON, { ...PLUGINS, asOf: AS_OF }))
  await gateway.host.start()
  await gateway.tell('plugins', revision, changedAt)
  await gateway.later()
  expect(asked(gateway).filter((path) => path === '/api/plugins/manifests')).toHaveLength(looks)
})
