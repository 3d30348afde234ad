import { expect, test } from 'vitest'
import { pluginsOf, type Store } from '../../spa/host/store.ts'
import { arrange, deciding, manifest, problem } from './scripted-gateway.ts'

const MANIFESTS = '/api/plugins/manifests'
const EVALUATIONS = '/access/v1/evaluations'

type Arranged = ReturnType<typeof arrange>

const urlOf = (id: string, version = '1.0.0') => manifest(id, '*', [], version).bundle.url

function offer(gateway: Arranged, ...manifests: readonly ReturnType<typeof manifest>[]): void {
  gateway.answers[MANIFESTS] = () => Response.json(manifests)
}

function quarantined(reason: string): Response {
  const headers = { 'Content-Type': 'application/problem+json', 'X-Plugin-Quarantined': '1' }
  const body = { status: 403, code: 'plugin_quarantined', title: 'Quarantined', quarantine: { reason } }
  return new Response(JSON.stringify(body), { status: 403, headers })
}

/** Signed in, everything mounted, and the line up. */
async function mounted(...manifests: readonly ReturnType<typeof manifest>[]): Promise<Arranged> {
  const gateway = arrange({ [MANIFESTS]: () => Response.json(manifests) })
  await gateway.host.start()
  await gateway.tell('plugins', 'r1')
  gateway.requests.length = 0
  gateway.imported.length = 0
  return gateway
}

function summary(store: Store) {
  return pluginsOf(store).map(({ manifest: { id, version }, load, next, widgets }) => {
    return [id, version, load.state, widgets.length, next?.manifest.version ?? null]
  })
}

function pluginOf({ host }: Arranged, id: string) {
  const plugin = pluginsOf(host.store).find((each) => each.manifest.id === id)
  if (!plugin) throw new Error(`${id} is not there`)
  return plugin
}

const paths = ({ requests }: Arranged) => requests.map(({ path }) => path)

test('a plugin that is gone goes at once, with its calls, and its place says why; its neighbour is not touched', async () => {
  const gateway = await mounted(manifest('hello'), manifest('orders'))
  const neighbour = pluginOf(gateway, 'orders')
  const [gone, stays] = [gateway.host.sdkOf(pluginOf(gateway, 'hello')).sdk, gateway.host.sdkOf(neighbour)]
  offer(gateway, manifest('orders'))
  gateway.answers[urlOf('hello')] = () => quarantined('it misbehaved')
  await gateway.tell('plugins')
  expect(pluginOf(gateway, 'hello').load).toEqual({
    state: 'gone',
    why: { reason: 'quarantined', said: 'it misbehaved' },
  })
  expect(pluginsOf(gateway.host.store).map(({ manifest: { id } }) => id)).toEqual(['hello', 'orders'])
  expect(pluginOf(gateway, 'orders')).toBe(neighbour)
  await expect(gone.api.fetch('/api/x')).rejects.toMatchObject({ name: 'AbortError' })
  expect(gateway.host.sdkOf(pluginOf(gateway, 'orders'))).toBe(stays)
  expect(gateway.imported).toEqual([])
})

test('it goes without waiting for decisions', async () => {
  const gateway = await mounted(manifest('hello'), manifest('orders'))
  offer(gateway, manifest('orders'))
  gateway.answers[EVALUATIONS] = () => problem(503, 'pdp_unavailable')
  await gateway.tell('plugins')
  expect(summary(gateway.host.store)).toEqual([
    ['hello', '1.0.0', 'gone', 1, null],
    ['orders', '1.0.0', 'loaded', 1, null],
  ])
})

test('one that was removed, and not quarantined, says no more than that', async () => {
  const gateway = await mounted(manifest('hello'))
  offer(gateway)
  gateway.answers[urlOf('hello')] = () => problem(404, 'bundle_unknown')
  await gateway.tell('plugins')
  expect(pluginOf(gateway, 'hello').load).toEqual({ state: 'gone', why: { reason: 'withdrawn', said: null } })
})

