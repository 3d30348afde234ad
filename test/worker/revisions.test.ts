/** What operators write and take back: dry runs, rollback, configuration files, bundles. */
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { problemOf } from './answer.ts'
import { staleConfig } from './broken.ts'
import { newTenant, writeConfiguration, type Tenant } from './fixture.ts'
import { byToken, operatorOnHost } from './operator.ts'
import { pdpThat } from './pdp.ts'

const HELLO = { id: 'hello', version: '1.0.0', title: 'Old' }
const olivia = await operatorOnHost()

async function acme(): Promise<{ readonly tenant: Tenant; readonly file: string; readonly revision: string }> {
  const tenant = await newTenant({ plugins: [HELLO] })
  expect((await tenant.fetch('/api/session')).status).toBe(401)
  const { revision } = await liveOf(tenant)
  return { tenant, file: `config/plugins/${tenant.host}.yaml`, revision }
}

interface Live {
  readonly revision: string
  readonly plugins: readonly { readonly id: string }[]
}

async function liveOf(tenant: Tenant): Promise<Live> {
  return (await byToken(tenant, '/api/ops/plugins', { method: 'GET' })).json()
}

/** Operators are permitted by the usual PDP; only what is asked of somebody else goes to this one. */
function deciding(PDP: { fetch(input: RequestInfo | URL): Promise<Response>; connect(): never }) {
  return {
    ...PDP,
    fetch: async (input: RequestInfo | URL): Promise<Response> => {
      const request = new Request(input)
      const isOperators = (await request.clone().text()).includes('operator:ci')
      return isOperators ? env.PDP.fetch(request) : PDP.fetch(request)
    },
  }
}

describe('a dry run', () => {
  test('tells what would change, and changes nothing', async () => {
    const { tenant, file, revision } = await acme()
    const permissions = { api: [{ method: 'GET', path: '/api/crud/items' }] }
    const files = { [file]: JSON.stringify([{ ...HELLO, permissions }]) }
    const response = await byToken(tenant, '/api/plugins/refresh?dry=1', { body: JSON.stringify({ files }) })
    expect(await response.json()).toMatchObject({
      dry: true,
      tenants: [{ tenant: tenant.host, changed: ['hello'], touches: ['plugins'], widened: [{ plugin: 'hello' }] }],
    })
    expect((await liveOf(tenant)).revision).toBe(revision)
  })

  test('without a body is one of what is stored', async () => {
    const { tenant, file, revision } = await acme()
    await env.CONFIG.put(file, JSON.stringify([{ ...HELLO, title: 'New' }]))
    const response = await byToken(tenant, '/api/plugins/refresh?dry=1')
    expect(await response.json()).toMatchObject({ dry: true, tenants: [{ changed: ['hello'] }] })
    expect((await liveOf(tenant)).revision).toBe(revision)
  })

  test('warns of a key that looks like a slip, as a refresh does, and takes it in', async () => {
    const { tenant, file } = await acme()
    await env.CONFIG.put(file, '- id: hello\n  version: "1.0.0"\n  permisions: {}\n')
    const warnings = [{ file, line: 3, why: expect.stringContaining('did you mean permissions?') }]
    for (const query of ['?dry=1', '']) {
      const response = await byToken(tenant, `/api/plugins/refresh${query}`)
      expect(await response.json()).toMatchObject({ tenants: [{ changed: ['hello'] }], warnings })
    }
  })

  test('reports mistakes at their place', async () => {
    const { tenant, file } = await acme()
    const body = JSON.stringify({ files: { [file]: '- id: Hello\n  version: "1.0.0"\n' } })
    const response = await byToken(tenant, '/api/plugins/refresh?dry=1', { body })
    expect(response.status).toBe(422)
    expect(await response.json()).toMatchObject({ rejections: [{ file, line: 1, column: 7 }] })
  })
})

