/** The calls that the gateway answers itself: an echo, and telemetry. Enforced like any other. */
import { env } from 'cloudflare:workers'
import { describe, expect, test, vi } from 'vitest'
import { problemOf } from './answer.ts'
import { newTenant } from './fixture.ts'

const ECHO = '/api/plugins/secure-echo'
const TELEMETRY = '/api/plugins/telemetry'
const plugins = [
  {
    id: 'echo',
    version: '1.2.3',
    permissions: {
      api: [
        { method: 'GET', path: ECHO },
        { method: 'POST', path: ECHO },
        { method: 'POST', path: TELEMETRY },
      ],
    },
  },
  { id: 'mute', version: '1.0.0' },
]
const person = await (await newTenant({ plugins })).signIn()

describe.each([
  ['GET', ECHO],
  ['POST', ECHO],
  ['POST', TELEMETRY],
])('%s %s', (method, path) => {
  test('needs somebody signed in', async () => {
    const response = await person.tenant.fetch(path, { method, headers: { 'X-Plugin-Id': 'echo' } })
    expect(await problemOf(response)).toEqual([401, 'signed_out'])
  })

  test.each(['', 'a, b', 'Echo'])('needs one X-Plugin-Id, not "%s"', async (id) => {
    expect(await problemOf(await person.call(id, path, { method }))).toEqual([403, 'plugin_header_invalid'])
  })

  test('needs a place on the allow-list', async () => {
    const response = await person.call('mute', path, { method })
    expect(await problemOf(response)).toEqual([403, 'allowlist_violation', 'x-allowlist-violation: 1'])
  })

  test('requirement 23: is refused to a quarantined plugin', async () => {
    const stopped = await (await newTenant({ plugins })).signIn()
    await env.CONFIG.put(`quarantine/${stopped.tenant.host}/echo`, 'on')
    const response = await stopped.call('echo', path, { method })
    expect(await problemOf(response)).toEqual([403, 'plugin_quarantined', 'x-plugin-quarantined: 1'])
  })
})

test.each(['GET', 'POST'])('the echo is for plugins: %s without X-Plugin-Id is refused', async (method) => {
  expect(await problemOf(await person.fetch(ECHO, { method }))).toEqual([403, 'plugin_header_invalid'])
})

test('the echo tells the caller who it is to the gateway', async () => {
  const response = await person.call('echo', `${ECHO}?a=1`)
  expect(await response.json()).toEqual({
    method: 'GET',
    plugin: 'echo',
    version: '1.2.3',
    tenant: person.tenant.host,
    subject: 'auth:account:demo:alice',
    query: '?a=1',
    body: null,
  })
})

test('the echo of a POST holds its body', async () => {
  const response = await person.call('echo', ECHO, { method: 'POST', body: '{"a":1}' })
  expect(await response.json()).toMatchObject({ method: 'POST', body: '{"a":1}' })
})

test('an unknown method of a built-in call is no way around the list', async () => {
  const response = await person.call('echo', ECHO, { method: 'DELETE' })
  expect(await problemOf(response)).toEqual([403, 'allowlist_violation', 'x-allowlist-violation: 1'])
})

test('telemetry is written down with tenant, plugin and version of the gateway', async () => {
  using lines = vi.spyOn(console, 'info')
  const body = JSON.stringify({ events: [{ name: 'mounted', ms: 12, tenant: 'forged' }, { name: 'clicked' }] })
  const response = await person.call('echo', TELEMETRY, { method: 'POST', body })
  expect([response.status, await response.json()]).toEqual([202, { accepted: 2 }])
  const written = lines.mock.calls.map(([line]) => JSON.parse(line))
  expect(written).toContainEqual({
    level: 'info',
    event: 'telemetry',
    tenant: person.tenant.host,
    plugin: 'echo',
    version: '1.2.3',
    name: 'mounted',
    fields: '{"ms":12,"tenant":"forged"}',
  })
})

test.each([
  ['no JSON', 'nope', 400],
  ['no events', '{}', 400],
  ['events that are no list', '{"events":{}}', 400],
  ['a name that is no label', '{"events":[{"name":"<script>"}]}', 400],
  ['nested data', '{"events":[{"name":"a","x":{"y":1}}]}', 400],
  ['a poisoned key', '{"events":[{"name":"a","__proto__":1}]}', 400],
  ['too many events', JSON.stringify({ events: Array.from({ length: 51 }, () => ({ name: 'a' })) }), 400],
  ['16 kB and more', JSON.stringify({ events: [], filler: 'x'.repeat(16 * 1024) }), 413],
])('requirement 37: telemetry with %s is refused', async (_, body, status) => {
  const response = await person.call('echo', TELEMETRY, { method: 'POST', body })
  expect(response.status).toBe(status)
})

test('a body that is no UTF-8 is refused', async () => {
  const body = new Uint8Array([0x7b, 0xff, 0x7d])
  const response = await person.call('echo', TELEMETRY, { method: 'POST', body })
  expect(await problemOf(response)).toEqual([400, 'body_invalid'])
})