test('of what was never permitted nothing is said when it goes', async () => {
  const gateway = arrange({
    [MANIFESTS]: () => Response.json([manifest('hello'), manifest('secret')]),
    [EVALUATIONS]: deciding((id) => !id.includes('secret')),
  })
  await gateway.host.start()
  await gateway.tell('plugins', 'r1')
  offer(gateway, manifest('hello'))
  await gateway.tell('plugins')
  expect(summary(gateway.host.store)).toEqual([['hello', '1.0.0', 'loaded', 1, null]])
})

test('what comes back mounts anew, with a line of its own', async () => {
  const gateway = await mounted(manifest('hello'))
  const before = gateway.host.sdkOf(pluginOf(gateway, 'hello'))
  offer(gateway)
  gateway.answers[urlOf('hello')] = () => quarantined('it misbehaved')
  await gateway.tell('plugins')
  offer(gateway, manifest('hello'))
  await gateway.tell('plugins')
  expect(summary(gateway.host.store)).toEqual([['hello', '1.0.0', 'loaded', 1, null]])
  expect(gateway.imported).toEqual([urlOf('hello')])
  expect(gateway.host.sdkOf(pluginOf(gateway, 'hello'))).not.toBe(before)
})

test('what appears is asked about, imported and mounted where the manifests have it', async () => {
  const gateway = await mounted(manifest('hello'), manifest('orders'))
  offer(gateway, manifest('hello'), manifest('fresh'), manifest('orders'))
  await gateway.tell('plugins', 'r2')
  expect(summary(gateway.host.store).map(([id, , state]) => [id, state])).toEqual([
    ['hello', 'loaded'],
    ['fresh', 'loaded'],
    ['orders', 'loaded'],
  ])
  expect(gateway.imported).toEqual([urlOf('fresh')])
})

test('what appears and is not permitted stays out', async () => {
  const gateway = await mounted(manifest('hello'))
  gateway.answers[EVALUATIONS] = deciding((id) => !id.includes('secret'))
  offer(gateway, manifest('hello'), manifest('secret'))
  await gateway.tell('plugins', 'r2')
  expect(gateway.imported).toEqual([])
  expect(pluginOf(gateway, 'secret')).toMatchObject({ widgets: [], load: { state: 'idle' } })
})

test('what is not permitted any more goes without a word, and its calls end', async () => {
  const gateway = await mounted(manifest('hello'))
  const sdk = gateway.host.sdkOf(pluginOf(gateway, 'hello')).sdk
  gateway.answers[EVALUATIONS] = deciding(() => false)
  await gateway.tell('plugins', 'r2')
  expect(pluginOf(gateway, 'hello')).toMatchObject({ widgets: [], routes: [], load: { state: 'idle' } })
  await expect(sdk.api.fetch('/api/x')).rejects.toMatchObject({ name: 'AbortError' })
})

test('another version is offered while the one that is mounted goes on', async () => {
  const gateway = await mounted(manifest('hello'))
  const sdk = gateway.host.sdkOf(pluginOf(gateway, 'hello')).sdk
  offer(gateway, manifest('hello', '*', ['Widget', 'Second'], '1.1.0'))
  await gateway.tell('plugins', 'r2')
  expect(summary(gateway.host.store)).toEqual([['hello', '1.0.0', 'loaded', 1, '1.1.0']])
  expect(gateway.host.sdkOf(pluginOf(gateway, 'hello')).sdk).toBe(sdk)
  expect(gateway.imported).toEqual([])

  expect(await gateway.host.swap(pluginOf(gateway, 'hello'))).toMatchObject({ state: 'loaded' })
  expect(summary(gateway.host.store)).toEqual([['hello', '1.1.0', 'loaded', 2, null]])
  expect(gateway.host.sdkOf(pluginOf(gateway, 'hello')).sdk.plugin.version).toBe('1.1.0')
  await expect(sdk.api.fetch('/api/x')).rejects.toMatchObject({ name: 'AbortError' })
})

test('an offer that does not load leaves what runs in its place', async () => {
  const gateway = await mounted(manifest('hello'))
  offer(gateway, manifest('hello', '*', ['Widget'], '1.1.0'))
  await gateway.tell('plugins', 'r2')
  gateway.answers[`import ${urlOf('hello', '1.1.0')}`] = () => new Response()
  expect(await gateway.host.swap(pluginOf(gateway, 'hello'))).toMatchObject({ state: 'failed', reason: 'syntax' })
  expect(summary(gateway.host.store)).toEqual([['hello', '1.0.0', 'loaded', 1, '1.1.0']])
})

