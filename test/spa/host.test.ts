import { expect, test } from 'vitest'
import { createHost, pluginsOf } from '../../spa/host/host.ts'
import type { Loading } from '../../spa/host/loader.ts'

const SESSION = {
  subject: { type: 'account', id: 'auth:account:demo:alice' },
  person: { name: 'Alice Archer' },
  tenant: 'acme.localhost',
  hostVersion: '1.4.0',
  environment: 'development',
  csrfToken: 'proof',
  operator: false,
}

function manifest(id: string, experience = '*', widgets: readonly string[] = ['Widget']) {
  return {
    id,
    version: '1.0.0',
    engine: { experience },
    bundle: { url: `/api/plugins/bundle?entry=${id}&id=${id}&v=1.0.0&h=00`, integrity: 'sha256:00' },
    contributions: {
      routes: [{ path: `/plugins/${id}`, component: 'Page', resource: 'plugin.route', action: 'view' }],
      widgets: widgets.map((component) => ({
        slot: 'dashboard.main',
        component,
        resource: 'plugin.widget',
        action: 'view',
      })),
    },
    permissions: { api: [], sse: [] },
  }
}

type Handler = (body: unknown) => Response

function problem(status: number, code: string): Response {
  const headers = { 'Content-Type': 'application/problem+json' }
  return new Response(JSON.stringify({ status, code, title: `title of ${code}` }), { status, headers })
}

/** Permits what the predicate lets through, in the gateway's shape. */
function deciding(permit: (id: string) => boolean): Handler {
  return (body) => {
    const { evaluations }: { evaluations: { resource: { id: string } }[] } = JSON.parse(String(body))
    return Response.json({
      decisions: evaluations.map(({ resource }) => ({ decision: permit(resource.id) ? 'Permit' : 'Deny' })),
    })
  }
}

function arrange(routes: Readonly<Record<string, Handler>>) {
  const answers: Readonly<Record<string, Handler>> = {
    '/api/session': () => Response.json(SESSION),
    '/api/configs/ui': () => problem(503, 'registry_unavailable'),
    '/api/plugins/manifests': () => Response.json([manifest('hello')]),
    '/access/v1/evaluations': deciding(() => true),
    ...routes,
  }
  const requests = new Array<{ path: string; init: RequestInit }>()
  const imported = new Array<string>()
  const left = new Array<string>()
  const loading: Loading = {
    timeoutMs: 1,
    probe: () => Promise.reject(new Error('no probe expected')),
    wait: () => new Promise(() => undefined),
    importModule: async (url) => {
      imported.push(url)
      return { routes: {}, widgets: {} }
    },
  }
  const host = createHost({
    loading,
    fetch: async (path, init) => {
      requests.push({ path, init })
      return answers[path]?.(init.body) ?? problem(404, 'not_found')
    },
    leave: (location) => left.push(location),
    now: () => 0,
    report: () => undefined,
  })
  return { host, requests, imported, left }
}

test('what is permitted is imported, and nothing else is asked for', async () => {
  const { host, imported } = arrange({
    '/api/plugins/manifests': () => Response.json([manifest('hello'), manifest('secret')]),
    '/access/v1/evaluations': deciding((id) => !id.includes('secret')),
  })
  await host.start()
  expect(imported).toEqual(['/api/plugins/bundle?entry=hello&id=hello&v=1.0.0&h=00'])
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
  const sdk = host.sdkOf(plugin)
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
