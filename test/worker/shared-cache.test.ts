/**
 * A cache that many people share stands in front (RFC 9111), and keeps whatever it may: no answer for one session, tenant or
 * nobody is ever served to another (requirements 19 and 20).
 */
import { describe, expect, test } from 'vitest'
import { newTenant, type Call, type Person, type Tenant } from './fixture.ts'
import { answerJson } from './network.ts'

const PLUGIN = {
  id: 'hello',
  version: '1.0.0',
  contributions: { routes: [{ path: '/hello', component: 'Hello' }] },
  permissions: {
    api: [
      { method: 'GET', path: '/api/crud/*' },
      { method: 'GET', path: '/api/plugins/secure-echo' },
    ],
  },
}

interface Stored {
  readonly vary: Readonly<Record<string, string>>
  readonly response: Response
}

/** Keeps what is neither `no-store` nor `private`, by address and by what `Vary` names, for ever. */
class SharedCache {
  readonly kept: string[] = []
  readonly #entries = new Map<string, Stored[]>()

  async fetch(ask: (path: string, call: Call) => Promise<Response>, url: string, call: Call = {}): Promise<Response> {
    const sent = new Headers()
    for (const [name, value] of Object.entries(call.headers ?? {})) if (value !== null) sent.set(name, value)
    const known = this.#entries.get(url)?.find(({ vary }) => {
      return Object.entries(vary).every(([name, value]) => (sent.get(name) ?? '') === value)
    })
    if (known !== undefined) return known.response.clone()
    const response = await ask(new URL(url).pathname + new URL(url).search, call)
    if (mayKeep(response)) {
      const names = (response.headers.get('Vary') ?? '').split(',').map((name) => name.trim())
      const vary = Object.fromEntries(names.filter(Boolean).map((name) => [name, sent.get(name) ?? '']))
      this.#entries.set(url, [...(this.#entries.get(url) ?? []), { vary, response: response.clone() }])
      this.kept.push(new URL(url).pathname)
    }
    return response
  }
}

/** As eager as the standard lets a cache be: also errors, also without a lifetime, also with a cookie that is set. */
function mayKeep({ status, headers }: Response): boolean {
  if (status === 206 || status >= 500) return false
  const directives = (headers.get('Cache-Control') ?? '').split(',').map((directive) => directive.trim().toLowerCase())
  return !directives.some((directive) => ['no-store', 'private', 'no-cache'].includes(directive.split('=')[0] ?? ''))
}

const PATHS = [
  '/',
  '/hello',
  '/api/session',
  '/api/plugins/manifests',
  '/api/plugins/bundle?entry=hello&id=hello',
  '/api/configs/ui',
  '/api/plugins/secure-echo',
  '/api/crud/items/1',
  '/api/nothing',
  '/auth/login',
  '/healthz',
  '/.well-known/jwks.json',
  '/.well-known/authzen-configuration',
]

async function people(): Promise<readonly [alice: Person, bob: Person, gina: Person, acme: Tenant]> {
  const [acme, globex] = [await newTenant({ plugins: [PLUGIN] }), await newTenant({ plugins: [PLUGIN] })]
  await answerJson('/api/crud/items/1', { secret: 'of whoever asks' })
  return [await acme.signIn(), await acme.signIn({ userId: 'bob' }), await globex.signIn({ userId: 'gina' }), acme]
}

const HEADERS = { 'X-Plugin-Id': 'hello', 'Sec-Fetch-Dest': null }

const [alice, bob, gina, acme] = await people()

describe('what a shared cache may keep', () => {
  test('is what is the same for everybody, and nothing else', async () => {
    const cache = new SharedCache()
    for (const path of PATHS) {
      const got = await cache.fetch((at, call) => alice.fetch(at, call), alice.tenant.origin + path, {
        headers: HEADERS,
      })
      await got.text()
    }
    expect(cache.kept).toEqual(['/.well-known/jwks.json'])
  })

  test.each(PATHS)('%s: nobody gets what was answered to another', async (path) => {
    const cache = new SharedCache()
    const bodies: string[] = []
    for (const person of [alice, bob, gina]) {
      const call = { headers: HEADERS }
      const through = await cache.fetch((at, init) => person.fetch(at, init), person.tenant.origin + path, call)
      const direct = await person.fetch(path, call)
      expect(through.status).toBe(direct.status)
      await direct.text()
      bodies.push(await through.text())
    }
    const nobody = await cache.fetch((at, init) => acme.fetch(at, init), acme.origin + path, { headers: HEADERS })
    expect(nobody.status).toBe((await acme.fetch(path, { headers: HEADERS })).status)
    const names = [alice, bob, gina].map(({ record }) => record.csrfToken)
    for (const [index, body] of bodies.entries()) {
      for (const other of names.filter((name) => name !== names[index])) expect(body).not.toContain(other)
    }
    const text = await nobody.text()
    for (const name of names) expect(text).not.toContain(name)
  })
})
