/** Figures: what a scripted session did is what is counted, exactly, with its labels, and for nobody else. */
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { problemOf } from './answer.ts'
import { bundleKey, newTenant, send, type Person, type Tenant } from './fixture.ts'
import { answer, answerJson } from './network.ts'
import { byToken } from './operator.ts'
import { pdpSaying, pdpThat } from './pdp.ts'

const PAGE = { routes: [{ path: '/plugins/seen', component: 'Page' }], widgets: [] }
const SEEN = {
  id: 'seen',
  version: '1.2.3',
  contributions: PAGE,
  permissions: {
    api: [
      { method: 'GET', path: '/api/crud/*' },
      { method: 'GET', path: '/api/plugins/secure-echo' },
    ],
    sse: ['orders'],
  },
}
const DENIED = {
  id: 'denied',
  version: '2.0.0',
  contributions: { routes: [], widgets: [{ slot: 'dashboard.main', component: 'Widget' }] },
}
/** Calls are made by hand here, so none shows a capability: that is counted elsewhere. */
const PLAIN = { security: { capability: 'off' } }
const TELEMETRY = '/api/plugins/telemetry'

interface Counted {
  readonly metric: string
  readonly plugin: string
  readonly version: string
  readonly reason: string
  readonly count: number
}

interface Figures {
  readonly totals: readonly (Counted & { readonly p50?: number; readonly p95?: number; readonly sum: number })[]
  readonly rollups: readonly (Counted & { readonly minute: number })[]
  readonly step: number
}

async function figuresOf(tenant: Tenant, query = ''): Promise<Figures> {
  const response = await byToken(tenant, `/api/ops/metrics${query}`, { method: 'GET' })
  expect(response.status).toBe(200)
  return response.json()
}

/** `metric plugin version reason count`, one line for each series. */
async function linesOf(tenant: Tenant): Promise<readonly string[]> {
  const { totals } = await figuresOf(tenant)
  return totals.map(({ metric, plugin, version, reason, count }) =>
    [metric, plugin, version, reason, count].filter((part) => part !== '').join(' '),
  )
}

function report(person: Person, ...events: readonly Readonly<Record<string, unknown>>[]): Promise<Response> {
  return person.fetch(TELEMETRY, { method: 'POST', body: JSON.stringify({ events }) })
}

function bundleOf(id: string, version = ''): string {
  return `/api/plugins/bundle?entry=${id}&id=${id}${version && `&v=${version}`}`
}

function newItem(): string {
  return `/api/crud/items/${crypto.randomUUID()}`
}

test('a tenant of which nothing was asked has no figures', async () => {
  const { totals, rollups, step } = await figuresOf(await newTenant({ plugins: [SEEN] }))
  expect({ totals, rollups, step }).toEqual({ totals: [], rollups: [], step: 1 })
})

test('lines of a plugin’s log are counted by level, and what only looks like one is not', async () => {
  const permissions = { api: [{ method: 'POST', path: TELEMETRY }] }
  const tenant = await newTenant({ plugins: [{ id: 'talks', version: '1.0.0', permissions }], settings: PLAIN })
  const person = await tenant.signIn()
  const line = { name: 'log', level: 'info', message: 'said' }
  const events = [line, { ...line, level: 'error' }, line, { ...line, level: 'odd' }, { ...line, name: 'clicked' }]
  const response = await person.call('talks', TELEMETRY, { method: 'POST', body: JSON.stringify({ events }) })
  expect(response.status).toBe(202)
  const logged = (await linesOf(tenant)).filter((each) => each.startsWith('plugin_log'))
  expect(logged).toEqual(['plugin_log talks 1.0.0 error 1', 'plugin_log talks 1.0.0 info 2'])
})

