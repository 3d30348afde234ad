/** A tenant's list of plugins, edited entry by entry: by the tenant's own operators, over nothing unseen, all or nothing. */
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { refreshTenant } from '../../src/io/refresh.ts'
import { sha256Hex } from '../../src/io/digest.ts'
import { problemOf } from './answer.ts'
import { bundlesAfter, readOnlyConfig } from './broken.ts'
import { bundleKey, newTenant, OPERATOR_HOST, type Call, type Tenant } from './fixture.ts'
import { byToken, fileOf, operatorOnHost, revisionOf } from './operator.ts'
import { pdpSaying } from './pdp.ts'

const olivia = await operatorOnHost()
const HELLO = { id: 'hello', version: '1.0.0', title: 'Old' }
const LINES = `# Acme's
- id: hello # the greeting
  version: '1.0.0'
  title: Old
`
const ENTRY = '/api/ops/entries/hello'
const SALES = { api: [{ method: 'GET', path: '/api/crud/items' }] }

/** A tenant whose list is written as people write it. */
async function acme(): Promise<Tenant> {
  const tenant = await newTenant({ plugins: [HELLO] })
  await env.CONFIG.put(fileOf(tenant), LINES)
  return tenant
}

interface Told {
  readonly etag: string
  readonly tenants: readonly unknown[]
  readonly warnings: readonly unknown[]
}

async function edit(tenant: Tenant, method: string, path: string, body: unknown = {}, call: Call = {}): Promise<Told> {
  const response = await byToken(tenant, path, { method, body: JSON.stringify(body), ...call })
  expect(response.status, await response.clone().text()).toBe(200)
  return response.json()
}

async function pluginsOf(tenant: Tenant): Promise<readonly { readonly id: string; readonly version: string }[]> {
  const answer = await byToken(tenant, '/api/ops/plugins', { method: 'GET' })
  return (await answer.json<{ plugins: readonly { id: string; version: string }[] }>()).plugins
}

async function upload(version: string, text = 'export const routes = {}'): Promise<string> {
  await env.BUNDLES.put(bundleKey('hello', version), text)
  return sha256Hex(text)
}

