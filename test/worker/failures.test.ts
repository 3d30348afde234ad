/** Stores that do not answer: closed, said in general, and stored nowhere (requirement 38, and the table of failures). */
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { problemOf } from './answer.ts'
import { brokenBundles, brokenConfig, outOfReach } from './broken.ts'
import { newTenant, passTime, type Call, type Person } from './fixture.ts'
import { answerJson, seen } from './network.ts'

/** Longer than what a store said is believed without looking again. */
const ALL_FORGOTTEN_MS = 61_000
/** Longer than a signing key is believed. */
const KEY_FORGOTTEN_MS = 3_601_000

const HELLO = {
  id: 'hello',
  version: '1.0.0',
  contributions: { routes: [{ path: '/hello', component: 'Hello' }] },
  permissions: { api: [{ method: 'GET', path: '/api/crud/items/:id' }], sse: ['orders'] },
}
const BUNDLE = '/api/plugins/bundle?entry=hello&id=hello'
const QUESTION = JSON.stringify({ resource: { type: 'a', id: 'b' }, action: { name: 'view' } })

async function alice(): Promise<Person> {
  const person = await (await newTenant({ plugins: [HELLO] })).signIn()
  expect((await person.fetch('/api/plugins/manifests')).status).toBe(200)
  passTime(ALL_FORGOTTEN_MS)
  return person
}

/** One request of each column of the table. */
async function columns(person: Person, bindings: Call['bindings']) {
  const item = `/api/crud/items/${crypto.randomUUID()}`
  await answerJson(item, {})
  const call = bindings === undefined ? {} : { bindings }
  const answers = {
    manifests: await person.fetch('/api/plugins/manifests', call),
    bundle: await person.fetch(BUNDLE, call),
    call: await person.call('hello', item, call),
    stream: await person.call('hello', '/api/events?topic=orders', call),
    authz: await person.fetch('/access/v1/evaluation', { ...call, method: 'POST', body: QUESTION }),
  }
  const outcomes: Record<string, unknown> = {}
  for (const [column, answer] of Object.entries(answers)) {
    outcomes[column] =
      answer.status < 400 || (column === 'stream' && answer.status === 404) ? 'served' : await problemOf(answer)
  }
  return { ...outcomes, reached: (await seen(item)).length }
}

const QUARANTINED = [403, 'plugin_quarantined', 'x-plugin-quarantined: 1']

test('with everything up, everything is served', async () => {
  expect(await columns(await alice(), undefined)).toEqual({
    manifests: 'served',
    bundle: 'served',
    call: 'served',
    stream: 'served',
    authz: 'served',
    reached: 1,
  })
})

describe('the registry', () => {
  const closed = [503, 'registry_unavailable']
  const everything = { manifests: closed, bundle: closed, call: closed, stream: closed, authz: closed, reached: 0 }

  test('does not answer', async () => {
    expect(await columns(await alice(), brokenConfig('registry/'))).toEqual(everything)
  })

  test('has lost the live revision', async () => {
    const person = await alice()
    const at = new Date().toISOString()
    const pointer = { revision: '0'.repeat(32), previous: [], at }
    await env.CONFIG.put(`registry/${person.tenant.host}/current`, JSON.stringify(pointer))
    expect(await columns(person, undefined)).toEqual(everything)
  })

  test.each(['{', '"text"'])('holds %s for the live revision', async (text) => {
    const person = await alice()
    const revision = crypto.randomUUID().replaceAll('-', '')
    const at = new Date().toISOString()
    await env.CONFIG.put(`registry/${person.tenant.host}/${revision}`, text)
    await env.CONFIG.put(`registry/${person.tenant.host}/current`, JSON.stringify({ revision, previous: [], at }))
    expect(await columns(person, undefined)).toEqual(everything)
  })

  test("requirement 19: another tenant's revision under this tenant's key is not served", async () => {
    const [person, other] = [await alice(), await alice()]
    const pointer = await env.CONFIG.get<{ revision: string }>(`registry/${other.tenant.host}/current`, 'json')
    const revision = 'f'.repeat(32)
    const theirs = await env.CONFIG.get(`registry/${other.tenant.host}/${pointer?.revision}`)
    await env.CONFIG.put(`registry/${person.tenant.host}/${revision}`, theirs ?? '')
    const at = new Date().toISOString()
    await env.CONFIG.put(`registry/${person.tenant.host}/current`, JSON.stringify({ revision, previous: [], at }))
    expect(await columns(person, undefined)).toEqual(everything)
  })
})

test('quarantine flags that cannot be read count as set, and the manifests wait', async () => {
  expect(await columns(await alice(), brokenConfig('quarantine/'))).toEqual({
    manifests: [503, 'quarantine_unavailable'],
    bundle: QUARANTINED,
    call: QUARANTINED,
    stream: QUARANTINED,
    authz: 'served',
    reached: 0,
  })
})

test('a bundle store that does not answer takes bundles away, and nothing else', async () => {
  expect(await columns(await alice(), brokenBundles())).toMatchObject({
    manifests: 'served',
    bundle: [503, 'bundle_unavailable'],
    call: 'served',
    authz: 'served',
  })
})

test('a session store that does not answer: nobody is signed in, and nobody is told that they are not', async () => {
  const closed = [503, 'session_unavailable']
  expect(await columns(await alice(), { SESSIONS: outOfReach(env.SESSIONS) })).toEqual({
    manifests: closed,
    bundle: closed,
    call: closed,
    stream: closed,
    authz: closed,
    reached: 0,
  })
})

describe('an error that nobody foresaw', () => {
  test.each(['no JSON', '{"kty":"RSA"}', '{"kty":"EC","d":"x"}'])(
    'a signing key of %s: 500, in general',
    async (key) => {
      passTime(KEY_FORGOTTEN_MS)
      const person = await alice()
      const item = `/api/crud/items/${crypto.randomUUID()}`
      const response = await person.call('hello', item, { bindings: { ASSERTION_KEY: key } })
      const text = await response.text()
      expect(JSON.parse(text)).toEqual({
        status: 500,
        code: 'internal',
        title: 'Something went wrong here',
        requestId: response.headers.get('X-Request-Id'),
      })
      expect(response.headers.get('Cache-Control')).toBe('no-store')
      expect(await seen(item)).toEqual([])
    },
  )
})

test('requirement 38: no answer of a failure names a store, a key or a cause', async () => {
  const person = await alice()
  for (const bindings of [
    brokenConfig('registry/'),
    brokenConfig('quarantine/'),
    brokenBundles(),
    { SESSIONS: outOfReach(env.SESSIONS) },
    { ASSERTION_KEY: 'secret-key-material' },
  ]) {
    passTime(ALL_FORGOTTEN_MS)
    for (const path of ['/api/plugins/manifests', BUNDLE, '/api/crud/items/1', '/api/session']) {
      const text = await (await person.call('hello', path, { bindings })).text()
      expect(text).not.toMatch(
        /internal-store-7|secret-key|registry\/|quarantine\/|plugins\/hello\/|Error:|\bat [a-z]+ \(/,
      )
    }
  }
})
