/** Bundles: the source's section 18, header by header, and the gates before them. */
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { headersOf, problemOf } from './answer.ts'
import { bundleKey, bundleText, FORGOTTEN_MS, newTenant, passTime, type Person } from './fixture.ts'

const HELLO = {
  id: 'hello',
  version: '1.0.0',
  contributions: { routes: [{ path: '/hello', component: 'Hello' }] },
}
const CODE = bundleText('hello', '1.0.0')
const HASH = await sha256(CODE)
const PINNED = `/api/plugins/bundle?entry=hello&id=hello&v=1.0.0&h=${HASH}`
const FLOATING = '/api/plugins/bundle?entry=hello&id=hello'

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

async function alice(): Promise<Person> {
  return (await newTenant({ plugins: [HELLO] })).signIn()
}

describe('section 18: the headers of a bundle', () => {
  test.each([
    ['version and hash', PINNED, 'private, max-age=31536000, immutable'],
    ['path form with the hash', `/api/plugins/bundle/hello/1.0.0?h=${HASH}`, 'private, max-age=31536000, immutable'],
    ['the version alone', '/api/plugins/bundle?entry=hello&id=hello&v=1.0.0', 'private, no-cache'],
    ['the hash alone', `/api/plugins/bundle?entry=hello&id=hello&h=${HASH}`, 'private, no-cache'],
    ['path form without the hash', '/api/plugins/bundle/hello/1.0.0', 'private, no-cache'],
    ['neither', FLOATING, 'private, no-cache'],
  ])('requirement 20: a URL with %s', async (_, path, caching) => {
    const response = await (await alice()).fetch(path)
    expect(response.status).toBe(200)
    expect(await response.text()).toBe(CODE)
    expect(
      headersOf(
        response,
        'Content-Type',
        'ETag',
        'Cache-Control',
        'X-Content-Type-Options',
        'Cross-Origin-Resource-Policy',
      ),
    ).toEqual({
      'Content-Type': 'text/javascript; charset=utf-8',
      ETag: `"sha256-${HASH}"`,
      'Cache-Control': caching,
      'X-Content-Type-Options': 'nosniff',
      'Cross-Origin-Resource-Policy': 'same-origin',
    })
  })
})

describe('requests that want no bytes', () => {
  test('HEAD has the headers of GET and no body', async () => {
    const response = await (await alice()).fetch(PINNED, { method: 'HEAD' })
    expect(response.status).toBe(200)
    expect(headersOf(response, 'ETag', 'Cache-Control', 'Content-Type')).toEqual({
      ETag: `"sha256-${HASH}"`,
      'Cache-Control': 'private, max-age=31536000, immutable',
      'Content-Type': 'text/javascript; charset=utf-8',
    })
    expect(await response.text()).toBe('')
  })

  test.each([
    [`"sha256-${HASH}"`, 304],
    [`W/"sha256-${HASH}"`, 304],
    [`"other", "sha256-${HASH}"`, 304],
    ['*', 304],
    ['"other"', 200],
    [`sha256-${HASH}`, 200],
  ])('If-None-Match: %s answers %d', async (ifNoneMatch, status) => {
    const response = await (await alice()).fetch(FLOATING, { headers: { 'If-None-Match': ifNoneMatch } })
    expect(response.status).toBe(status)
    expect(response.headers.get('ETag')).toBe(`"sha256-${HASH}"`)
    expect(await response.text()).toBe(status === 304 ? '' : CODE)
  })

  test('requirement 22: Range is not supported, the whole bundle comes', async () => {
    const response = await (await alice()).fetch(FLOATING, { headers: { Range: 'bytes=0-3' } })
    expect(response.status).toBe(200)
    expect(headersOf(response, 'Content-Range', 'Accept-Ranges')).toEqual({
      'Content-Range': null,
      'Accept-Ranges': null,
    })
    expect(await response.text()).toBe(CODE)
  })
})