describe('an entry', () => {
  test('is disabled and enabled where it stands', async () => {
    const tenant = await acme()
    expect(await edit(tenant, 'PATCH', ENTRY, { enabled: false })).toMatchObject({
      silent: [],
      by: 'operator:ci',
      tenants: [{ changed: ['hello'] }],
    })
    expect(await pluginsOf(tenant)).toMatchObject([{ id: 'hello', enabled: false }])
    expect(await env.CONFIG.get(fileOf(tenant))).toBe(`${LINES}  enabled: false\n`)
    await edit(tenant, 'PATCH', ENTRY, { enabled: true })
    expect(await pluginsOf(tenant)).toMatchObject([{ id: 'hello', enabled: true }])
  })

  test('has another version once its bundle is there, with its hash', async () => {
    const tenant = await acme()
    const wrong = { version: '1.4.0', sha256: 'ab'.repeat(32) }
    const refused = await byToken(tenant, ENTRY, { method: 'PATCH', body: JSON.stringify(wrong) })
    expect(refused.status).toBe(422)
    expect(await env.CONFIG.get(fileOf(tenant))).toBe(LINES)
    await edit(tenant, 'PATCH', ENTRY, { version: '1.4.0', sha256: await upload('1.4.0') })
    expect(await pluginsOf(tenant)).toMatchObject([{ id: 'hello', version: '1.4.0' }])
    expect(await env.CONFIG.get(fileOf(tenant))).toContain('# the greeting')
  })

  test('is added by its manifest, as an object or as the text of its file', async () => {
    const tenant = await acme()
    const other = { id: 'other', version: '1.0.0' }
    await env.BUNDLES.put(bundleKey('other', '1.0.0'), 'export {}')
    await edit(tenant, 'PUT', '/api/ops/entries/other', { manifest: other })
    expect(await pluginsOf(tenant)).toMatchObject([{ id: 'hello' }, { id: 'other' }])
    const manifest = "id: other\nversion: '1.0.0'\ntitle: Other\npermisions: {}\n"
    const told = await edit(tenant, 'PUT', '/api/ops/entries/other', { manifest })
    expect(told).toMatchObject({
      tenants: [{ changed: ['other'] }],
      warnings: [{ where: expect.stringContaining('permisions'), why: expect.stringContaining('permissions?') }],
    })
  })

  test.each([
    ['bundle.file', { bundle: { file: '/app/plugins/other/1.0.0/index.esm.js' } }],
    [
      'rollout.bundle.file',
      { rollout: { version: '2.0.0', percent: 5, bundle: { file: 'plugins/other/1.0.0/a.js' } } },
    ],
  ])('takes no other plugin’s bundle at %s, and keeps one that it has', async (where, part) => {
    const tenant = await acme()
    await env.BUNDLES.put(bundleKey('other', '1.0.0'), 'export {}')
    const body = JSON.stringify({ manifest: { ...HELLO, ...part } })
    const refused = await byToken(tenant, `${ENTRY}?dry=1`, { method: 'PUT', body })
    expect(await refused.json()).toMatchObject({ code: 'config_rejected', rejections: [{ where }] })
    const bundle = { file: '/app/plugins/other/1.0.0/index.esm.js' }
    await env.CONFIG.put(fileOf(tenant), `${LINES}  bundle: { file: plugins/other/1.0.0/index.esm.js }\n`)
    await edit(tenant, 'PUT', ENTRY, { manifest: { ...HELLO, title: 'New', bundle } })
  })

  test('is taken out, and its bundle stays', async () => {
    const tenant = await acme()
    await edit(tenant, 'DELETE', ENTRY)
    expect(await pluginsOf(tenant)).toEqual([])
    expect(await env.BUNDLES.head(bundleKey('hello', '1.0.0'))).not.toBeNull()
    expect(await problemOf(await byToken(tenant, ENTRY, { method: 'DELETE' }))).toEqual([
      404,
      'operator_plugin_unknown',
    ])
  })

  test.each([
    ['PUT', { manifest: { id: 'another', version: '1.0.0' } }, 400, 'body_invalid'],
    ['PUT', { manifest: 'id: [' }, 422, 'config_rejected'],
    ['PUT', {}, 400, 'body_invalid'],
    ['PUT', { manifest: HELLO, sha256: 'x' }, 400, 'body_invalid'],
    ['PATCH', {}, 400, 'body_invalid'],
    ['PATCH', { enabled: 'no' }, 400, 'body_invalid'],
    ['PATCH', { version: '1.1.0' }, 400, 'body_invalid'],
    ['PATCH', { version: '../x', sha256: 'ab'.repeat(32) }, 400, 'body_invalid'],
  ])('%s %j is refused', async (method, body, status, code) => {
    const tenant = await acme()
    expect(await problemOf(await byToken(tenant, ENTRY, { method, body: JSON.stringify(body) }))).toEqual([
      status,
      code,
    ])
    expect(await env.CONFIG.get(fileOf(tenant))).toBe(LINES)
  })
})

describe('a dry run of an edit', () => {
  test('tells what gets wider of a version whose bundle is not there yet, and changes nothing', async () => {
    const tenant = await acme()
    const before = await revisionOf(tenant)
    const manifest = { ...HELLO, version: '7.0.0', permissions: SALES }
    const told = await edit(tenant, 'PUT', `${ENTRY}?dry=1`, { manifest, sha256: 'ab'.repeat(32) })
    const what = 'may call GET /api/crud/items'
    expect(told).toMatchObject({ dry: true, tenants: [{ widened: [{ what }], granted: [{ what }] }] })
    expect(await revisionOf(tenant)).toBe(before)
    expect(await env.CONFIG.get(fileOf(tenant))).toBe(LINES)
  })

  test('names the text that was looked at: over another one nothing is written', async () => {
    const tenant = await acme()
    const { etag } = await edit(tenant, 'PATCH', `${ENTRY}?dry=1`, { enabled: false })
    await env.CONFIG.put(fileOf(tenant), `# somebody else\n${LINES}`)
    const late = { method: 'PATCH', body: '{"enabled":false}', headers: { 'If-Match': `"${etag}"` } }
    expect(await problemOf(await byToken(tenant, ENTRY, late))).toEqual([409, 'config_changed'])
    expect(await env.CONFIG.get(fileOf(tenant))).toContain('somebody else')
  })
})

