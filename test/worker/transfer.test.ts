/** The whole environment as one archive by API: byte for byte, and never a part of a bad one. */
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { packArchive, unpackArchive, type Stored } from '../../src/io/archive.ts'
import { isRejection } from '../../src/core/rejection.ts'
import { problemOf } from './answer.ts'
import { bundleKey, newTenant, OPERATOR_HOST } from './fixture.ts'
import { byToken, fileOf, operatorOnHost } from './operator.ts'
import { pdpSaying } from './pdp.ts'

const HELLO = { id: 'hello', version: '1.0.0' }
const MAX_BYTES = 50_000_000
const olivia = await operatorOnHost()
const tenant = await newTenant({ plugins: [HELLO] })

async function exported(): Promise<Uint8Array> {
  const response = await olivia.fetch('/api/ops/export')
  expect(response.headers.get('Content-Type')).toBe('application/gzip')
  return new Uint8Array(await response.arrayBuffer())
}

async function contentOf(archive: Uint8Array): Promise<ReadonlyMap<string, readonly number[]>> {
  const stored = await unpackArchive(archive, MAX_BYTES)
  if (isRejection(stored)) throw new Error(stored.why)
  return new Map(stored.map(({ store, key, bytes }) => [`${store}/${key}`, [...bytes]]))
}

function importing(body: Uint8Array, query = ''): Promise<Response> {
  const headers = { 'Content-Type': 'application/gzip' }
  return olivia.fetch(`/api/ops/import${query}`, { method: 'POST', body: Uint8Array.from(body), headers })
}

async function archiveOf(files: Readonly<Record<string, string>>): Promise<Uint8Array> {
  const stored = Object.entries(files).map(([name, text]): Stored => {
    const bytes = Uint8Array.from(new TextEncoder().encode(text))
    return { store: name.startsWith('plugins/') ? 'r2' : 'kv', key: name, bytes }
  })
  return packArchive(stored)
}

test('what was exported and is gone comes back byte for byte, and the export of it is the same', async () => {
  const archive = await exported()
  const before = await contentOf(archive)
  expect([...before.keys()]).toEqual(
    expect.arrayContaining([`kv/${fileOf(tenant)}`, 'kv/config/routes.yaml', `r2/${bundleKey('hello', '1.0.0')}`]),
  )
  await env.CONFIG.delete(fileOf(tenant))
  await env.BUNDLES.delete(bundleKey('hello', '1.0.0'))
  const dry = await importing(archive, '?dry=1')
  const written = [bundleKey('hello', '1.0.0'), fileOf(tenant)]
  expect(await dry.json()).toMatchObject({ dry: true, written, replaced: [] })
  expect(await env.CONFIG.get(fileOf(tenant))).toBeNull()
  const done = await importing(archive)
  expect(await done.json()).toMatchObject({ written, by: 'auth:account:demo:olivia', same: before.size - 2 })
  expect(await contentOf(await exported())).toEqual(before)
  expect((await byToken(tenant, '/api/plugins/refresh')).status).toBe(200)
})

test.each(['cross-site', 'same-site'])('a link with Sec-Fetch-Site %s exports nothing', async (site) => {
  const refused = await olivia.fetch('/api/ops/export', { headers: { 'Sec-Fetch-Site': site } })
  expect(await problemOf(refused)).toEqual([403, 'csrf_refused'])
  expect((await olivia.fetch('/api/ops/export', { headers: { 'Sec-Fetch-Site': 'none' } })).status).toBe(200)
})

test('what is there and differs is written over only when that is asked for', async () => {
  const archive = await exported()
  const text = await env.CONFIG.get(fileOf(tenant))
  await env.CONFIG.put(fileOf(tenant), '[]')
  const refused = await importing(archive)
  expect(refused.status).toBe(409)
  expect(await refused.json()).toMatchObject({ code: 'archive_differs', rejections: [{ where: fileOf(tenant) }] })
  expect(await env.CONFIG.get(fileOf(tenant))).toBe('[]')
  expect(await (await importing(archive, '?replace=1')).json()).toMatchObject({ replaced: [fileOf(tenant)] })
  expect(await env.CONFIG.get(fileOf(tenant))).toBe(text)
})

test('a stored bundle and a set quarantine are never written over', async () => {
  const [bundle, flag] = [bundleKey('hello', '1.0.0'), 'quarantine/*/hello']
  await env.CONFIG.put(flag, '{"reason":"leaks"}')
  const archive = await archiveOf({ [bundle]: 'export const other = 1', [flag]: 'off' })
  const refused = await importing(archive, '?replace=1')
  const told = { code: 'archive_differs', rejections: [{ where: bundle }, { where: flag }] }
  expect(await refused.json()).toMatchObject(told)
  expect(await (await env.BUNDLES.get(bundle))?.text()).not.toContain('other')
  expect(await env.CONFIG.get(flag)).toContain('leaks')
  await env.CONFIG.delete(flag)
})

