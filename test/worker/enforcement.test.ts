/** The order of refusal of a plugin's call, row by row (design section 5), and what each row answers. */
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { problemOf } from './answer.ts'
import { newTenant, send, type Person } from './fixture.ts'
import { answerJson, seen } from './network.ts'

const CALLER = {
  id: 'caller',
  version: '1.0.0',
  permissions: {
    api: [
      { method: 'GET', path: '/api/crud/items/:id', params: { id: 'uuid' } },
      { method: 'POST', path: '/api/crud/items' },
      { method: 'GET', path: '/api/crud/files/*' },
      { method: 'GET', path: '/api/nowhere/:id' },
      { method: 'GET', path: '/api/plugins/secure-echo' },
    ],
  },
}

async function alice(): Promise<Person> {
  return (await newTenant({ plugins: [CALLER] })).signIn()
}

/** For tests that change nothing. */
const person = await alice()

function newItem(): string {
  return `/api/crud/items/${crypto.randomUUID()}`
}

test('an admitted call reaches the upstream, and its answer the caller', async () => {
  const item = newItem()
  await answerJson(item, { name: 'Bolt' })
  const response = await person.call('caller', item)
  expect([response.status, await response.json()]).toEqual([200, { name: 'Bolt' }])
})

test('1. an unknown tenant comes before anything else', async () => {
  const response = await send(`https://nobody-here.test${newItem()}`, { headers: { 'X-Plugin-Id': 'caller' } })
  expect(await problemOf(response)).toEqual([404, 'tenant_unknown'])
})

describe('2. nobody signed in: 401, before the plugin is looked at', () => {
  test('no session', async () => {
    const { tenant } = person
    const item = newItem()
    const response = await tenant.fetch(item, { headers: { 'X-Plugin-Id': 'No One' } })
    expect(await problemOf(response)).toEqual([401, 'signed_out'])
    expect(await seen(item)).toEqual([])
  })

  test("requirement 18: another tenant's session", async () => {
    const [{ tenant }, gina] = [person, await alice()]
    const response = await tenant.fetch(newItem(), { headers: { Cookie: gina.cookie, 'X-Plugin-Id': 'caller' } })
    expect(await problemOf(response)).toEqual([401, 'signed_out'])
  })
})

describe('3. requirement 5: exactly one known plugin, or 403', () => {
  test.each([
    [null, 'plugin_header_invalid'],
    ['', 'plugin_header_invalid'],
    ['Caller', 'plugin_header_invalid'],
    ['caller, caller', 'plugin_header_invalid'],
    ['caller,other', 'plugin_header_invalid'],
    ['-caller', 'plugin_header_invalid'],
    ['caller/../other', 'plugin_header_invalid'],
    ['a'.repeat(65), 'plugin_header_invalid'],
    ['__proto__', 'plugin_header_invalid'],
    ['constructor', 'plugin_unknown'],
    ['tostring', 'plugin_unknown'],
    ['other', 'plugin_unknown'],
  ])('X-Plugin-Id: %s is %s', async (plugin, code) => {
    const item = newItem()
    const response = await person.fetch(item, { headers: { 'X-Plugin-Id': plugin } })
    expect(await problemOf(response)).toEqual([403, code])
    expect(await seen(item)).toEqual([])
  })

  test('requirement 5: the header twice reads as a list, which no plugin is called', async () => {
    const headers = new Headers({ Cookie: person.cookie })
    headers.append('X-Plugin-Id', 'caller')
    headers.append('X-Plugin-Id', 'caller')
    const response = await person.tenant.fetch(newItem(), { headers: Object.fromEntries(headers) })
    expect(await problemOf(response)).toEqual([403, 'plugin_header_invalid'])
  })

  test("requirement 19: another tenant's plugin", async () => {
    await newTenant({ plugins: [{ ...CALLER, id: 'theirs' }] })
    expect(await problemOf(await person.call('theirs', newItem()))).toEqual([403, 'plugin_unknown'])
  })

  test('a disabled plugin', async () => {
    const other = await (await newTenant({ plugins: [{ ...CALLER, enabled: false }] })).signIn()
    expect(await problemOf(await other.call('caller', newItem()))).toEqual([403, 'plugin_unknown'])
  })
})