test('an edit is judged by the tenant’s own policies; a whole file and an upload are the operators’ host’s business', async () => {
  const tenant = await acme()
  const { asked, bindings } = pdpSaying(true)
  const ask = (method: string, path: string): Promise<Response> =>
    byToken(tenant, path, { method, body: '{"enabled":false}', bindings })
  await ask('PATCH', ENTRY)
  await ask('PUT', ENTRY)
  await byToken(tenant, ENTRY, { method: 'PATCH', body: '{"version":"1.1.0"}', bindings })
  await ask('PUT', `/api/ops/config?file=${fileOf(tenant)}`)
  await ask('PUT', '/api/ops/bundles/hello/1.0.0')
  const judges = asked.map(({ body }) => body)
  expect(judges).toMatchObject([
    { action: { name: 'refresh' }, resource: { id: 'hello' }, context: { edge: { tenant: tenant.host } } },
    { action: { name: 'publish' }, resource: { id: 'hello' }, context: { edge: { tenant: tenant.host } } },
    { action: { name: 'publish' }, resource: { id: 'hello' }, context: { edge: { tenant: tenant.host } } },
    { context: { edge: { tenant: OPERATOR_HOST } } },
    { context: { edge: { tenant: OPERATOR_HOST } } },
  ])
  expect(await problemOf(await byToken(tenant, ENTRY, { method: 'DELETE', ...pdpSaying(false) }))).toEqual([
    403,
    'operator_required',
  ])
  expect((await olivia.fetch(`${ENTRY}?tenant=${tenant.host}&dry=1`, { method: 'DELETE' })).status).toBe(200)
})

describe('of two changes at once', () => {
  test('a refresh that began before a newer text ends with the newer text', async () => {
    const tenant = await acme()
    const at = new Date().toISOString()
    const slow = {
      ...env,
      ...bundlesAfter(async () => {
        await env.CONFIG.put(fileOf(tenant), LINES.replace('Old', 'Newest'))
        expect((await byToken(tenant, '/api/plugins/refresh')).status).toBe(200)
      }),
    }
    await env.CONFIG.put(fileOf(tenant), LINES.replace('Old', 'Middle'))
    expect(await refreshTenant(slow, tenant.host, { at })).toMatchObject({ kind: 'flipped' })
    const live = await env.CONFIG.get(`registry/${tenant.host}/${await revisionOf(tenant)}`)
    expect(live).toContain('Newest')
  })

  test('an edit whose refresh fails leaves the live revision; the next refresh takes it in whole', async () => {
    const tenant = await acme()
    const before = await revisionOf(tenant)
    const failed = await byToken(tenant, ENTRY, {
      method: 'PATCH',
      body: '{"enabled":false}',
      bindings: readOnlyConfig(),
    })
    expect(failed.status).toBe(500)
    expect(await revisionOf(tenant)).toBe(before)
    expect((await byToken(tenant, '/api/plugins/refresh')).status).toBe(200)
    expect(await pluginsOf(tenant)).toMatchObject([{ id: 'hello', enabled: false }])
  })
})

test('the file that tenants share grows no further than leaves room for all, and may shrink', async () => {
  const tenant = await acme()
  await env.CONFIG.delete(fileOf(tenant))
  const shared = `# ${'x'.repeat(48 * 1024)}\ntenants:\n  ${tenant.host}:\n    - id: hello\n      version: '1.0.0'\n`
  await env.CONFIG.put('config/plugins.yaml', shared)
  const refused = await byToken(tenant, `${ENTRY}?dry=1`, { method: 'PATCH', body: '{"enabled":false}' })
  expect(await refused.json()).toMatchObject({
    code: 'config_rejected',
    rejections: [{ file: 'config/plugins.yaml', why: expect.stringContaining(fileOf(tenant)) }],
  })
  await edit(tenant, 'DELETE', `${ENTRY}?dry=1`)
})
