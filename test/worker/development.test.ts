/** Plugins under development: laid over a tenant in development alone, judged like any plugin, and gone when their author is. */
import { env } from 'cloudflare:workers'
import { runDurableObjectAlarm } from 'cloudflare:test'
import { describe, expect, test } from 'vitest'
import { overlayStore } from '../../src/io/overlays.ts'
import { readLive } from '../../src/io/registry-store.ts'
import { problemOf } from './answer.ts'
import { newTenant, passTime, type Person, type Tenant } from './fixture.ts'
import { byToken } from './operator.ts'

const DEVELOPMENT = { settings: { environment: 'development' } }
const CODE = 'export const widgets = { Draft: () => null }\n'

interface Draft {
  readonly id?: string
  readonly bundle?: string
  readonly api?: readonly unknown[]
  readonly routes?: readonly unknown[]
  readonly subject?: string
  readonly isNew?: boolean
  readonly findings?: readonly unknown[]
  readonly more?: object
}

function draftOf({ id = 'draft', bundle = CODE, api = [], routes = [], more = {}, ...rest }: Draft): string {
  const contributions = { widgets: [{ slot: 'dashboard.main', component: 'Draft' }], routes }
  const text = JSON.stringify({ id, version: '0.1.0', contributions, permissions: { api }, ...more })
  return JSON.stringify({ bundle, manifest: { file: 'manifest.yaml', text }, ...rest })
}

function lay(tenant: Tenant, draft: Draft = {}): Promise<Response> {
  return byToken(tenant, `/api/dev/plugins/${draft.id ?? 'draft'}`, { method: 'PUT', body: draftOf(draft) })
}

interface Manifest {
  readonly id: string
  readonly version: string
  readonly bundle: { readonly url: string }
  readonly development?: unknown
}

async function manifestsOf(person: Person): Promise<readonly Manifest[]> {
  return (await person.fetch('/api/plugins/manifests')).json()
}

async function notesOf(tenant: Tenant, after = 0): Promise<readonly Record<string, unknown>[]> {
  const response = await byToken(tenant, '/api/dev/plugins/draft/pulse', { body: JSON.stringify({ after }) })
  const { notes }: { notes: readonly Record<string, unknown>[] } = await response.json()
  return notes
}

test('a draft appears with its bundle and its hash, and is gone with its author’s word', async () => {
  const tenant = await newTenant(DEVELOPMENT)
  const person = await tenant.signIn()
  expect(await manifestsOf(person)).toEqual([])
  const answer = await lay(tenant)
  expect(await answer.json()).toMatchObject({ tenant: tenant.host, plugin: 'draft', version: '0.1.0', tabs: 0 })
  const [manifest] = await manifestsOf(person)
  expect(manifest).toMatchObject({
    id: 'draft',
    version: '0.1.0',
    development: { findings: [], grants: expect.stringContaining('"api"') },
  })
  const bundle = await person.fetch(manifest?.bundle.url ?? '')
  expect([bundle.status, await bundle.text()]).toEqual([200, CODE])
  expect((await byToken(tenant, '/api/dev/plugins/draft', { method: 'DELETE' })).status).toBe(200)
  expect(await manifestsOf(person)).toEqual([])
  expect((await env.BUNDLES.list({ prefix: `.dev/${tenant.host}/` })).objects).toEqual([])
})

test('bytes that are not those that were laid are refused like any others', async () => {
  const tenant = await newTenant(DEVELOPMENT)
  const person = await tenant.signIn()
  await lay(tenant, { bundle: `${CODE}// ${tenant.host}` })
  const [manifest] = await manifestsOf(person)
  const [object] = (await env.BUNDLES.list({ prefix: `.dev/${tenant.host}/` })).objects
  await env.BUNDLES.put(object?.key ?? '', 'export const other = 1')
  const refused = await person.fetch(manifest?.bundle.url ?? '')
  expect(await problemOf(refused)).toEqual([409, 'bundle_integrity', 'x-integrity-error: 1'])
})

test('a draft in the place of a plugin leaves its neighbours, and what was published comes back', async () => {
  const plugins = [
    { id: 'draft', version: '1.0.0' },
    { id: 'hello', version: '1.0.0' },
  ]
  const tenant = await newTenant({ ...DEVELOPMENT, plugins })
  const person = await tenant.signIn()
  await lay(tenant)
  const versions = async () => (await manifestsOf(person)).map(({ id, version }) => `${id} ${version}`)
  expect(await versions()).toEqual(['draft 0.1.0', 'hello 1.0.0'])
  await byToken(tenant, '/api/dev/plugins/draft', { method: 'DELETE' })
  expect(await versions()).toEqual(['draft 1.0.0', 'hello 1.0.0'])
})