test.each(['/api/crud/items', '/api/crud/files/a', '/api/nowhere/1', '/api/none', '/api/events?topic=orders'])(
  'requirement 6: a call of %s without X-Plugin-Id never reaches an upstream',
  async (path) => {
    const before = await seen(path.split('?')[0] ?? '')
    expect(await problemOf(await person.fetch(path))).toEqual([403, 'plugin_header_invalid'])
    expect(await seen(path.split('?')[0] ?? '')).toEqual(before)
  },
)

describe('4. requirement 23: quarantined comes before path and list', () => {
  test.each(['/api/crud/items/a%2Fb', '/api/crud/never', '/api/crud/items'])('%s', async (path) => {
    const stopped = await alice()
    await env.CONFIG.put(`quarantine/${stopped.tenant.host}/caller`, JSON.stringify({ reason: 'leaks' }))
    const response = await stopped.call('caller', path)
    expect(await problemOf(response)).toEqual([403, 'plugin_quarantined', 'x-plugin-quarantined: 1'])
  })
})

describe('5. requirement 1: a path that is not canonical is refused, never repaired', () => {
  test.each([
    '/api/crud/files/a%2Fb',
    '/api/crud/files/a%5Cb',
    '/api/crud/files/..%2f..%2fetc',
    '/api/crud/files/%252e%252e',
    '/api/crud/files//a',
    '/api/crud/files/a//b',
    '/api/crud/files/a/',
    '/api/crud/files/a;b=c',
    '/api/crud/files/a%00',
    '/api/crud/files/%c0%ae',
    '/api/crud/files/%zz',
    '/api/crud/files/%41',
    '/api/crud/files/a%3Fb',
    '/api/crud/files/a%23b',
    '/api/crud/files/%E2%88%95',
    '/api/crud/files/%E2%80%AEtxt',
    '/api/crud/files/a|b',
    `/api/crud/files/${'a'.repeat(2049)}`,
    '/api//crud/files/a',
    '/api/crud/files/a?x=%zz',
    `/api/crud/files/a?x=${'y'.repeat(8192)}`,
  ])('%s', async (path) => {
    expect(await problemOf(await person.call('caller', path))).toEqual([400, 'path_not_canonical'])
  })

  test.each([
    ['/api/crud/files/a/../../items', '/api/crud/items'],
    ['/api/crud/files/%2e%2e/secrets', '/api/crud/secrets'],
    ['/api/crud/files/.%2E/secrets', '/api/crud/secrets'],
    ['/api/crud/files\\..\\secrets', '/api/crud/secrets'],
  ])('%s is what the platform made of it: %s, which is on no list', async (path, resolved) => {
    const before = (await seen(resolved)).length
    const response = await person.call('caller', path)
    expect(await problemOf(response)).toEqual([403, 'allowlist_violation', 'x-allowlist-violation: 1'])
    expect(await seen(resolved)).toHaveLength(before)
  })
})

describe('6. what is not on the list is refused with the marker', () => {
  test.each([
    ['GET', '/api/crud/items'],
    ['GET', '/api/crud/items/not-a-uuid'],
    ['PUT', '/api/crud/items/6d1b9a3e-6f0e-4b57-9d0a-0f6d3c1b2a10'],
    ['DELETE', '/api/crud/items'],
    ['GET', '/api/crud/files'],
    ['GET', '/api/CRUD/files/a'],
    ['POST', '/api/plugins/secure-echo'],
  ])('%s %s', async (method, path) => {
    const response = await person.call('caller', path, { method })
    expect(await problemOf(response)).toEqual([403, 'allowlist_violation', 'x-allowlist-violation: 1'])
  })

  test('/API in capitals is no path of the gateway at all, and reaches no upstream', async () => {
    const item = newItem().replace('/api/', '/API/')
    const response = await person.call('caller', item)
    expect(response.headers.get('Content-Type')).toBe('text/html; charset=utf-8')
    expect(await seen(item)).toEqual([])
  })
})

test('7. on the list, and no service behind it: 404', async () => {
  expect(await problemOf(await person.call('caller', '/api/nowhere/1'))).toEqual([404, 'service_unknown'])
})
