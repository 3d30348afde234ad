/** Every route there is, walked: none is forgotten by a gate (requirements 17, 20 and 44). */
import { describe, expect, test } from 'vitest'
import { app } from '../../src/app.ts'
import { OPERATOR_ACTIONS } from '../fixtures/operator-actions.ts'
import { problemOf } from './answer.ts'
import { newTenant, OPERATOR_HOST, Tenant, writeConfiguration } from './fixture.ts'

/**
 * Who may use a route. `session`: somebody signed in. `operator`: an operator's token, or a person on the operators'
 * host. `public`: anybody. `provider`: an identity provider, which proves itself by a signature. `browser`: reports by itself,
 * and changes nothing.
 */
type Audience = 'session' | 'operator' | 'public' | 'provider' | 'browser'

/** A route that is not named here fails the test: whoever adds one says here who it is for. */
const ROUTES: Readonly<Record<string, Audience>> = {
  'GET /healthz': 'public',
  'GET /.well-known/authzen-configuration': 'public',
  'GET /.well-known/jwks.json': 'public',
  'GET /auth/login': 'public',
  'GET /auth/callback': 'public',
  'POST /auth/logout': 'session',
  'POST /auth/backchannel-logout': 'provider',
  'GET /api/session': 'session',
  'POST /api/csp-reports': 'browser',
  'POST /api/plugins/quarantine/:id': 'operator',
  'POST /api/plugins/unquarantine/:id': 'operator',
  'POST /api/plugins/refresh': 'operator',
  'POST /api/plugins/rollback': 'operator',
  'POST /api/plugins/rollout/:id': 'operator',
  'GET /api/ops/tenants': 'operator',
  'GET /api/ops/plugins': 'operator',
  'GET /api/ops/metrics': 'operator',
  'GET /api/ops/audit': 'operator',
  'GET /api/ops/audit/verify': 'operator',
  'GET /api/ops/audit/export': 'operator',
  'GET /api/ops/plugin': 'operator',
  'GET /api/ops/explain': 'operator',
  'POST /api/ops/explain': 'operator',
  'GET /api/ops/config': 'operator',
  'PUT /api/ops/config': 'operator',
  'PUT /api/ops/bundles/:id/:version': 'operator',
  'PUT /api/ops/entries/:id': 'operator',
  'PATCH /api/ops/entries/:id': 'operator',
  'DELETE /api/ops/entries/:id': 'operator',
  'GET /api/ops/revision': 'operator',
  'POST /api/ops/sessions/end': 'operator',
  'GET /api/ops/export': 'operator',
  'POST /api/ops/import': 'operator',
  'ALL /api/ops/*': 'operator',
  'GET /api/plugins/manifests': 'session',
  'POST /api/plugins/capabilities': 'session',
  'GET /api/plugins/bundle': 'session',
  'GET /api/plugins/bundle/:id/:version': 'session',
  'GET /api/plugins/secure-echo': 'session',
  'POST /api/plugins/secure-echo': 'session',
  'POST /api/plugins/telemetry': 'session',
  'PUT /api/dev/plugins/:id': 'operator',
  'PUT /api/dev/plugins/:id/findings': 'operator',
  'POST /api/dev/plugins/:id/pulse': 'operator',
  'DELETE /api/dev/plugins/:id': 'operator',
  'POST /api/dev/notes': 'session',
  'GET /api/configs/ui': 'session',
  'GET /api/configs/stream': 'session',
  'POST /access/v1/evaluation': 'session',
  'POST /access/v1/evaluations': 'session',
  'ALL /api/*': 'session',
  'GET /ui/:page?': 'public',
  'GET /*': 'public',
}

/** Middleware stands at `ALL /*`; everything else answers. */
const found = [...new Set(app.routes.map(({ method, path }) => `${method} ${path}`))].filter(
  (name) => name !== 'ALL /*',
)

test('requirement 44: every route is classified, and every classified route exists', () => {
  expect(found.toSorted()).toEqual(Object.keys(ROUTES).toSorted())
})

test.each(OPERATOR_ACTIONS)('there is a route to: $does', ({ api }) => {
  expect(ROUTES[api]).toBe('operator')
  expect(found).toContain(api)
})

/** Authors at work are no operators, and what is not there is nobody's action. */
const NO_ACTIONS = ['ALL /api/ops/*', ...found.filter((name) => name.includes(' /api/dev/'))]

test('every route for operators is in the table of what operators do', () => {
  const routes = found.filter((name) => ROUTES[name] === 'operator' && !NO_ACTIONS.includes(name))
  expect(routes.filter((name) => !OPERATOR_ACTIONS.some(({ api }) => api === name))).toEqual([])
})

const tenant = await newTenant()
const person = await tenant.signIn()
const METHODS = ['POST', 'PUT', 'PATCH', 'DELETE'] as const

const mutating = Object.entries(ROUTES).flatMap(([name, audience]) => {
  const [method = '', pattern = ''] = name.split(' ')
  const path = pattern.replace(':id', 'hello').replace(':version', '1.0.0').replace('*', 'crud/items')
  if (method === 'GET' || audience === 'provider' || audience === 'browser') return []
  return (method === 'ALL' ? METHODS : [method]).map((each) => [each, path] as const)
})