/** Every kind of request for a bundle: none is a way past a gate that the others meet. */
const KINDS = [
  ['plain', 'GET', {}],
  ['head', 'HEAD', {}],
  ['conditional', 'GET', { 'If-None-Match': '*' }],
  ['range', 'GET', { Range: 'bytes=0-3' }],
] as const

describe.each(KINDS)('requirement 23: a %s request (%s %o) passes every gate', (kind, method, headers) => {
  test('nobody signed in: 401', async () => {
    const tenant = await newTenant({ plugins: [HELLO] })
    const response = await tenant.fetch(PINNED, { method, headers })
    expect(response.status).toBe(401)
    expect(response.headers.get('ETag')).toBeNull()
  })

  test('quarantined: 403 with the marker', async () => {
    const person = await alice()
    await env.CONFIG.put(`quarantine/${person.tenant.host}/hello`, 'on')
    const response = await person.fetch(PINNED, { method, headers })
    expect(response.status).toBe(403)
    expect(headersOf(response, 'X-Plugin-Quarantined', 'ETag')).toEqual({ 'X-Plugin-Quarantined': '1', ETag: null })
  })

  test('nothing of it permitted: 403', async () => {
    const denied = { ...HELLO, contributions: { routes: [{ path: '/denied', component: 'Hello' }] } }
    const person = await (await newTenant({ plugins: [denied] })).signIn()
    const response = await person.fetch(PINNED, { method, headers })
    expect(response.status).toBe(403)
    expect(response.headers.get('ETag')).toBeNull()
  })

  test('other bytes than were published: 409, no byte and no validator', async () => {
    const version = `1.0.0-${kind}`
    const person = await (await newTenant({ plugins: [{ ...HELLO, version }] })).signIn()
    expect((await person.fetch('/api/plugins/manifests')).status).toBe(200)
    await env.BUNDLES.put(bundleKey('hello', version), 'stolen()')
    const response = await person.fetch(FLOATING, { method, headers })
    expect(response.status).toBe(409)
    expect(headersOf(response, 'X-Integrity-Error', 'ETag', 'Last-Modified', 'Cache-Control')).toEqual({
      'X-Integrity-Error': '1',
      ETag: null,
      'Last-Modified': null,
      'Cache-Control': 'no-store',
    })
    expect(await response.text()).not.toContain('stolen')
  })

  test('no such object in the store: 404', async () => {
    const version = `2.0.0-${kind}`
    const person = await (await newTenant({ plugins: [{ ...HELLO, version }] })).signIn()
    expect((await person.fetch('/api/plugins/manifests')).status).toBe(200)
    await env.BUNDLES.delete(bundleKey('hello', version))
    const response = await person.fetch(FLOATING, { method, headers })
    expect(headersOf(response, 'Cache-Control', 'ETag')).toEqual({ 'Cache-Control': 'no-store', ETag: null })
    expect(response.status).toBe(404)
  })
})

test('requirement 22: bytes that change after they were served once are never served, and soon noticed', async () => {
  const version = '3.0.0'
  const person = await (await newTenant({ plugins: [{ ...HELLO, version }] })).signIn()
  expect((await person.fetch(FLOATING)).status).toBe(200)
  await env.BUNDLES.put(bundleKey('hello', version), 'stolen()')
  expect(await (await person.fetch(FLOATING)).text()).toBe(bundleText('hello', version))
  passTime(FORGOTTEN_MS)
  expect(await problemOf(await person.fetch(FLOATING))).toEqual([409, 'bundle_integrity', 'x-integrity-error: 1'])
})

test('a bundle over the size limit of the settings is not served', async () => {
  const version = '4.0.0'
  const limits = { limits: { bundleBytes: 1024 } }
  const person = await (await newTenant({ plugins: [{ ...HELLO, version }], settings: limits })).signIn()
  expect((await person.fetch(FLOATING)).status).toBe(200)
  await env.BUNDLES.put(bundleKey('hello', version), `${bundleText('hello', version)}${' '.repeat(2000)}`)
  passTime(FORGOTTEN_MS)
  expect(await problemOf(await person.fetch(FLOATING))).toEqual([409, 'bundle_integrity', 'x-integrity-error: 1'])
})