describe('a rollback', () => {
  test('takes the revision before back, and forth again', async () => {
    const { tenant, file, revision } = await acme()
    await env.CONFIG.put(file, JSON.stringify([{ ...HELLO, title: 'New' }]))
    expect((await byToken(tenant, '/api/plugins/refresh')).status).toBe(200)
    const newer = (await liveOf(tenant)).revision
    expect(newer).not.toBe(revision)
    const receipt = await byToken(tenant, '/api/plugins/rollback')
    expect(await receipt.json()).toMatchObject({ tenants: [{ revision, changed: ['hello'] }], silent: [] })
    expect((await liveOf(tenant)).revision).toBe(revision)
    expect((await byToken(tenant, `/api/plugins/rollback?to=${newer}`)).status).toBe(200)
    expect((await liveOf(tenant)).revision).toBe(newer)
  })

  test('takes plugins back, and no identity provider that was taken out', async () => {
    const removed = (host: string) => [
      { name: 'removed', issuer: 'https://idp.test', client: { id: 'x' }, tenants: [host] },
    ]
    const tenant = await newTenant({ plugins: [HELLO], idps: removed })
    await writeConfiguration(tenant.host, { plugins: [{ ...HELLO, title: 'New' }] })
    expect((await byToken(tenant, '/api/plugins/refresh')).status).toBe(200)
    expect((await byToken(tenant, '/api/plugins/rollback')).status).toBe(200)
    const { revision } = await liveOf(tenant)
    const live = await env.CONFIG.get<{ idps: unknown; plugins: unknown }>(
      `registry/${tenant.host}/${revision}`,
      'json',
    )
    expect(live).toMatchObject({ idps: [], plugins: [{ manifest: { title: 'Old' } }] })
  })

  test('grants nothing that has become the operators’ own meanwhile', async () => {
    const permissions = { api: [{ method: 'GET', path: '/api/crud/items' }] }
    const tenant = await newTenant({ plugins: [{ ...HELLO, permissions }] })
    const routes = [{ path: '/api/crud/items', methods: ['GET'], service: 'crud', auth: 'operator' }]
    await writeConfiguration(tenant.host, { plugins: [HELLO], routes })
    expect((await byToken(tenant, '/api/plugins/refresh')).status).toBe(200)
    const refused = await byToken(tenant, '/api/plugins/rollback')
    expect(refused.status).toBe(422)
    expect(await refused.json()).toMatchObject({
      rejections: [{ where: 'hello', why: expect.stringContaining('is for operators') }],
    })
  })

  test('starts from what is live where pointers are written, also where KV shows what was there before', async () => {
    const { tenant, file, revision } = await acme()
    const seenBefore = await env.CONFIG.get(`registry/${tenant.host}/current`)
    await env.CONFIG.put(file, JSON.stringify([{ ...HELLO, title: 'New' }]))
    expect((await byToken(tenant, '/api/plugins/refresh')).status).toBe(200)
    // This isolate's KV is a minute behind; the desk's is not.
    const bindings = { CONFIG: staleConfig(`registry/${tenant.host}/current`, seenBefore) }
    const receipt = await byToken(tenant, '/api/plugins/rollback', { bindings })
    expect(await receipt.json()).toMatchObject({ tenants: [{ revision, changed: ['hello'] }] })
  })

  test('is told beforehand, to any earlier revision, with the time of each', async () => {
    const { tenant, file, revision } = await acme()
    for (const title of ['New', 'Newest']) {
      await env.CONFIG.put(
        file,
        JSON.stringify([
          { ...HELLO, title },
          { id: 'hello-2', version: '1.0.0' },
        ]),
      )
      await env.BUNDLES.put('plugins/hello-2/1.0.0/index.esm.js', 'export {}')
      expect((await byToken(tenant, '/api/plugins/refresh')).status).toBe(200)
    }
    const told = await byToken(tenant, `/api/ops/revision?to=${revision}`, { method: 'GET' })
    expect(await told.json()).toMatchObject({
      to: revision,
      at: expect.stringMatching(/^\d{4}-.*Z$/),
      change: { changed: ['hello'], removed: ['hello-2'], added: [] },
      rejections: [],
      plugins: [
        { id: 'hello', before: { title: 'Newest' }, after: { title: 'Old' } },
        { id: 'hello-2', after: null },
      ],
    })
    const unknown = await byToken(tenant, `/api/ops/revision?to=${'f'.repeat(32)}`, { method: 'GET' })
    expect(await problemOf(unknown)).toEqual([404, 'revision_unknown'])
  })

  test('leaves no revision in the history twice', async () => {
    const { tenant, file, revision } = await acme()
    await env.CONFIG.put(file, JSON.stringify([{ ...HELLO, title: 'New' }]))
    expect((await byToken(tenant, '/api/plugins/refresh')).status).toBe(200)
    const newer = (await liveOf(tenant)).revision
    for (const live of [revision, newer, revision]) {
      expect((await byToken(tenant, '/api/plugins/rollback')).status).toBe(200)
      const other = live === revision ? newer : revision
      expect(await liveOf(tenant)).toMatchObject({ revision: live, previous: [other], history: [{ revision: other }] })
    }
  })

  test('has nowhere to go from a first revision', async () => {
    const { tenant } = await acme()
    expect(await problemOf(await byToken(tenant, '/api/plugins/rollback'))).toEqual([404, 'revision_unknown'])
  })

  test('is refused when a bundle is not what it was then', async () => {
    await newTenant({ plugins: [HELLO] })
    const version = `1.0.${Date.now()}`
    const tenant = await newTenant({ plugins: [{ id: 'hello', version }] })
    await tenant.fetch('/api/session')
    await env.CONFIG.put(`config/plugins/${tenant.host}.yaml`, JSON.stringify([HELLO]))
    expect((await byToken(tenant, '/api/plugins/refresh')).status).toBe(200)
    await env.BUNDLES.put(`plugins/hello/${version}/index.esm.js`, 'tampered')
    expect(await problemOf(await byToken(tenant, '/api/plugins/rollback'))).toEqual([422, 'config_rejected'])
  })
})

