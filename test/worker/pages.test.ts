/** Pages: the two documents, the errors that a person meets while navigating, and the look (requirements 33, 34 and 38). */
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { headersOf } from './answer.ts'
import { newTenant, OPERATOR_HOST, send, Tenant, writeConfiguration } from './fixture.ts'

const HELLO = { id: 'hello', version: '1.0.0', contributions: { routes: [{ path: '/hello', component: 'Hello' }] } }
const tenant = await newTenant({ plugins: [HELLO] })
const person = await tenant.signIn()
const BUNDLE = '/api/plugins/bundle?entry=hello&id=hello'
const NAVIGATION = { Accept: 'text/html,application/xhtml+xml', 'Sec-Fetch-Dest': 'document' }

/** As a source expression has it. */
async function digestOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return `sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}`
}

describe('the page', () => {
  test("section 19: has every directive of the source's policy, and those that close its gaps", async () => {
    const answer = await person.fetch('/')
    const style = /<style>(.*?)<\/style>/s.exec(await answer.text())?.[1] ?? ''
    expect(style).not.toBe('')
    const policy = answer.headers.get('Content-Security-Policy') ?? ''
    const directives = policy.split('; ')
    expect(directives.filter((directive) => !directive.startsWith('script-src ')).toSorted()).toEqual(
      [
        "default-src 'self'",
        `style-src 'self' '${await digestOf(style)}'`,
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "object-src 'none'",
        "worker-src 'none'",
        "frame-src 'none'",
        "form-action 'self'",
        "require-trusted-types-for 'script'",
        'trusted-types react empowernow-sdk',
        'report-uri /api/csp-reports',
        'report-to csp',
      ].toSorted(),
    )
  })

  test.each([
    [
      'tenant',
      ['type="importmap"', expect.stringMatching(/^type="module" async data-file="\/assets\/host-[\w-]+\.js"$/)],
    ],
    ['operator', ['type="importmap"']],
  ])(
    'requirement 33: of the %s runs no inline script but those that the policy names by their hash',
    async (door, scripts) => {
      await writeConfiguration(OPERATOR_HOST, {})
      const response = await (door === 'tenant' ? tenant : new Tenant(OPERATOR_HOST)).fetch('/')
      const html = await response.text()
      const inline = [...html.matchAll(/<script(?<attributes>[^>]*)>(?<text>.+?)<\/script>/gs)]
        .map(({ groups }) => groups)
        .filter((script) => !script?.['attributes']?.includes('type="application/json"'))
      expect(inline.map((script) => script?.['attributes']?.trim())).toEqual(scripts)
      const hashes = await Promise.all(inline.map((script) => digestOf(script?.['text'] ?? '')))
      const policy = response.headers.get('Content-Security-Policy') ?? ''
      const { host } = new URL(door === 'tenant' ? tenant.origin : `https://${OPERATOR_HOST}`)
      const places = [`${host}/assets/`, `${host}/api/plugins/bundle`, `${host}/api/plugins/bundle/`]
      const [from = ''] = policy.split('; ').filter((directive) => directive.startsWith('script-src '))
      expect(from).toContain(`script-src ${[...places, ...hashes.map((hash) => `'${hash}'`)].join(' ')}`)
      expect(from.match(/'[^']+'/g)).toHaveLength(2)
      expect(headersOf(response, 'Reporting-Endpoints', 'Integrity-Policy')).toEqual({
        'Reporting-Endpoints': 'csp="/api/csp-reports"',
        'Integrity-Policy': 'blocked-destinations=(script)',
      })
      expect(headersOf(response, 'Cache-Control', 'Content-Type')).toEqual({
        'Cache-Control': door === 'tenant' ? 'private, no-cache' : 'no-store',
        'Content-Type': 'text/html; charset=utf-8',
      })
    },
  )

  test.each(['/api', '/api/', '/access/v1', '/auth', '/auth/nothing', '/assets/x.js', '/.well-known/x'])(
    '%s is none',
    async (path) => {
      const response = await person.fetch(path, { headers: NAVIGATION })
      expect(response.status).toBeGreaterThanOrEqual(400)
    },
  )
})

describe('an error that a person navigates to', () => {
  test('is a page that can be read, with a way on and without script', async () => {
    const response = await tenant.fetch('/auth/callback?state=x&code=y', { headers: NAVIGATION })
    expect([response.status, response.headers.get('Content-Type')]).toEqual([400, 'text/html; charset=utf-8'])
    const html = await response.text()
    expect(html).toContain('<h1>Signing in did not work</h1>')
    expect(html).toContain('<a href="/">')
    expect(html).toContain(response.headers.get('X-Request-Id'))
    expect(html).not.toContain('<script')
  })

  test('repeats nothing of the request', async () => {
    const html = await (await tenant.fetch('/assets/<b>"x', { headers: NAVIGATION })).text()
    expect(html).not.toContain('<b>')
    const hosts = await (
      await send('https://<b>.test/', { headers: NAVIGATION }).catch(() => new Response('refused'))
    ).text()
    expect(hosts).not.toContain('<b>')
  })

  test('is JSON for everything but a navigation', async () => {
    for (const headers of [{ Accept: 'text/html', 'Sec-Fetch-Dest': 'empty' }, { Accept: 'application/json' }]) {
      const response = await tenant.fetch('/auth/callback', { headers })
      expect(response.headers.get('Content-Type')).toBe('application/problem+json')
    }
  })

  test('keeps its marker', async () => {
    const other = await (await newTenant({ plugins: [HELLO] })).signIn()
    await env.CONFIG.put(`quarantine/${other.tenant.host}/hello`, 'on')
    const response = await other.fetch(BUNDLE, { headers: NAVIGATION })
    expect(headersOf(response, 'X-Plugin-Quarantined', 'Content-Type')).toEqual({
      'X-Plugin-Quarantined': '1',
      'Content-Type': 'text/html; charset=utf-8',
    })
  })
})

test('the look of a tenant is its own', async () => {
  const ui = { brand: { name: 'Acme' }, theme: { mode: 'dark', dark: { radius: '8px' } } }
  const acme = await (await newTenant({ ui: () => ui })).signIn()
  expect(await (await acme.fetch('/api/configs/ui')).json()).toEqual({
    brand: { name: 'Acme' },
    theme: { mode: 'dark', light: {}, dark: { radius: '8px' } },
  })
  const plain = await (await newTenant()).signIn()
  expect(await (await plain.fetch('/api/configs/ui')).json()).toMatchObject({ brand: { name: plain.tenant.host } })
})

describe('the gallery of components', () => {
  const open = async (environment: string, path: string) =>
    (await newTenant({ settings: { environment } })).fetch(path, { headers: NAVIGATION })

  test.each(['/ui', '/ui/forms'])('is there for those who build: %s', async (path) => {
    const response = await open('development', path)
    expect(response.status).toBe(200)
    expect(headersOf(response, 'Content-Type', 'Cache-Control')).toEqual({
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
    })
    // But for the host, which stands in it.
    const policies = [response, await person.fetch('/')].map(({ headers }) => headers.get('Content-Security-Policy'))
    const [own, ofHost] = policies.map((policy) => policy?.replaceAll(/[\w.]+\.test/g, 'host'))
    expect(own).toBe(ofHost)
    expect(await response.text()).toContain('/assets/gallery-')
  })

  test.each(['/ui', '/ui/forms'])('is nowhere in production: %s', async (path) => {
    const response = await open('production', path)
    expect(response.status).toBe(404)
    expect(await response.text()).not.toContain('/assets/gallery-')
  })

  test('is no part of the operators’ host', async () => {
    await writeConfiguration(OPERATOR_HOST, { settings: { environment: 'development' } })
    expect(await (await new Tenant(OPERATOR_HOST).fetch('/ui')).text()).not.toContain('/assets/gallery-')
  })
})