test('a draft may be for one person alone', async () => {
  const tenant = await newTenant(DEVELOPMENT)
  const [alice, bob] = [await tenant.signIn(), await tenant.signIn({ subject: { type: 'account', id: 'bob' } })]
  await lay(tenant, { subject: alice.record.subject.id })
  expect((await manifestsOf(alice)).map(({ id }) => id)).toEqual(['draft'])
  expect(await manifestsOf(bob)).toEqual([])
  expect(await problemOf(await bob.call('draft', '/api/crud/items'))).toEqual([403, 'plugin_unknown'])
})

test('its calls are judged by its own list; each is noted once, and a refusal says what to add', async () => {
  const tenant = await newTenant(DEVELOPMENT)
  const person = await tenant.signIn()
  await lay(tenant, { api: [{ method: 'GET', path: '/api/plugins/secure-echo' }] })
  expect((await person.call('draft', '/api/plugins/secure-echo')).status).toBe(200)
  const refused = await person.call('draft', '/api/crud/items/42')
  const fix =
    'Add to permissions.api of the manifest: - { method: GET, path: /api/crud/items/:id, params: { id: int } }'
  expect(await refused.json()).toMatchObject({ status: 403, code: 'allowlist_violation', fix })
  await (await person.call('draft', '/api/crud/items/42')).body?.cancel()
  const topic = await person.call('draft', '/api/events?topic=orders.eu')
  expect(await topic.json()).toMatchObject({ fix: 'Add to permissions.sse of the manifest: - orders.eu' })
  await expect.poll(() => notesOf(tenant)).toHaveLength(3)
  expect(await notesOf(tenant)).toMatchObject([
    { kind: 'call', method: 'GET', path: '/api/plugins/secure-echo', topic: null, outcome: 'admitted', fix: null },
    { kind: 'call', method: 'GET', path: '/api/crud/items/42', outcome: 'allowlist_violation', fix },
    { kind: 'call', path: '/api/events', topic: 'orders.eu', outcome: 'allowlist_violation' },
  ])
})

test('what no manifest may list is said to be so', async () => {
  const tenant = await newTenant({
    ...DEVELOPMENT,
    routes: [{ path: '/api/admin/*', methods: ['GET'], service: 'crud', auth: 'operator' }],
  })
  await lay(tenant)
  const refused = await (await tenant.signIn()).call('draft', '/api/admin/users')
  expect(await refused.json()).toMatchObject({
    fix: 'No manifest may list /api/admin/users: /api/admin/* is for operators',
  })
})

test('a mistake in the manifest is told with its place, and what was there stays', async () => {
  const tenant = await newTenant({
    ...DEVELOPMENT,
    plugins: [{ id: 'hello', version: '1.0.0', contributions: { routes: [{ path: '/hello', component: 'Hello' }] } }],
  })
  await lay(tenant)
  const taken = await lay(tenant, { routes: [{ path: '/hello', component: 'Draft' }] })
  expect([taken.status, await taken.json()]).toMatchObject([
    422,
    { code: 'config_rejected', rejections: [{ where: 'contributions.routes[0].path', file: 'manifest.yaml' }] },
  ])
  const other = await byToken(tenant, '/api/dev/plugins/draft', { method: 'PUT', body: draftOf({ id: 'else' }) })
  expect(await other.json()).toMatchObject({ rejections: [{ where: 'id', why: 'must be draft here' }] })
  const operator = await lay(tenant, { api: [{ method: 'GET', path: '/api/ops/plugins' }] })
  expect(operator.status).toBe(422)
  expect((await manifestsOf(await tenant.signIn())).map(({ id }) => id)).toEqual(['hello', 'draft'])
})

test('findings stand beside the version that still runs, or beside the one that was published', async () => {
  const tenant = await newTenant({ ...DEVELOPMENT, plugins: [{ id: 'draft', version: '1.0.0' }] })
  const person = await tenant.signIn()
  const finding = {
    severity: 'error',
    file: 'src/index.tsx',
    line: 3,
    column: 7,
    rule: 'build',
    message: 'no',
    fix: '',
  }
  const path = '/api/dev/plugins/draft/findings'
  const put = (findings: unknown) => byToken(tenant, path, { method: 'PUT', body: JSON.stringify({ findings }) })
  expect((await put([finding])).status).toBe(200)
  expect(await manifestsOf(person)).toMatchObject([{ version: '1.0.0', development: { findings: [finding] } }])
  await lay(tenant)
  expect(await manifestsOf(person)).toMatchObject([{ version: '0.1.0', development: { findings: [] } }])
  await put([finding])
  expect(await manifestsOf(person)).toMatchObject([{ version: '0.1.0', development: { findings: [finding] } }])
  expect(await problemOf(await put([{ severity: 'loud' }]))).toEqual([400, 'body_invalid'])
})