describe('a scripted session', () => {
  test('of bundles', async () => {
    const tenant = await newTenant({ plugins: [SEEN, DENIED] })
    const person = await tenant.signIn()
    const first = await person.fetch(bundleOf('seen'))
    await person.fetch(bundleOf('seen'), { headers: { 'If-None-Match': first.headers.get('ETag') } })
    await person.fetch(bundleOf('seen', '1.2.3'))
    await person.fetch(bundleOf('seen', '9.9.9'))
    await person.fetch(bundleOf('nobody'))
    await person.fetch('/api/plugins/bundle?id=seen')
    await person.fetch(bundleOf('denied'))
    await person.fetch(bundleOf('denied'))
    expect(await linesOf(tenant)).toEqual([
      'bundle_refused bundle_query_invalid 1',
      'bundle_refused bundle_unknown 1',
      'bundle_refused denied 2.0.0 bundle_not_permitted 2',
      'bundle_refused seen 1.2.3 bundle_unknown 1',
      'bundle_served seen 1.2.3 3',
      // Asked once: the second time the decision was remembered.
      'pdp_denied denied 2.0.0 1',
    ])
  })

  test('of calls', async () => {
    const tenant = await newTenant({ plugins: [SEEN, DENIED], settings: PLAIN })
    const person = await tenant.signIn()
    const [item, broken, silent] = [newItem(), newItem(), newItem()]
    await answerJson(item, {})
    await answerJson(broken, {}, 503)
    await answer(silent, { then: 'reset', raw: 'nonsense' })
    await person.call('seen', item)
    await person.call('seen', item)
    await person.call('seen', '/api/plugins/secure-echo')
    await person.call('seen', broken)
    await person.call('seen', silent)
    await person.call('seen', '/api/crud/items', { method: 'POST' })
    await person.call('seen', '/api/crud/a%2Fb')
    await person.call('denied', item)
    await person.call('nobody', item)
    await person.call('No Id', item)
    await person.fetch(item)
    await tenant.fetch(item, { headers: { 'X-Plugin-Id': 'seen' } })
    expect(await linesOf(tenant)).toEqual([
      'call_admitted seen 1.2.3 5',
      'call_refused plugin_header_invalid 2',
      'call_refused plugin_unknown 1',
      'call_refused denied 2.0.0 allowlist_violation 1',
      'call_refused seen 1.2.3 allowlist_violation 1',
      'call_refused seen 1.2.3 path_not_canonical 1',
      'call_refused seen 1.2.3 signed_out 1',
      'upstream_error seen 1.2.3 status 1',
      'upstream_error seen 1.2.3 unreachable 1',
      'upstream_retried seen 1.2.3 1',
    ])
  })

  test('of a stream', async () => {
    const tenant = await newTenant({ plugins: [SEEN], settings: PLAIN })
    const person = await tenant.signIn()
    await answer('/api/events', { headers: [['Content-Type', 'text/event-stream']], body: 'data: 1\n\n' })
    const stream = await person.call('seen', '/api/events?topic=orders')
    await stream.text()
    await person.call('seen', '/api/events?topic=secret')
    expect(await linesOf(tenant)).toEqual([
      'call_admitted seen 1.2.3 1',
      'call_refused seen 1.2.3 allowlist_violation 1',
      'stream_open seen 1.2.3 1',
    ])
  })

  test('of a quarantined plugin and of a bundle with other bytes', async () => {
    const tampered = { id: 'tampered', version: `1.0.${Date.now()}`, contributions: PAGE }
    const tenant = await newTenant({ plugins: [SEEN, { ...tampered, contributions: DENIED.contributions }] })
    const person = await tenant.signIn()
    await person.fetch('/api/plugins/manifests')
    await env.BUNDLES.put(bundleKey('tampered', tampered.version), 'something else')
    expect((await person.fetch(bundleOf('tampered'))).status).toBe(409)
    await byToken(tenant, '/api/plugins/quarantine/seen')
    await person.fetch(bundleOf('seen'))
    await person.call('seen', newItem())
    expect(await linesOf(tenant)).toEqual([
      `integrity_error tampered ${tampered.version} 1`,
      'quarantine_refused seen 1.2.3 2',
    ])
  })

  test('of questions to the policy decision point', async () => {
    const tenant = await newTenant({ plugins: [SEEN, DENIED] })
    const person = await tenant.signIn()
    const ask = (bindings = {}) => {
      const evaluations = [
        { resource: { type: 'plugin.route', id: '/plugins/seen' }, action: { name: 'view' } },
        { resource: { type: 'plugin.widget', id: 'denied:Widget' }, action: { name: 'view' } },
        { resource: { type: 'something', id: 'denied as well' }, action: { name: 'view' } },
      ]
      const body = JSON.stringify({ evaluations })
      return person.fetch('/access/v1/evaluations', { method: 'POST', body, bindings })
    }
    expect((await ask()).status).toBe(200)
    expect((await ask(pdpSaying('nonsense', true, true).bindings)).status).toBe(200)
    const broken = pdpThat(() => {
      throw new Error('down')
    })
    expect((await ask(broken.bindings)).status).toBe(503)
    expect(await linesOf(tenant)).toEqual([
      'pdp_denied 1',
      'pdp_denied denied 2.0.0 1',
      'pdp_denied seen 1.2.3 1',
      'pdp_failed 1',
    ])
  })
})