describe('nothing is written of', () => {
  test.each([
    ['what is no archive', () => Promise.resolve(new TextEncoder().encode('hello')), '', 'cannot be read'],
    ['what belongs elsewhere', () => archiveOf({ 'registry/x/current': '{}' }), 'kv/registry/x/current', 'belongs'],
    ['a damaged one', async () => (await exported()).slice(0, 200), '', 'cannot be read'],
  ])('%s, which is told with its place', async (_, archive, where, why) => {
    const response = await importing(await archive())
    expect(response.status).toBe(422)
    const told = { code: 'archive_rejected', rejections: [{ where, why: expect.stringContaining(why) }] }
    expect(await response.json()).toMatchObject(told)
  })

  test('what an upload would refuse', async () => {
    const bundle = bundleKey('hello', '6.6.6')
    const response = await importing(await archiveOf({ [bundle]: '<!doctype html><script>export</script>' }))
    const rejections = [{ where: `r2/${bundle}`, why: 'is no ES module: it is a page or a drawing' }]
    expect(await response.json()).toMatchObject({ code: 'archive_rejected', rejections })
    expect(await env.BUNDLES.head(bundle)).toBeNull()
  })

  test('a configuration that would be rejected', async () => {
    const file = fileOf(tenant)
    const response = await importing(await archiveOf({ [file]: '- id: Hello\n  version: "1.0.0"\n' }), '?replace=1')
    expect(await response.json()).toMatchObject({ code: 'archive_rejected', rejections: [{ file, line: 1 }] })
  })

  test('more than a Worker can hold', async () => {
    expect(await problemOf(await importing(new Uint8Array(17 * 1024 * 1024)))).toEqual([413, 'body_too_large'])
  })
})

test('the operators’ host’s policies decide, about actions of their own', async () => {
  const { asked, bindings } = pdpSaying(false)
  for (const [method, path] of [
    ['GET', '/api/ops/export'],
    ['POST', '/api/ops/import'],
  ] as const) {
    const refused = await byToken(tenant, path, { method, bindings })
    expect(await problemOf(refused)).toEqual([403, 'operator_required'])
  }
  const edge = { edge: { tenant: OPERATOR_HOST } }
  expect(asked.map(({ body }) => body)).toMatchObject([
    { action: { name: 'export' }, context: edge },
    { action: { name: 'import' }, context: edge },
  ])
})

test('both stand in the audit trail, an import with the keys that it wrote', async () => {
  const key = 'quarantine/nobody.test/hello'
  expect((await importing(await archiveOf({ [key]: 'off' }))).status).toBe(200)
  const { rows } = await (
    await olivia.fetch(`/api/ops/audit?tenant=${OPERATOR_HOST}&words=import&limit=4`)
  ).json<{ rows: readonly unknown[] }>()
  expect(rows).toMatchObject([
    { outcome: 'done', after: { written: 1, keys: key } },
    { outcome: 'begun' },
    { action: 'import', who: 'operator:ci', outcome: 'refused' },
    { action: 'import', outcome: 'failed' },
  ])
})

test('an import that others came in between of says in the trail what it had written by then', async () => {
  const policy = 'config/policies/audited.test.cedar'
  const file = fileOf(tenant)
  const DESK = new Proxy(env.DESK, {
    get(namespace, name) {
      const method: unknown = Reflect.get(namespace, name)
      if (name !== 'getByName') return method
      return (desk: string) => {
        const { read, write } = namespace.getByName(desk)
        return {
          read,
          write: (key: string, etag: string, text: string) => write(key, key === file ? 'other' : etag, text),
        }
      }
    },
  })
  const body = Uint8Array.from(await archiveOf({ [policy]: '// nobody may anything', [file]: '[]' }))
  const headers = { 'Content-Type': 'application/gzip' }
  const refused = await olivia.fetch('/api/ops/import?replace=1', { method: 'POST', body, headers, bindings: { DESK } })
  expect(await problemOf(refused)).toEqual([409, 'config_changed'])
  expect(await env.CONFIG.get(policy)).toBe('// nobody may anything')
  const path = `/api/ops/audit?tenant=${OPERATOR_HOST}&words=import&limit=1`
  const { rows } = await (await olivia.fetch(path)).json<{ rows: readonly unknown[] }>()
  const after = { problem: 'config_changed', detail: `${file}; written before it: ${policy}` }
  expect(rows).toMatchObject([{ outcome: 'failed', after }])
  await env.CONFIG.delete(policy)
})