test('an offer that is taken back is one no more', async () => {
  const gateway = await mounted(manifest('hello'))
  offer(gateway, manifest('hello', '*', ['Widget'], '1.1.0'))
  await gateway.tell('plugins', 'r2')
  offer(gateway, manifest('hello'))
  await gateway.tell('plugins', 'r1')
  expect(summary(gateway.host.store)).toEqual([['hello', '1.0.0', 'loaded', 1, null]])
})

test('a version whose contribution is not permitted any more does not go on behind an offer', async () => {
  const gateway = await mounted(manifest('hello'))
  gateway.answers[EVALUATIONS] = deciding((id) => id.includes('Second'))
  offer(gateway, manifest('hello', '*', ['Second'], '1.1.0'))
  await gateway.tell('plugins', 'r2')
  expect(summary(gateway.host.store)).toEqual([['hello', '1.1.0', 'loaded', 1, null]])
})

test('with another page what was offered takes over, and what is gone leaves its place', async () => {
  const gateway = await mounted(manifest('hello'), manifest('orders'))
  gateway.answers[urlOf('orders')] = () => quarantined('it misbehaved')
  offer(gateway, manifest('hello', '*', ['Widget'], '1.1.0'))
  await gateway.tell('plugins', 'r2')
  gateway.host.turnPage()
  await gateway.settled()
  expect(summary(gateway.host.store)).toEqual([['hello', '1.1.0', 'loaded', 1, null]])
})

test('with another page nothing else is touched', async () => {
  const gateway = await mounted(manifest('hello'))
  const before = gateway.host.store.state()
  gateway.host.turnPage()
  expect(gateway.host.store.state()).toBe(before)
})

test('a burst of news is one look now, one for all that came meanwhile, and one when isolates agree', async () => {
  const gateway = await mounted(manifest('hello'))
  await Promise.all(Array.from({ length: 10 }, () => gateway.tell('plugins')))
  expect(paths(gateway)).toEqual([MANIFESTS, MANIFESTS])
  expect(gateway.waits.map(({ milliseconds }) => milliseconds)).toEqual([1500])
  await gateway.later()
  expect(paths(gateway)).toEqual([MANIFESTS, MANIFESTS, MANIFESTS])
})

test('what another isolate did not know yet is found at the second look', async () => {
  const gateway = await mounted(manifest('hello'))
  await gateway.tell('plugins')
  offer(gateway)
  gateway.answers[urlOf('hello')] = () => quarantined('it misbehaved')
  await gateway.later()
  expect(pluginOf(gateway, 'hello').load.state).toBe('gone')
})

test('the first words of the first line cost no look; a later one does, and the gates again with another revision', async () => {
  const gateway = await mounted(manifest('hello'))
  expect(paths(gateway)).toEqual([])
  await gateway.later()
  expect(paths(gateway)).toEqual([MANIFESTS])
  await gateway.tell('plugins', 'r1')
  expect(paths(gateway)).toEqual([MANIFESTS, MANIFESTS])
  await gateway.tell('plugins', 'r2')
  expect(paths(gateway)).toEqual([MANIFESTS, MANIFESTS, MANIFESTS, EVALUATIONS])
})

test('a line that breaks comes back, later each time, and catches up by revision', async () => {
  const gateway = await mounted(manifest('hello'))
  await gateway.later()
  gateway.requests.length = 0
  await gateway.hangUp()
  expect(gateway.waits.map(({ milliseconds }) => milliseconds)).toEqual([500])
  await gateway.later()
  await gateway.hangUp()
  expect(paths(gateway)).toEqual(['/api/session'])
  expect(gateway.waits.map(({ milliseconds }) => milliseconds)).toEqual([1000])
  await gateway.later()
  expect(gateway.hearers.size).toBe(1)
  gateway.answers['/api/configs/ui'] = () => Response.json({ brand: { name: 'New' }, theme: { mode: 'dark' } })
  await gateway.tell('plugins', 'r2')
  expect(paths(gateway).toSorted()).toEqual(['/access/v1/evaluations', '/api/configs/ui', MANIFESTS, '/api/session'])
  expect(gateway.host.store.state()).toMatchObject({ ui: { brand: { name: 'New' } } })
})