describe('what the host reports', () => {
  test('is counted by plugin, version and reason, load times with their quantiles', async () => {
    const tenant = await newTenant({ plugins: [SEEN, DENIED] })
    const person = await tenant.signIn()
    const seen = { plugin: 'seen', version: '1.2.3' }
    const answered = await report(
      person,
      { name: 'mount_ok', ...seen },
      { name: 'load', ...seen, ms: 40 },
      { name: 'load', ...seen, ms: 60 },
      { name: 'mount_ok', ...seen },
      { name: 'mount_failed', plugin: 'denied', version: '2.0.0', reason: 'not_permitted' },
    )
    expect([answered.status, await answered.json()]).toEqual([202, { accepted: 5 }])
    expect(await linesOf(tenant)).toEqual([
      'load_ms seen 1.2.3 2',
      'mount_failed denied 2.0.0 not_permitted 1',
      'mount_ok seen 1.2.3 2',
    ])
    const [load] = (await figuresOf(tenant)).totals
    expect(load).toMatchObject({ sum: 100, p50: 50, p95: 95 })
  })

  test('requirement 37: what the registry does not have is not counted, so labels stay few', async () => {
    const tenant = await newTenant({ plugins: [SEEN] })
    const person = await tenant.signIn()
    const answered = await report(
      person,
      { name: 'mount_ok', plugin: 'nobody', version: '1.2.3' },
      { name: 'mount_ok', plugin: 'seen', version: '1.2.4' },
      { name: 'mount_ok', plugin: '__proto__', version: '1.2.3' },
    )
    expect([answered.status, await answered.json()]).toEqual([202, { accepted: 0 }])
    expect(await linesOf(tenant)).toEqual([])
  })

  test.each([
    ['another name', { name: 'clicked', plugin: 'seen', version: '1.2.3' }],
    ['a reason of its own', { name: 'mount_failed', plugin: 'seen', version: '1.2.3', reason: 'because' }],
    ['no reason', { name: 'mount_failed', plugin: 'seen', version: '1.2.3' }],
    ['no plugin', { name: 'mount_ok', version: '1.2.3' }],
    ['no version', { name: 'mount_ok', plugin: 'seen' }],
    ['a version that is a number', { name: 'mount_ok', plugin: 'seen', version: 1 }],
    ['a negative time', { name: 'load', plugin: 'seen', version: '1.2.3', ms: -1 }],
    ['an endless time', { name: 'load', plugin: 'seen', version: '1.2.3', ms: 1e12 }],
    ['a time that is a text', { name: 'load', plugin: 'seen', version: '1.2.3', ms: '40' }],
  ])('requirement 37: is refused with %s, all of it', async (_, event) => {
    const tenant = await newTenant({ plugins: [SEEN] })
    const person = await tenant.signIn()
    const response = await report(person, { name: 'mount_ok', plugin: 'seen', version: '1.2.3' }, event)
    expect(await problemOf(response)).toEqual([400, 'body_invalid'])
    expect(await linesOf(tenant)).toEqual([])
  })

  test('requirement 37: is taken thirty times a minute', async () => {
    const person = await (await newTenant({ plugins: [SEEN] })).signIn()
    const statuses: number[] = []
    for (let index = 0; index < 31; index += 1) statuses.push((await report(person)).status)
    expect(statuses.slice(0, 30).every((status) => status === 202)).toBe(true)
    expect(statuses[30]).toBe(429)
    expect((await report(await person.tenant.signIn())).status).toBe(202)
  })

  test('needs somebody signed in, and the proof that it comes from the page', async () => {
    const person = await (await newTenant({ plugins: [SEEN] })).signIn()
    expect(await problemOf(await person.tenant.fetch(TELEMETRY, { method: 'POST' }))).toEqual([401, 'signed_out'])
    const forged = await person.fetch(TELEMETRY, { method: 'POST', headers: { 'X-CSRF-Token': null } })
    expect(await problemOf(forged)).toEqual([403, 'csrf_refused'])
  })
})