describe('a configuration file', () => {
  const path = (file: string): string => `/api/ops/config?file=${encodeURIComponent(file)}`

  test('is written over what was read, and not over what somebody else wrote', async () => {
    const { file } = await acme()
    const { etag } = await (await olivia.fetch(path(file))).json<{ etag: string }>()
    const write = (text: string): Promise<Response> =>
      olivia.fetch(path(file), { method: 'PUT', body: text, headers: { 'If-Match': `"${etag}"` } })
    expect((await write('[]')).status).toBe(200)
    expect(await problemOf(await write('- id: late\n  version: "1.0.0"\n'))).toEqual([422, 'config_rejected'])
    expect(await problemOf(await write('[ ]'))).toEqual([409, 'config_changed'])
    expect(await env.CONFIG.get(file)).toBe('[]')
  })

  test('written past the desk just after counts, for the next writer and for a refresh', async () => {
    const { tenant, file } = await acme()
    const read = async (): Promise<string> => (await (await olivia.fetch(path(file))).json<{ etag: string }>()).etag
    const write = (text: string, etag: string): Promise<Response> =>
      olivia.fetch(path(file), { method: 'PUT', body: text, headers: { 'If-Match': etag } })
    expect((await write('[]', await read())).status).toBe(200)
    await env.CONFIG.put(file, JSON.stringify([HELLO]))
    expect((await byToken(tenant, '/api/plugins/refresh')).status).toBe(200)
    expect((await liveOf(tenant)).plugins).toMatchObject([{ id: 'hello' }])
    expect((await write('[ ]', await read())).status).toBe(200)
  })

  test('with a mistake is not written', async () => {
    const { file } = await acme()
    const { etag } = await (await olivia.fetch(path(file))).json<{ etag: string }>()
    const headers = { 'If-Match': etag }
    const response = await olivia.fetch(path(file), { method: 'PUT', body: '- id: [', headers })
    expect(response.status).toBe(422)
    expect(await response.json()).toMatchObject({ rejections: [{ file, line: 1 }] })
    expect(await env.CONFIG.get(file)).toContain('Old')
  })

  test.each(['config/policies/acme.cedar', 'registry/x/current', 'quarantine/a/b', 'config/../x', ''])(
    '%s is none',
    async (file) => {
      expect(await problemOf(await olivia.fetch(path(file)))).toEqual([400, 'body_invalid'])
    },
  )
})