test('a look that fails is tried again', async () => {
  const gateway = await mounted(manifest('hello'))
  await gateway.later()
  gateway.answers[MANIFESTS] = () => problem(503, 'doorbell_unavailable')
  gateway.answers[urlOf('hello')] = () => quarantined('it misbehaved')
  await gateway.tell('plugins')
  await gateway.later()
  expect(summary(gateway.host.store)).toEqual([['hello', '1.0.0', 'loaded', 1, null]])
  offer(gateway)
  await gateway.later()
  expect(pluginOf(gateway, 'hello').load.state).toBe('gone')
})

test('another look is applied, and nothing else happens', async () => {
  const gateway = await mounted(manifest('hello'))
  const before = pluginsOf(gateway.host.store)
  gateway.answers['/api/configs/ui'] = () => Response.json({ brand: { name: 'New' }, theme: { mode: 'dark' } })
  await gateway.tell('ui', 'r1')
  expect(gateway.host.store.state()).toMatchObject({ ui: { brand: { name: 'New' }, theme: { mode: 'dark' } } })
  expect(pluginsOf(gateway.host.store)).toBe(before)
})

test('that the session is over ends the page, and the line', async () => {
  const gateway = await mounted(manifest('hello'))
  await gateway.tell('signed-out')
  expect(gateway.host.store.state()).toEqual({ phase: 'signed_out', why: 'expired' })
  expect(gateway.hearers.size).toBe(0)
  expect(gateway.waits).toEqual([])
})

test('a line that is refused because nobody is signed in ends the page', async () => {
  const gateway = await mounted(manifest('hello'))
  await gateway.hangUp()
  await gateway.later()
  gateway.answers['/api/session'] = () => problem(401, 'signed_out')
  await gateway.hangUp()
  expect(gateway.host.store.state()).toEqual({ phase: 'signed_out', why: 'expired' })
})

test.each(['plugin_quarantined', 'plugin_unknown'])('a call that is refused with %s is news as well', async (code) => {
  const gateway = await mounted(manifest('hello'))
  await gateway.later()
  offer(gateway)
  gateway.answers[urlOf('hello')] = () => quarantined('it misbehaved')
  gateway.answers['/api/x'] = () => problem(403, code)
  const sdk = gateway.host.sdkOf(pluginOf(gateway, 'hello')).sdk
  await expect(sdk.api.fetch('/api/x')).rejects.toMatchObject({ code })
  await gateway.settled()
  expect(pluginOf(gateway, 'hello').load.state).toBe('gone')
})

test('calls that are refused over and over look once, until isolates agree', async () => {
  const gateway = await mounted(manifest('hello'))
  await gateway.later()
  gateway.requests.length = 0
  gateway.answers['/api/x'] = () => problem(403, 'plugin_quarantined')
  const sdk = gateway.host.sdkOf(pluginOf(gateway, 'hello')).sdk
  for (let call = 0; call < 5; call++) await sdk.api.fetch('/api/x').catch(() => null)
  await gateway.settled()
  expect(paths(gateway).filter((path) => path === MANIFESTS)).toHaveLength(1)
})

test('a page in the history keeps no line; back from it, it listens and asks who is signed in', async () => {
  const gateway = await mounted(manifest('hello'))
  gateway.host.rest()
  expect([gateway.hearers.size, gateway.waits.length]).toEqual([0, 0])
  await gateway.host.wake()
  expect(gateway.hearers.size).toBe(1)
  expect([paths(gateway), gateway.left]).toEqual([['/api/session'], []])
})

test('back from the history into the session of somebody else, it begins anew', async () => {
  const gateway = await mounted(manifest('hello'))
  gateway.host.rest()
  const session = gateway.answers['/api/session']?.('')
  const other = { ...(await session?.json()), csrfToken: 'of another session' }
  gateway.answers['/api/session'] = () => Response.json(other)
  await gateway.host.wake()
  expect(gateway.left).toEqual(['reload'])
})