describe.each(mutating)('requirement 17: %s %s', (method, path) => {
  test.each([
    ['no Origin', { Origin: null }],
    ['another Origin', { Origin: 'https://evil.test' }],
    ['the Origin null', { Origin: 'null' }],
    ['the Origin with another scheme', { Origin: `http://${tenant.host}` }],
    ['the Origin with a port', { Origin: `${tenant.origin}:8443` }],
    ['a subdomain for Origin', { Origin: `https://x.${tenant.host}` }],
    ['no Sec-Fetch-Site', { 'Sec-Fetch-Site': null }],
    ['a request from elsewhere', { 'Sec-Fetch-Site': 'cross-site' }],
    ['a request from a sibling', { 'Sec-Fetch-Site': 'same-site' }],
    ['a request by hand', { 'Sec-Fetch-Site': 'none' }],
    ['no token', { 'X-CSRF-Token': null }],
    ['an empty token', { 'X-CSRF-Token': '' }],
    ['another token', { 'X-CSRF-Token': 'a'.repeat(43) }],
    ['the session id for token', { 'X-CSRF-Token': person.sessionId }],
    ["a form's type", { 'Content-Type': 'application/x-www-form-urlencoded' }],
    ["an upload's type", { 'Content-Type': 'multipart/form-data; boundary=x' }],
    ['a plain type', { 'Content-Type': 'text/plain' }],
  ])('with %s is refused', async (_, headers) => {
    const response = await person.fetch(path, { method, headers })
    expect(await problemOf(response)).toEqual([403, 'csrf_refused'])
  })

  test("with another session's token is refused", async () => {
    const other = await tenant.signIn()
    const response = await person.fetch(path, { method, headers: { 'X-CSRF-Token': other.record.csrfToken } })
    expect(await problemOf(response)).toEqual([403, 'csrf_refused'])
  })

  test('with every proof gets past this gate', async () => {
    const response = await (await tenant.signIn()).fetch(path, { method })
    expect(await response.text()).not.toContain('csrf_refused')
  })

  test('of nobody is refused', async () => {
    const proof = { Origin: tenant.origin, 'Sec-Fetch-Site': 'same-origin' }
    expect(await problemOf(await tenant.fetch(path, { method, headers: proof }))).toEqual([401, 'signed_out'])
  })
})

test('requirement 17: paths that no route has are no way around it', async () => {
  for (const path of ['/', '/dashboard', '/api/none', '/assets/x.js', '/auth/none']) {
    const response = await person.fetch(path, { method: 'POST', headers: { 'X-CSRF-Token': null } })
    expect(await problemOf(response), path).toEqual([403, 'csrf_refused'])
  }
})

const reading = Object.entries(ROUTES).flatMap(([name, audience]) => {
  const [method = '', pattern = ''] = name.split(' ')
  const path = pattern.replace(':id', 'hello').replace(':version', '1.0.0').replace('*', 'crud/items')
  return method === 'GET' || method === 'ALL' ? [[path, audience] as const] : []
})

/** What is not `no-store`: keys that are public, and the page, which a browser keeps to come back to and asks about first. */
const CACHING = new Map([
  ['/.well-known/jwks.json', 'public, max-age=300'],
  ['/crud/items', 'private, no-cache'],
])

describe.each(reading)('requirement 44: GET %s is for: %s', (path, audience) => {
  test('nobody is told to sign in, where somebody has to be', async () => {
    expect((await tenant.fetch(path)).status === 401).toBe(audience !== 'public')
  })

  test('requirement 20: is stored by no cache', async () => {
    const response = await person.fetch(path)
    await response.body?.cancel()
    expect(response.headers.get('Cache-Control')).toBe(CACHING.get(path) ?? 'no-store')
  })
})

test.each(reading.filter(([, audience]) => audience === 'operator'))(
  'requirement 24: GET %s is not for a session of a tenant',
  async (path) => {
    expect(await problemOf(await person.fetch(path))).toEqual([403, 'operator_required'])
  },
)

test("the operators' host has operators' routes, sign-in and one page, and nothing else", async () => {
  await writeConfiguration(OPERATOR_HOST, {})
  const ops = new Tenant(OPERATOR_HOST)
  const operator = await ops.signIn()
  for (const path of ['/api/plugins/manifests', '/api/plugins/bundle', '/api/configs/ui', '/api/crud/items']) {
    expect(await problemOf(await operator.fetch(path)), path).toEqual([404, 'not_found'])
  }
  for (const path of ['/access/v1/evaluations', '/api/plugins/telemetry', '/api/crud/items']) {
    expect(await problemOf(await operator.fetch(path, { method: 'POST', body: '{}' })), path).toEqual([
      404,
      'not_found',
    ])
  }
  expect((await operator.fetch('/api/session')).status).toBe(200)
  expect((await operator.fetch('/any/page')).headers.get('Content-Type')).toBe('text/html; charset=utf-8')
})
