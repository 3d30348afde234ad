/** `auth` in routes.yaml: routes for everybody, and routes for operators, which no plugin may call. */
import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { problemOf } from './answer.ts'
import { newTenant } from './fixture.ts'
import { byToken } from './operator.ts'
import { answerJson, seen, seenOnce } from './network.ts'

const OPEN = { path: '/api/open/:id', methods: ['GET', 'POST'], auth: 'public', service: 'crud' }
const CLOSED = { path: '/api/closed/:id', methods: ['GET'], auth: 'operator', service: 'crud' }
const api = [
  { method: 'GET', path: '/api/open/:id' },
  { method: 'POST', path: '/api/open/:id' },
]
const tenant = await newTenant({
  plugins: [{ id: 'caller', version: '1.0.0', permissions: { api } }],
  routes: [OPEN, CLOSED],
})
const PLUGIN = { 'X-Plugin-Id': 'caller' }

test('a public route answers a plugin while nobody is signed in, and is told of nobody', async () => {
  const path = `/api/open/${crypto.randomUUID()}`
  await answerJson(path, { open: true })
  const response = await tenant.fetch(path, { headers: PLUGIN })
  expect([response.status, await response.json()]).toEqual([200, { open: true }])
  expect(Object.fromEntries((await seenOnce(path)).headers)).not.toHaveProperty('authorization')
})

test('requirement 6: a public route is for plugins too', async () => {
  const path = `/api/open/${crypto.randomUUID()}`
  expect(await problemOf(await tenant.fetch(path))).toEqual([403, 'plugin_header_invalid'])
  expect(await seen(path)).toEqual([])
})

test('requirement 17: a public route takes nothing but reads from nobody', async () => {
  const path = `/api/open/${crypto.randomUUID()}`
  const headers = { ...PLUGIN, Origin: tenant.origin, 'Sec-Fetch-Site': 'same-origin' }
  expect(await problemOf(await tenant.fetch(path, { method: 'POST', headers }))).toEqual([401, 'signed_out'])
  expect(await seen(path)).toEqual([])
})

test('a path that is not canonical is no public route', async () => {
  expect(await problemOf(await tenant.fetch('/api/open/%41', { headers: PLUGIN }))).toEqual([401, 'signed_out'])
})

test("requirement 24: an operators' route is refused to a plugin, and to an operator who says to be one", async () => {
  const path = `/api/closed/${crypto.randomUUID()}`
  const person = await tenant.signIn()
  const refused = [403, 'allowlist_violation', 'x-allowlist-violation: 1']
  expect(await problemOf(await person.call('caller', path))).toEqual(refused)
  const response = await byToken(tenant, path, { method: 'GET', headers: PLUGIN })
  expect(response.status).toBeGreaterThanOrEqual(400)
  expect(await seen(path)).toEqual([])
})

test("requirement 29: a manifest that lists an operators' route is refused, by name of the route", async () => {
  const grant = { permissions: { api: [{ method: 'GET', path: '/api/closed/:id' }] } }
  await env.CONFIG.put(
    `config/plugins/${tenant.host}.yaml`,
    JSON.stringify([{ id: 'caller', version: '1.0.0', ...grant }]),
  )
  const response = await byToken(tenant, '/api/plugins/refresh')
  expect([response.status, await response.json()]).toMatchObject([
    422,
    { rejections: [{ where: '[0].permissions.api[0].path', why: '/api/closed/:id is for operators' }] },
  ])
})
