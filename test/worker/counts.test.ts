/** What a request costs at the stores, the policy decision point and the Durable Objects, counted at the bindings. */
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import type { Env } from '../../src/env.ts'
import { FORGOTTEN_MS, newTenant, passTime, type Call, type Person } from './fixture.ts'
import { NETWORK, answerJson } from './network.ts'

const ITEM = '3f2504e0-4f89-41d3-9a0c-0305e82c3301'
const HELLO = {
  id: 'hello',
  version: '1.0.0',
  contributions: { routes: [{ path: '/hello', component: 'Hello' }] },
  permissions: { api: [{ method: 'GET', path: '/api/crud/items/:id' }] },
}
const BUNDLE = '/api/plugins/bundle?entry=hello&id=hello'

/** What asks somebody outside the isolate. TELEMETRY is written to behind the answer, see the test of telemetry. */
const STORES = ['CONFIG', 'BUNDLES', 'PDP'] as const
const OBJECTS = ['SESSIONS', 'LOGINS', 'LOGOUTS', 'DOORBELL', 'DESK', 'AUDIT'] as const
/** Methods that cost something. A Durable Object is paid for by the call, which follows its name. */
const PAID: ReadonlySet<string> = new Set(['get', 'getByName', 'list', 'put', 'delete', 'head', 'fetch'])

/** The real bindings, and a count of what was asked of each. */
function counting() {
  const counts: Record<string, number> = {}
  const watched = <Binding extends object>(name: string, binding: Binding): Binding =>
    new Proxy(binding, {
      get(target, method) {
        const member: unknown = Reflect.get(target, method)
        if (typeof member !== 'function') return member
        return (...given: readonly unknown[]): unknown => {
          if (PAID.has(String(method))) counts[name] = (counts[name] ?? 0) + 1
          return Reflect.apply(member, target, given)
        }
      },
    })
  const bindings: Partial<Env> = Object.fromEntries(
    [...STORES, ...OBJECTS].map((name) => [name, watched(name, env[name])]),
  )
  return { counts, bindings }
}

/** Somebody whose isolate has served each of these once. */
async function warm(): Promise<Person> {
  await answerJson(`/api/crud/items/${ITEM}`, { id: ITEM })
  const person = await (await newTenant({ plugins: [HELLO], services: { crud: { url: NETWORK } } })).signIn()
  for (const { path, call } of Object.values(REQUESTS)) await person.fetch(path, call)
  return person
}

const REQUESTS: Readonly<Record<string, { readonly path: string; readonly call: Call; readonly status: number }>> = {
  'an admitted call': { path: `/api/crud/items/${ITEM}`, call: { headers: { 'X-Plugin-Id': 'hello' } }, status: 200 },
  'a refused call': { path: '/api/crud/orders', call: { headers: { 'X-Plugin-Id': 'hello' } }, status: 403 },
  manifests: { path: '/api/plugins/manifests', call: {}, status: 200 },
  'a bundle': { path: BUNDLE, call: {}, status: 200 },
  'a bundle that the browser has': { path: BUNDLE, call: { headers: { 'If-None-Match': '*' } }, status: 304 },
}

describe.each(Object.entries(REQUESTS))('%s', (_, { path, call, status }) => {
  test('asks nobody on a warm isolate', async () => {
    const person = await warm()
    const { counts, bindings } = counting()
    for (let round = 0; round < 10; round++) {
      expect((await person.fetch(path, { ...call, bindings })).status).toBe(status)
    }
    expect(counts).toEqual({})
  })

  test('asks each once when a second is over, however many come at once', async () => {
    const person = await warm()
    passTime(FORGOTTEN_MS)
    const { counts, bindings } = counting()
    const answers = await Promise.all(Array.from({ length: 20 }, () => person.fetch(path, { ...call, bindings })))
    expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => status))
    // One question about the session; of the doorbell one about this tenant and one about all, which tenants share. KV is
    // asked as rarely as `doorbell.storeMs` says, here a second: for settings, pointer and flags.
    expect(counts).toMatchObject({ SESSIONS: 1, DOORBELL: 2, CONFIG: 3 })
    expect(counts['PDP']).toBeUndefined()
  })
})
