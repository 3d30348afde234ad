/** Reports of blocked content: taken from anybody, within bounds, and shown to operators (requirement 36). */
import { expect, test, vi } from 'vitest'
import { newTenant, passTime, type Call, type Tenant, type TenantSetup } from './fixture.ts'
import { byToken } from './operator.ts'

const PATH = '/api/csp-reports'
const HELLO = { id: 'hello', version: '1.0.0', contributions: { routes: [{ path: '/hello', component: 'Hello' }] } }

function reportOf({ origin }: Tenant, fields: Readonly<Record<string, unknown>> = {}): string {
  const source = `${origin}/api/plugins/bundle/hello/1.0.0`
  return JSON.stringify({
    'csp-report': {
      'document-uri': `${origin}/`,
      'effective-directive': 'connect-src',
      'blocked-uri': 'https://evil.example/steal?token=secret',
      'source-file': source,
      'line-number': 7,
      ...fields,
    },
  })
}

function send(tenant: Tenant, body: BodyInit, headers: Call['headers'] = {}): Promise<Response> {
  return tenant.fetch(PATH, { method: 'POST', body, headers: { 'Content-Type': 'application/csp-report', ...headers } })
}

/** `plugin directive count`, one line for each series. */
async function countedIn(tenant: Tenant): Promise<readonly string[]> {
  const response = await byToken(tenant, '/api/ops/metrics', { method: 'GET' })
  interface Total {
    readonly metric: string
    readonly plugin: string
    readonly reason: string
    readonly count: number
  }
  const { totals }: { readonly totals: readonly Total[] } = JSON.parse(await response.text())
  return totals
    .filter(({ metric }) => metric === 'csp_report')
    .map(({ plugin, reason, count }) => [plugin, reason, count].filter((part) => part !== '').join(' '))
}

async function tenantWith(setup: TenantSetup = {}): Promise<Tenant> {
  return newTenant({ plugins: [HELLO], ...setup })
}

test('a report needs no session, is named after the plugin whose bundle tried, and is counted by directive', async () => {
  const tenant = await tenantWith()
  const response = await send(tenant, reportOf(tenant))
  expect([response.status, await response.text()]).toEqual([204, ''])
  await send(tenant, reportOf(tenant, { 'source-file': `${tenant.origin}/assets/host.js`, 'blocked-uri': 'inline' }))
  await send(tenant, reportOf(tenant, { 'source-file': `${tenant.origin}/api/plugins/bundle?entry=nobody&id=nobody` }))
  expect(await countedIn(tenant)).toEqual(['connect-src 2', 'hello connect-src 1'])
})

test('the newer format counts as well, each of its reports', async () => {
  const tenant = await tenantWith()
  const body = { documentURL: `${tenant.origin}/`, effectiveDirective: 'img-src', blockedURL: 'https://evil.example/' }
  const reports = JSON.stringify([1, 2].map(() => ({ type: 'csp-violation', body })))
  await send(tenant, reports, { 'Content-Type': 'application/reports+json' })
  expect(await countedIn(tenant)).toEqual(['img-src 2'])
})

test('the same again is said once in the log, escaped, without the query of what was blocked', async () => {
  const tenant = await tenantWith()
  const warn = vi.spyOn(console, 'warn')
  const evil = reportOf(tenant, { 'source-file': `${tenant.origin}/x\n{"level":"error"}` })
  for (const body of [evil, evil, evil]) await send(tenant, body)
  const lines = warn.mock.calls.map(([line]) => String(line)).filter((line) => line.includes('csp_report'))
  warn.mockRestore()
  expect(lines).toHaveLength(1)
  expect(lines[0]).not.toMatch(/\n|secret/)
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ tenant: tenant.host, directive: 'connect-src', plugin: null })
})

test.each([
  ['no report at all', 'x'],
  ['nothing', ''],
  ['a body over 8 kB', `{"csp-report":{"x":"${'x'.repeat(9000)}"}}`],
  ['bytes that are no UTF-8', new Uint8Array([0xff, 0xfe])],
])('%s is answered like any other, and counts as nothing', async (_, body) => {
  const tenant = await tenantWith()
  expect((await send(tenant, body)).status).toBe(204)
  expect(await countedIn(tenant)).toEqual([])
})

test.each(['application/json', 'text/plain', 'multipart/form-data; boundary=x'])('%s is not read', async (type) => {
  const tenant = await tenantWith()
  expect((await send(tenant, reportOf(tenant), { 'Content-Type': type })).status).toBe(204)
  expect(await countedIn(tenant)).toEqual([])
})

test('a report about another host counts nowhere', async () => {
  const [tenant, other] = [await tenantWith(), await tenantWith()]
  expect((await send(tenant, reportOf(other))).status).toBe(204)
  expect([await countedIn(tenant), await countedIn(other)]).toEqual([[], []])
})

test('one address has so many a minute, all of them together so many', async () => {
  const budgets = { reportsPerMinute: 3, tenantReportsPerMinute: 5 }
  const tenant = await tenantWith({ settings: { budgets } })
  const from = async (address: string, times: number): Promise<void> => {
    for (let each = 0; each < times; each += 1) {
      expect((await send(tenant, reportOf(tenant), { 'CF-Connecting-IP': address })).status).toBe(204)
    }
  }
  await from('192.0.2.1', 10)
  expect(await countedIn(tenant)).toEqual(['hello connect-src 3'])
  await from('192.0.2.2', 10)
  expect(await countedIn(tenant)).toEqual(['hello connect-src 5'])
  passTime(60_000)
  await from('192.0.2.1', 10)
  expect(await countedIn(tenant)).toEqual(['hello connect-src 8'])
})

test('many reports in one request cost as much as one by one, and what is dropped is said once', async () => {
  const tenant = await tenantWith({ settings: { budgets: { reportsPerMinute: 5, tenantReportsPerMinute: 7 } } })
  const warn = vi.spyOn(console, 'warn')
  const body = { documentURL: `${tenant.origin}/`, effectiveDirective: 'img-src', blockedURL: 'https://evil.example/' }
  const batch = JSON.stringify(Array.from({ length: 4 }, () => ({ type: 'csp-violation', body })))
  const from = (address: string) =>
    send(tenant, batch, { 'Content-Type': 'application/reports+json', 'CF-Connecting-IP': address })
  await from('192.0.2.1')
  expect(await countedIn(tenant)).toEqual(['img-src 4'])
  for (const _ of [1, 2]) await from('192.0.2.1')
  expect(await countedIn(tenant)).toEqual(['img-src 5'])
  for (const _ of [1, 2]) await from('192.0.2.2')
  expect(await countedIn(tenant)).toEqual(['img-src 7'])
  const lines = warn.mock.calls.map(([line]) => String(line)).filter((line) => line.includes('csp_reports_dropped'))
  warn.mockRestore()
  expect(lines.map((line) => [JSON.parse(line).tenant, JSON.parse(line).of])).toEqual([
    [tenant.host, 'address'],
    [tenant.host, 'tenant'],
  ])
})

test('nothing but a report can be done there', async () => {
  const tenant = await tenantWith()
  for (const method of ['GET', 'PUT', 'DELETE']) {
    expect((await tenant.fetch(PATH, { method })).status, method).toBe(401)
  }
})
