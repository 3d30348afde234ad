import { expect, test } from 'vitest'
import { pluginsOf } from '../../spa/host/store.ts'
import { arrange, deciding, type Handler, manifest, problem } from './scripted-gateway.ts'

test('what is permitted is imported, and nothing else is asked for', async () => {
  const { host, imported } = arrange({
    '/api/plugins/manifests': () => Response.json([manifest('hello'), manifest('secret')]),
    '/access/v1/evaluations': deciding((id) => !id.includes('secret')),
  })
  await host.start()
  expect(imported).toEqual(['/api/plugins/bundle/hello/1.0.0?h=00'])
  const [hello, secret] = pluginsOf(host.store)
  expect(hello).toMatchObject({ load: { state: 'loaded' }, denied: [] })
  expect(secret).toMatchObject({ routes: [], widgets: [], denied: ['Page', 'Widget'], load: { state: 'idle' } })
})

test('one permitted contribution is enough for the bundle, and the other stays out', async () => {
  const { host } = arrange({ '/access/v1/evaluations': deciding((id) => id === 'hello:Widget') })
  await host.start()
  expect(pluginsOf(host.store)[0]).toMatchObject({ routes: [], widgets: [{ component: 'Widget' }], denied: ['Page'] })
})

test('a plugin for another host version is neither asked about nor imported', async () => {
  const { host, imported, requests } = arrange({
    '/api/plugins/manifests': () => Response.json([manifest('old', '<1.0.0')]),
  })
  await host.start()
  expect(imported).toEqual([])
  expect(requests.map(({ path }) => path)).not.toContain('/access/v1/evaluations')
  expect(pluginsOf(host.store)[0]).toMatchObject({ engine: { verdict: 'skip' }, routes: [], widgets: [] })
})

test('a range that ends soon mounts, and carries its warning', async () => {
  const { host, imported } = arrange({
    '/api/plugins/manifests': () => Response.json([manifest('hello', '>=1.0.0 <1.5.0')]),
  })
  await host.start()
  expect(imported).toHaveLength(1)
  expect(pluginsOf(host.store)[0]).toMatchObject({ engine: { verdict: 'warn' } })
})

test('more than a hundred questions go out in batches, with the proof of origin, and decisions keep their place', async () => {
  const widgets = Array.from({ length: 130 }, (_, index) => `Widget${index}`)
  const { host, requests } = arrange({
    '/api/plugins/manifests': () => Response.json([manifest('wide', '*', widgets)]),
    '/access/v1/evaluations': deciding((id) => id === 'wide:Widget120'),
  })
  await host.start()
  const asked = requests.filter(({ path }) => path === '/access/v1/evaluations')
  expect(asked).toHaveLength(2)
  expect(asked.every(({ init }) => new Headers(init.headers).get('X-CSRF-Token') === 'proof')).toBe(true)
  expect(pluginsOf(host.store)[0]?.widgets.map(({ component }) => component)).toEqual(['Widget120'])
})

test.each<[string, Handler]>([
  ['is unavailable', () => problem(503, 'pdp_unavailable')],
  ['answers too few', () => Response.json({ decisions: [{ decision: 'Permit' }] })],
  ['answers too many', () => Response.json({ decisions: Array.from({ length: 3 }, () => ({ decision: 'Permit' })) })],
  ['answers no list', () => Response.json({ decisions: { 0: { decision: 'Permit' } } })],
  ['answers no JSON', () => new Response('Permit')],
  ['cannot be reached', () => Response.error()],
])('when the decision point %s, nothing mounts and the failure is shown', async (_, answer) => {
  const { host, imported } = arrange({ '/access/v1/evaluations': answer })
  await host.start()
  expect(imported).toEqual([])
  expect(host.store.state()).toMatchObject({ phase: 'signed_in', discovery: { state: 'failed' } })
})

test.each([true, 'permit', 'Allow', 1, null, { decision: 'Permit' }])('the decision %j is a Deny', async (decision) => {
  const answer = () => Response.json({ decisions: [{ decision }, { decision }] })
  const { host, imported } = arrange({ '/access/v1/evaluations': answer })
  await host.start()
  expect(imported).toEqual([])
})

test('a retry after a failure starts from the session, and mounts', async () => {
  let down = true
  const permit = deciding(() => true)
  const { host, imported } = arrange({
    '/access/v1/evaluations': (body) => (down ? problem(503, 'pdp_unavailable') : permit(body)),
  })
  await host.start()
  down = false
  await host.start()
  expect(imported).toHaveLength(1)
})

test('without a session nothing is asked of the decision point', async () => {
  const signedOut = () => problem(401, 'signed_out')
  const { host, requests } = arrange({
    '/api/session': signedOut,
    '/api/plugins/manifests': signedOut,
    '/api/configs/ui': signedOut,
  })
  await host.start()
  expect(host.store.state()).toEqual({ phase: 'signed_out', why: 'absent' })
  expect(requests).toHaveLength(3)
})

test('a gateway that is down is no signed-out person', async () => {
  const { host } = arrange({ '/api/session': () => Response.error() })
  await host.start()
  expect(host.store.state()).toMatchObject({ phase: 'unreachable' })
})

test("an expired session, seen by a plugin's call, ends everything: the page, its calls, its streams", async () => {
  const { host, requests } = arrange({ '/api/x': () => problem(401, 'signed_out') })
  await host.start()
  const [plugin] = pluginsOf(host.store)
  if (!plugin) throw new Error('nothing was mounted')
  const sdk = host.sdkOf(plugin).sdk
  await expect(sdk.api.fetch('/api/x')).rejects.toMatchObject({ code: 'signed_out' })
  expect(host.store.state()).toEqual({ phase: 'signed_out', why: 'expired' })
  expect(requests.find(({ path }) => path === '/api/x')?.init.signal?.aborted).toBe(true)
})

test('one plugin gets one SDK, another one another', async () => {
  const { host } = arrange({ '/api/plugins/manifests': () => Response.json([manifest('one'), manifest('two')]) })
  await host.start()
  const [one, two] = pluginsOf(host.store)
  if (!one || !two) throw new Error('two plugins were expected')
  expect(host.sdkOf(one)).toBe(host.sdkOf(one))
  expect(host.sdkOf(one)).not.toBe(host.sdkOf(two))
})

test('signing out ends the session at the gateway, then goes where it says', async () => {
  const location = 'http://localhost:9400/session/end'
  const { host, requests, left } = arrange({ '/auth/logout': () => Response.json({ location }) })
  await host.start()
  expect(await host.signOut()).toBeNull()
  expect(left).toEqual([location])
  expect(host.store.state()).toEqual({ phase: 'signed_out', why: 'left' })
  const sent = requests.find(({ path }) => path === '/auth/logout')?.init
  expect([sent?.method, new Headers(sent?.headers).get('X-CSRF-Token')]).toEqual(['POST', 'proof'])
})

test('a sign-out that fails says so, and leaves the person where they are', async () => {
  const { host, left } = arrange({ '/auth/logout': () => problem(503, 'session_unavailable') })
  await host.start()
  expect(await host.signOut()).toMatchObject({ code: 'session_unavailable' })
  expect(left).toEqual([])
  expect(host.store.state().phase).toBe('signed_in')
})