describe('figures', () => {
  test('of one tenant are no others', async () => {
    const [one, other] = [await newTenant({ plugins: [SEEN] }), await newTenant({ plugins: [SEEN] })]
    await (await one.signIn()).fetch(bundleOf('seen'))
    expect(await linesOf(one)).toEqual(['bundle_served seen 1.2.3 1'])
    expect(await linesOf(other)).toEqual([])
  })

  test('stay when a write fails, and arrive with the next, once', async () => {
    const tenant = await newTenant({ plugins: [SEEN] })
    const person = await tenant.signIn()
    await person.fetch(bundleOf('seen'))
    const bindings = { TELEMETRY: new Proxy(env.TELEMETRY, { get: () => () => unreachable }) }
    const headers = { Authorization: `Bearer ${Reflect.get(env, 'TEST_OPERATOR_TOKEN')}` }
    expect((await send(`${tenant.origin}/api/ops/metrics`, { headers, bindings })).status).toBe(500)
    await person.fetch(bundleOf('seen'))
    expect(await linesOf(tenant)).toEqual(['bundle_served seen 1.2.3 2'])
    expect(await linesOf(tenant)).toEqual(['bundle_served seen 1.2.3 2'])
  })

  test('a batch that arrives twice counts once', async () => {
    const tenant = await newTenant({ plugins: [SEEN] })
    await figuresOf(tenant)
    const store = env.TELEMETRY.getByName(tenant.host)
    const minute = Math.floor(Date.now() / 60_000)
    const alerts = { webhook: null, windowMinutes: 5, integrityErrors: 1, refusals: 50, refusalFactor: 5 }
    const rollup = { minute, metric: 'stream_open', plugin: 'seen', version: '1.2.3', reason: '' } as const
    const batch = {
      id: 'the same',
      tenant: tenant.host,
      alerts: { ...alerts, mountFailures: 5, mountFailurePercent: 20 },
      rollups: [{ ...rollup, count: 7, sum: 0, buckets: [] }],
    }
    await store.add(batch)
    await store.add(batch)
    await store.add({ ...batch, id: 'another' })
    expect(await linesOf(tenant)).toEqual(['stream_open seen 1.2.3 14'])
  })

  test.each(['?format=openmetrics', ''])('are OpenMetrics text for scrapers (%s)', async (query) => {
    const tenant = await newTenant({ plugins: [SEEN] })
    await (await tenant.signIn()).fetch(bundleOf('seen'))
    const headers = { Accept: query === '' ? 'application/openmetrics-text; version=1.0.0,*/*;q=0.1' : '*/*' }
    const response = await byToken(tenant, `/api/ops/metrics${query}`, { method: 'GET', headers })
    expect(response.headers.get('Content-Type')).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8')
    expect(await response.text()).toBe(
      [
        '# TYPE experience_bundle_served counter',
        '# HELP experience_bundle_served Bundles served, conditional answers included',
        `experience_bundle_served_total{tenant="${tenant.host}",plugin_id="seen",version="1.2.3"} 1`,
        '# EOF',
        '',
      ].join('\n'),
    )
  })

  test.each(['0', '-1', '1.5', 'x', '10081', ''])('of %s minutes are refused', async (minutes) => {
    const tenant = await newTenant()
    const response = await byToken(tenant, `/api/ops/metrics?minutes=${minutes}`, { method: 'GET' })
    expect(await problemOf(response)).toEqual([400, 'body_invalid'])
  })

  test('of a week come in longer steps', async () => {
    expect((await figuresOf(await newTenant(), '?minutes=10080')).step).toBe(56)
  })
})

const unreachable = {
  add: () => Promise.reject(new Error('out of reach')),
  read: () => Promise.reject(new Error('out of reach')),
}
