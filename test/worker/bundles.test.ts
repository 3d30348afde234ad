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
      headersOf(response, 'Content-Type', 'ETag', 'Cache-Control', 'X-Content-Type-Options', 'Cross-Origin-Resource-Policy'),
    ).toEqual({
      'Content-Type': 'text/javascript; charset=utf-8',
      ETag: `"sha256-${HASH}"`,
      'Cache-Control': caching,
      'X-Content-Type-Options': 'nosniff',
      'Cross-Origin-Resource-Policy': 'same-origin',
    })
  })
})
