/** Bundles that operators send: whole, bounded, hashed by the gateway, and for good (requirement 31). */
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { sha256Hex } from '../../src/io/digest.ts'
import { problemOf } from './answer.ts'
import { bundleKey, newTenant, type Call } from './fixture.ts'
import { byToken, operatorOnHost } from './operator.ts'

const olivia = await operatorOnHost()
const BYTES = 'export const plugin = 1\n'

let versions = 0

/** A version that nobody has stored. */
function newVersion(): string {
  versions += 1
  return `7.${versions}.${Date.now()}`
}

function put(version: string, body: NonNullable<Call['body']>, headers: Call['headers'] = {}): Promise<Response> {
  const type = { 'Content-Type': 'text/javascript' }
  return olivia.fetch(`/api/ops/bundles/hello/${version}`, { method: 'PUT', body, headers: { ...type, ...headers } })
}

async function stored(version: string): Promise<string | null> {
  const object = await env.BUNDLES.get(bundleKey('hello', version))
  return object === null ? null : object.text()
}

/** The same bytes without a length in front. */
function inChunks(text: string): ReadableStream<Uint8Array> {
  return new Blob([text]).stream()
}

describe('requirement 31: an upload', () => {
  test('is stored with the hash that the gateway computes', async () => {
    const version = newVersion()
    const sha256 = await sha256Hex(new TextEncoder().encode(BYTES))
    const response = await put(version, BYTES, { 'X-Content-Sha256': sha256 })
    expect(await response.json()).toMatchObject({ sha256, size: BYTES.length, stored: 'new' })
    expect(await stored(version)).toBe(BYTES)
  })

  test('that lost bytes on the way is stored nowhere, and its version stays free', async () => {
    const version = newVersion()
    const sha256 = await sha256Hex(new TextEncoder().encode(BYTES))
    const response = await put(version, BYTES.slice(0, -3), { 'X-Content-Sha256': sha256 })
    expect(await problemOf(response)).toEqual([400, 'body_invalid'])
    expect(await stored(version)).toBeNull()
    expect((await put(version, BYTES, { 'X-Content-Sha256': sha256 })).status).toBe(200)
  })

  test.each(['x', '', 'SHA256', '0'.repeat(64)])('that claims the hash %j is refused', async (claimed) => {
    const version = newVersion()
    expect((await put(version, BYTES, { 'X-Content-Sha256': claimed })).status).toBe(400)
    expect(await stored(version)).toBeNull()
  })

  test.each([
    ['with its length', (text: string) => text],
    ['in chunks', inChunks],
  ])('over the size limit, %s, is refused and stored nowhere', async (_, bodyOf) => {
    const version = newVersion()
    // The operators' host has the limit that holds where settings name none: five megabytes.
    const response = await put(version, bodyOf('x'.repeat(5 * 1024 * 1024 + 1)))
    expect(await problemOf(response)).toEqual([413, 'body_too_large'])
    expect(await stored(version)).toBeNull()
  })

  test.each([
    ['/api/ops/bundles/hello/..%2f..%2fconfig', 404],
    ['/api/ops/bundles/..%2fhello/1.0.0', 404],
    ['/api/ops/bundles/__proto__/1.0.0', 404],
    ['/api/ops/bundles/Hello/1.0.0', 404],
    ['/api/ops/bundles/hello/1.0.0%00', 404],
    ['/api/ops/bundles/hello/%31.0.0', 404],
    [`/api/ops/bundles/hello/${'1'.repeat(129)}`, 404],
    ['/api/ops/bundles/hello', 404],
    ['/api/ops/bundles/hello/1.0.0/index.esm.js', 404],
    ['/api/ops/bundles/hello/..', 404],
  ])('to %s is refused', async (path, status) => {
    const before = await keys()
    const response = await olivia.fetch(path, { method: 'PUT', body: BYTES })
    expect(response.status).toBe(status)
    expect(await keys()).toEqual(before)
  })

  test.each([
    ['an archive', new Uint8Array([0x50, 0x4b, 3, 4, 0, 0]), 'no ES module: it holds control characters'],
    ['a page', '<!doctype html><script>export</script>', 'no ES module: it is a page or a drawing'],
    ['nothing', '', 'no ES module: there is nothing in it'],
    ['bytes that are no UTF-8', new Uint8Array([0xff, 0xfe]), 'no ES module: it is no UTF-8 text'],
    ['what exports nothing', 'alert(1)', 'no ES module: it exports nothing'],
  ])('of %s is refused, with the reason, and stored nowhere', async (_, body, detail) => {
    const version = newVersion()
    const response = await put(version, body)
    expect(await response.clone().json()).toMatchObject({ detail })
    expect(await problemOf(response)).toEqual([400, 'body_invalid'])
    expect(await stored(version)).toBeNull()
  })

  test.each(['application/zip', 'text/html', 'application/json', 'multipart/form-data; boundary=x'])(
    'that says to be %s is refused, whatever it is',
    async (type) => {
      const version = newVersion()
      // A form's type does not even pass the proof of origin.
      const expected = type.startsWith('multipart') ? [403, 'csrf_refused'] : [400, 'body_invalid']
      expect(await problemOf(await put(version, BYTES, { 'Content-Type': type }))).toEqual(expected)
      expect(await stored(version)).toBeNull()
    },
  )

  test('by nobody, by a tenant’s person and by a token that the policy refuses changes nothing', async () => {
    const tenant = await newTenant()
    const version = newVersion()
    const path = `/api/ops/bundles/hello/${version}`
    const alice = await tenant.signIn()
    expect(await problemOf(await alice.fetch(path, { method: 'PUT', body: BYTES }))).toEqual([403, 'operator_required'])
    expect((await tenant.fetch(path, { method: 'PUT', body: BYTES })).status).toBe(401)
    const wrong = { Authorization: 'Bearer op_wrong' }
    expect((await byToken(tenant, path, { method: 'PUT', body: BYTES, headers: wrong })).status).toBe(401)
    expect(await stored(version)).toBeNull()
  })

  test('is not live: only a manifest names what runs', async () => {
    const version = newVersion()
    await put(version, BYTES)
    const alice = await (await newTenant({ plugins: [] })).signIn()
    const response = await alice.fetch(`/api/plugins/bundle?entry=hello&id=hello&v=${version}`)
    expect(await problemOf(response)).toEqual([404, 'bundle_unknown'])
  })
})

async function keys(): Promise<readonly string[]> {
  return (await env.BUNDLES.list()).objects.map(({ key }) => key)
}
