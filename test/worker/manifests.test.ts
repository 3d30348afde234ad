/** `GET /api/plugins/manifests`: what the host learns of a tenant's plugins. */
import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import pluginsYaml from '../../plugins-kv-seed/config/plugins.yaml?raw'
import routesYaml from '../../plugins-kv-seed/config/routes.yaml?raw'
import settingsYaml from '../../plugins-kv-seed/config/settings.yaml?raw'
import { problemOf } from './answer.ts'
import { bundleKey, bundleText, FORGOTTEN_MS, newTenant, passTime, Tenant, type Person } from './fixture.ts'

const BARE = { id: 'bare', version: '1.0.0' }

async function manifestsOf(person: Person): Promise<readonly { readonly id: string }[]> {
  const response = await person.fetch('/api/plugins/manifests')
  expect(response.status).toBe(200)
  return response.json()
}

test('every default is filled in, and the bundle has a URL with version and hash', async () => {
  const widgets = [{ slot: 'dashboard.main', component: 'Sales' }]
  const contributions = { routes: [{ path: '/bare', component: 'Bare' }], widgets }
  const person = await (await newTenant({ plugins: [{ ...BARE, contributions }] })).signIn()
  expect(await manifestsOf(person)).toEqual([
    {
      id: 'bare',
      version: '1.0.0',
      engine: { experience: '*' },
      bundle: {
        url: expect.stringMatching(/^\/api\/plugins\/bundle\/bare\/1\.0\.0\?h=[0-9a-f]{64}$/),
        integrity: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      },
      contributions: {
        routes: [{ path: '/bare', component: 'Bare', resource: 'plugin.route', action: 'view' }],
        widgets: [{ slot: 'dashboard.main', component: 'Sales', resource: 'plugin.widget', action: 'view' }],
      },
      permissions: { api: [], sse: [] },
    },
  ])
})

test('the bundle of a manifest is served at its URL', async () => {
  const contributions = { routes: [{ path: '/bare', component: 'Bare' }] }
  const person = await (await newTenant({ plugins: [{ ...BARE, contributions }] })).signIn()
  const [manifest] = await manifestsOf(person)
  expect(manifest).toMatchObject({ bundle: { url: expect.any(String) } })
  const { bundle } = JSON.parse(JSON.stringify(manifest))
  const response = await person.fetch(bundle.url)
  expect(await response.text()).toBe(bundleText('bare', '1.0.0'))
  expect(response.headers.get('Cache-Control')).toBe('private, max-age=31536000, immutable')
})

test('bundle.file never leaves', async () => {
  const bundle = { file: `/app/${bundleKey('bare', '1.0.0')}` }
  const person = await (await newTenant({ plugins: [{ ...BARE, bundle }] })).signIn()
  const text = await (await person.fetch('/api/plugins/manifests')).text()
  expect(text).not.toContain('file')
  expect(text).not.toContain('index.esm.js')
})

test('unknown optional keys pass through', async () => {
  const person = await (await newTenant({ plugins: [{ ...BARE, owner: { team: 'sales' }, tags: ['new'] }] })).signIn()
  expect(await manifestsOf(person)).toMatchObject([{ owner: { team: 'sales' }, tags: ['new'] }])
})

test('quarantined and disabled plugins are absent', async () => {
  const plugins = [
    BARE,
    { id: 'off', version: '1.0.0', enabled: false },
    { id: 'here', version: '1.0.0' },
    { id: 'everywhere', version: '1.0.0' },
  ]
  const person = await (await newTenant({ plugins })).signIn()
  expect((await manifestsOf(person)).map(({ id }) => id)).toEqual(['bare', 'here', 'everywhere'])
  await env.CONFIG.put(`quarantine/${person.tenant.host}/here`, 'on')
  await env.CONFIG.put('quarantine/*/everywhere', '{"reason":"x"}')
  passTime(FORGOTTEN_MS)
  expect((await manifestsOf(person)).map(({ id }) => id)).toEqual(['bare'])
})

test('requirement 19: each tenant sees its own plugins', async () => {
  const acme = await newTenant({ plugins: [BARE] })
  const alice = await acme.signIn()
  expect((await manifestsOf(alice)).map(({ id }) => id)).toEqual(['bare'])
  const gina = await (await newTenant({ plugins: [{ id: 'other', version: '1.0.0' }] })).signIn()
  expect((await manifestsOf(gina)).map(({ id }) => id)).toEqual(['other'])
})

test('requirement 44: nobody signed in, no manifests', async () => {
  const tenant = await newTenant({ plugins: [BARE] })
  expect(await problemOf(await tenant.fetch('/api/plugins/manifests'))).toEqual([401, 'signed_out'])
})

test('requirement 20: manifests are stored nowhere', async () => {
  const person = await (await newTenant({ plugins: [BARE] })).signIn()
  const response = await person.fetch('/api/plugins/manifests')
  expect(response.headers.get('Cache-Control')).toBe('no-store')
  expect(response.headers.get('Content-Type')).toBe('application/json')
})

/** The tenant of the source document and what follows it, exactly as it stands in the seed. */
const SOURCE_HOST = 'experience.ocg.labs.empowernow.ai'

test("the three manifests of the source's example compile as the source gives them", async () => {
  await env.CONFIG.put('config/plugins.yaml', pluginsYaml)
  await env.CONFIG.put('config/routes.yaml', routesYaml)
  await env.CONFIG.put('config/settings.yaml', settingsYaml)
  await env.CONFIG.put('config/idps.yaml', 'idps: []')
  for (const id of ['hello', 'hello-page', 'hello-widget']) {
    await env.BUNDLES.put(bundleKey(id, '1.0.0'), bundleText(id, '1.0.0'))
  }
  const person = await new Tenant(SOURCE_HOST).signIn({ userId: 'tester' })
  const api = {
    get: { method: 'GET', path: '/api/plugins/secure-echo' },
    post: { method: 'POST', path: '/api/plugins/telemetry' },
  }
  const hints = {
    route: { resource: 'plugin.route', action: 'view' },
    widget: { resource: 'plugin.widget', action: 'view' },
  }
  expect(await manifestsOf(person)).toMatchObject([
    {
      id: 'hello',
      version: '1.0.0',
      engine: { experience: '>=1.0.0' },
      permissions: { api: [api.get, api.post], sse: [] },
      contributions: {
        routes: [{ path: '/hello', component: 'Hello', ...hints.route }],
        widgets: [{ slot: 'dashboard.main', component: 'HelloWidget', ...hints.widget }],
      },
    },
    {
      id: 'hello-page',
      version: '1.0.0',
      engine: { experience: '>=1.0.0' },
      permissions: { api: [api.get], sse: [] },
      contributions: { routes: [{ path: '/hello-page', component: 'HelloPage', ...hints.route }], widgets: [] },
    },
    {
      id: 'hello-widget',
      version: '1.0.0',
      engine: { experience: '>=1.0.0' },
      permissions: { api: [api.post], sse: [] },
      contributions: {
        routes: [],
        widgets: [{ slot: 'dashboard.main', component: 'HelloWidget', ...hints.widget }],
      },
    },
  ])
})