describe('a bundle', () => {
  const version = `2.0.${Date.now()}`
  const path = `/api/ops/bundles/hello/${version}`

  test('is stored once, and its version never has other bytes', async () => {
    const headers = { 'Content-Type': 'text/javascript' }
    const put = (body: string): Promise<Response> => olivia.fetch(path, { method: 'PUT', body, headers })
    expect(await (await put('export {}')).json()).toMatchObject({ stored: 'new', size: 9 })
    expect(await (await put('export {}')).json()).toMatchObject({ stored: 'same' })
    expect(await problemOf(await put('export { }'))).toEqual([409, 'bundle_exists'])
  })
})

describe('explain', () => {
  async function gates(tenant: Tenant, query: string): Promise<unknown> {
    const response = await byToken(tenant, `/api/ops/explain?${query}`, { method: 'GET' })
    const { gates: told } = await response.json<{ gates: readonly { gate: string; verdict: string }[] }>()
    return told.map(({ gate, verdict }) => `${gate} ${verdict}`)
  }

  test('tells every gate in order', async () => {
    const { tenant } = await acme()
    const query = 'plugin=hello&subject=auth:account:demo:alice&method=GET&path=/api/crud/items'
    expect(await gates(tenant, query)).toEqual([
      'tenant pass',
      'enabled pass',
      'quarantine pass',
      'engine pass',
      'bundle pass',
      'integrity pass',
      'allow-list stop',
    ])
  })

  describe('of a person', () => {
    const demo = (name: string) => (host: string) => ({
      name,
      issuer: `https://${name}.idp.test`,
      client: { id: 'x' },
      tenants: [host],
    })
    const page = { ...HELLO, contributions: { routes: [{ path: '/hello', component: 'Hello' }] } }

    test('takes the name at the only identity provider, and names the policies that decided', async () => {
      const tenant = await newTenant({ plugins: [page], idps: (host) => [demo('demo')(host)] })
      const { bindings, asked } = pdpThat((body) => {
        const decided = { decision: false, context: { policies: ['acme/no-interns'] } }
        return Response.json(JSON.stringify(body).includes('evaluations') ? { evaluations: [decided] } : decided)
      })
      const path = '/api/ops/explain?plugin=hello&subject=bob'
      const response = await byToken(tenant, path, { method: 'GET', bindings: { PDP: deciding(bindings.PDP) } })
      expect(await response.json()).toMatchObject({
        subject: 'auth:account:demo:bob',
        gates: expect.arrayContaining([
          expect.objectContaining({
            gate: 'pdp',
            verdict: 'stop',
            decidedBy: expect.stringContaining('acme/no-interns'),
          }),
        ]),
      })
      expect(JSON.stringify(asked)).toContain('auth:account:demo:bob')
    })

    test('says which names there could be where there are several providers', async () => {
      const tenant = await newTenant({ plugins: [page], idps: (host) => [demo('one')(host), demo('two')(host)] })
      const response = await byToken(tenant, '/api/ops/explain?plugin=hello&subject=bob', { method: 'GET' })
      expect(response.status).toBe(400)
      expect(await response.text()).toContain('auth:account:one:bob or auth:account:two:bob')
    })
  })

  test('tells them of files that are not live yet', async () => {
    const { tenant, file } = await acme()
    const files = { [file]: JSON.stringify([{ ...HELLO, enabled: false }]) }
    const response = await byToken(tenant, '/api/ops/explain?plugin=hello', { body: JSON.stringify({ files }) })
    const told = await response.json<{ dry: boolean; gates: readonly { gate: string; verdict: string }[] }>()
    expect(told.dry).toBe(true)
    expect(told.gates).toContainEqual(expect.objectContaining({ gate: 'enabled', verdict: 'stop' }))
    expect(await gates(tenant, 'plugin=hello')).toContain('enabled pass')
  })

  test('names the gate that stops, and of a plugin that is not there only that', async () => {
    const { tenant } = await acme()
    await byToken(tenant, '/api/plugins/quarantine/hello', { body: '{"reason":"why not"}' })
    expect(await gates(tenant, 'plugin=hello')).toContain('quarantine stop')
    expect(await gates(tenant, 'plugin=nobody')).toEqual(['tenant stop'])
  })
})