test('an author who is gone takes the draft along, and open pages are told', async () => {
  const tenant = await newTenant(DEVELOPMENT)
  const person = await tenant.signIn()
  await lay(tenant)
  const pulse = () => byToken(tenant, '/api/dev/plugins/draft/pulse', { body: '{"after":0,"renew":true}' })
  passTime(10_000)
  expect(await (await pulse()).json()).toMatchObject({ live: true })
  passTime(10_000)
  expect(await manifestsOf(person)).toHaveLength(1)
  passTime(16_000)
  const store = env.OVERLAYS?.getByName(tenant.host)
  if (store === undefined) throw new Error('no store of overlays is bound')
  await runDurableObjectAlarm(store)
  expect(await manifestsOf(person)).toEqual([])
  expect(await (await pulse()).json()).toMatchObject({ live: false })
})

test('the page tells what became of a draft; of other plugins it has nothing to say', async () => {
  const tenant = await newTenant({ ...DEVELOPMENT, plugins: [{ id: 'hello', version: '1.0.0' }] })
  const person = await tenant.signIn()
  await lay(tenant, { isNew: true })
  const tell = (notes: unknown) => person.fetch('/api/dev/notes', { method: 'POST', body: JSON.stringify({ notes }) })
  const note = { what: 'threw', about: 'Draft', message: 'x is undefined' }
  const told = await tell([
    { plugin: 'draft', ...note },
    { plugin: 'hello', ...note },
  ])
  expect(told.status).toBe(202)
  expect(await notesOf(tenant)).toMatchObject([{ kind: 'page', ...note }])
  expect(await problemOf(await tell([{ plugin: 'draft', what: 'sang' }]))).toEqual([400, 'body_invalid'])
  await lay(tenant, { isNew: true })
  expect(await notesOf(tenant)).toEqual([])
  // It is read in a terminal.
  await tell([{ plugin: 'draft', ...note, message: 'a\n\u001b[2J\u009b1A\u2028b' }])
  expect(await notesOf(tenant)).toMatchObject([{ message: 'a [2J 1A b' }])
})

describe.each(['staging', 'production'])('in %s', (environment) => {
  test('nothing can be laid over anything, and nothing is noted', async () => {
    const plugins = [{ id: 'hello', version: '1.0.0' }]
    const tenant = await newTenant({ plugins, settings: { environment } })
    const person = await tenant.signIn()
    expect(await problemOf(await lay(tenant))).toEqual([404, 'not_found'])
    for (const [method, path] of [
      ['PUT', '/api/dev/plugins/draft/findings'],
      ['POST', '/api/dev/plugins/draft/pulse'],
      ['DELETE', '/api/dev/plugins/draft'],
    ]) {
      expect(await problemOf(await byToken(tenant, path ?? '', { method: method ?? '', body: '{}' }))).toEqual([
        404,
        'not_found',
      ])
    }
    const notes = await person.fetch('/api/dev/notes', { method: 'POST', body: '{"notes":[]}' })
    expect(await problemOf(notes)).toEqual([404, 'not_found'])
    const refused = await person.call('hello', '/api/crud/items')
    expect(Object.keys(await refused.json())).toEqual(['status', 'code', 'title', 'requestId'])
  })

  test('what was laid while the environment was another is not served', async () => {
    const tenant = await newTenant(DEVELOPMENT)
    await lay(tenant)
    const settings = { environment, operator: { host: 'ops.test' }, doorbell: { storeMs: 1000 } }
    await env.CONFIG.put('config/settings.yaml', JSON.stringify(settings))
    expect((await byToken(tenant, '/api/plugins/refresh')).status).toBe(200)
    expect(await manifestsOf(await tenant.signIn())).toEqual([])
  })
})

test('without a store there is no development, whatever the settings say', async () => {
  const tenant = await newTenant(DEVELOPMENT)
  const { OVERLAYS: _, ...without } = { ...env }
  expect(Object.keys(without)).not.toContain('OVERLAYS')
  const live = await readLive(env, tenant.host)
  if (live === null) throw new Error('the tenant is live')
  expect(overlayStore(env, live.registry.settings, tenant.host)).not.toBeNull()
  expect(overlayStore(without, live.registry.settings, tenant.host)).toBeNull()
})

test('a manifest cannot pass itself off as one under development', async () => {
  const plugins = [{ id: 'hello', version: '1.0.0', development: { findings: [] }, note: 'kept' }]
  const person = await (await newTenant({ ...DEVELOPMENT, plugins })).signIn()
  const [manifest] = await manifestsOf(person)
  expect(manifest).toMatchObject({ note: 'kept' })
  expect(manifest?.development).toBeUndefined()
})

test('only operators lay drafts', async () => {
  const tenant = await newTenant(DEVELOPMENT)
  const person = await tenant.signIn()
  const path = '/api/dev/plugins/draft'
  expect(await problemOf(await person.fetch(path, { method: 'PUT', body: draftOf({}) }))).toEqual([
    403,
    'operator_required',
  ])
})
