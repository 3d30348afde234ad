/** What no route wants: other methods, upgrades, and loads as anything but data (requirements 3, 4, 7, 9, 35). */
import { expect, test } from 'vitest'
import { problemOf } from './answer.ts'
import { newTenant } from './fixture.ts'
import { answer, answerJson, seen, seenOnce } from './network.ts'

const CALLER = {
  id: 'caller',
  version: '1.0.0',
  permissions: {
    api: [
      { method: 'GET', path: '/api/crud/items/:id' },
      { method: 'POST', path: '/api/crud/items/:id' },
    ],
  },
}

const person = await (await newTenant({ plugins: [CALLER] })).signIn()

function newItem(): string {
  return `/api/crud/items/${crypto.randomUUID()}`
}

/** A path of each kind: plugin's call, host's route, page, sign-in, nobody's. */
const PATHS = ['/api/crud/items/1', '/api/plugins/manifests', '/dashboard', '/auth/login', '/healthz', '/api/none']

for (const path of PATHS) {
  test.each(['OPTIONS', 'TRACE', 'PROPFIND', 'PURGE', 'LOCK'])(`requirement 3: %s ${path} is 405`, async (method) => {
    const response = await person.call('caller', path, { method })
    expect(await problemOf(response)).toEqual([405, 'method_not_allowed'])
  })

  test(`requirement 4: a preflight of ${path} gets no approval`, async () => {
    const headers = {
      Origin: 'https://evil.test',
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'x-plugin-id',
    }
    const response = await person.tenant.fetch(path, { method: 'OPTIONS', headers })
    expect(response.status).toBe(405)
    expect([...response.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([])
  })

  test.each([
    ['Upgrade', 'websocket'],
    ['Upgrade', 'h2c'],
    ['Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ=='],
    ['HTTP2-Settings', 'AAMAAABkAAQCAAAAAAIAAAAA'],
  ])(`requirement 9: %s: %s is refused at ${path}`, async (name, value) => {
    const response = await person.call('caller', path, { headers: { [name]: value }, bindings: {} })
    expect(await problemOf(response)).toEqual([400, 'upgrade_refused'])
  })

  test.each([
    ['Service-Worker', 'script'],
    ['Sec-Fetch-Dest', 'worker'],
    ['Sec-Fetch-Dest', 'sharedworker'],
    ['Sec-Fetch-Dest', 'serviceworker'],
    ['Sec-Fetch-Dest', 'audioworklet'],
    ['Sec-Fetch-Dest', 'paintworklet'],
  ])(`requirement 35: %s: %s is refused at ${path}`, async (name, value) => {
    const response = await person.call('caller', path, { headers: { [name]: value } })
    expect(await problemOf(response)).toEqual([403, 'destination_refused'])
    expect(response.headers.get('Service-Worker-Allowed')).toBeNull()
  })
}

test.each(['script', 'document', 'iframe', 'image', 'style', 'object', 'embed', 'font', 'manifest', 'xslt', 'json'])(
  'requirement 7: an upstream answer is not loaded as %s, even with the header',
  async (destination) => {
    const item = newItem()
    const response = await person.call('caller', item, { headers: { 'Sec-Fetch-Dest': destination } })
    expect(await problemOf(response)).toEqual([403, 'destination_refused'])
    expect(await seen(item)).toEqual([])
  },
)

test('requirement 7: a call that fetch makes says empty, and passes', async () => {
  const item = newItem()
  await answerJson(item, {})
  expect((await person.call('caller', item, { headers: { 'Sec-Fetch-Dest': 'empty' } })).status).toBe(200)
})

test('requirement 3: HEAD passes where GET is granted, and stays HEAD', async () => {
  const item = newItem()
  await answer(item, { headers: [['ETag', '"1"']] })
  const response = await person.call('caller', item, { method: 'HEAD' })
  expect([response.status, response.headers.get('ETag'), await response.text()]).toEqual([200, '"1"', ''])
  expect((await seenOnce(item)).method).toBe('HEAD')
})

test('requirement 3: HEAD is refused where GET is not granted', async () => {
  const response = await person.call('caller', '/api/crud/other/1', { method: 'HEAD' })
  expect([response.status, response.headers.get('X-Allowlist-Violation')]).toEqual([403, '1'])
})

test.each(['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override'])(
  'requirement 3: %s changes nothing and goes nowhere',
  async (name) => {
    const item = newItem()
    await answerJson(item, {})
    await person.call('caller', item, { method: 'POST', headers: { [name]: 'DELETE' }, body: '{}' })
    const { method, headers } = await seenOnce(item)
    expect(method).toBe('POST')
    expect(headers.map(([seenName]) => seenName)).not.toContain(name.toLowerCase())
  },
)
