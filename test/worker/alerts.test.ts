/** Incidents: found in what was counted, told once when they begin and once when they are over. */
import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { TelemetryObject } from '../../src/io/objects/telemetry.ts'
import { newTenant, passTime, type Tenant } from './fixture.ts'
import { answer, NETWORK, seen } from './network.ts'
import { byToken } from './operator.ts'

const SEEN = { id: 'seen', version: '1.2.3', contributions: { routes: [{ path: '/plugins/seen', component: 'Page' }] } }
const MINUTE_MS = 60_000
const settings = { alerts: { webhook: 'ALERT_WEBHOOK', windowMinutes: 2, mountFailures: 2, mountFailurePercent: 50 } }

async function alerting(): Promise<{ readonly tenant: Tenant; readonly hook: string }> {
  const hook = `/hook/${crypto.randomUUID()}`
  await answer(hook, { status: 204 })
  return { tenant: await newTenant({ plugins: [SEEN], settings }), hook }
}

/** @param people Each reports it once: rules ask how many people it happened to. */
async function report(tenant: Tenant, name: string, people: number): Promise<void> {
  const event = { name, plugin: 'seen', version: '1.2.3', ...(name === 'mount_failed' && { reason: 'threw' }) }
  const body = JSON.stringify({ events: [event] })
  for (let index = 0; index < people; index += 1) {
    const person = await tenant.signIn({ userId: `person-${index}` })
    await person.fetch('/api/plugins/telemetry', { method: 'POST', body })
  }
}

/** Incidents as operators see them. Asking writes what was counted until now. */
async function incidentsOf(tenant: Tenant): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const response = await byToken(tenant, '/api/ops/metrics', { method: 'GET' })
  const { incidents } = await response.json<{ readonly incidents: readonly Readonly<Record<string, unknown>>[] }>()
  return incidents
}

/** Lets the object look at the rules, with the webhook's secret on this test's network. */
async function look(tenant: Tenant, hook: string | null): Promise<void> {
  await incidentsOf(tenant)
  const bindings = hook === null ? env : { ...env, ALERT_WEBHOOK: NETWORK + hook }
  await runInDurableObject(env.TELEMETRY.getByName(tenant.host), async (_, state) => {
    await new TelemetryObject(state, bindings).alarm()
  })
}

async function toldAt(hook: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  return (await seen(hook)).map(({ body }): Readonly<Record<string, unknown>> => JSON.parse(body))
}

test('quiet figures call nobody', async () => {
  const { tenant, hook } = await alerting()
  await report(tenant, 'mount_ok', 5)
  await report(tenant, 'mount_failed', 1)
  await look(tenant, hook)
  expect(await toldAt(hook)).toEqual([])
  expect(await incidentsOf(tenant)).toEqual([])
})

test('an incident is told once, however often the rules are looked at', async () => {
  const { tenant, hook } = await alerting()
  await report(tenant, 'mount_failed', 3)
  for (let round = 0; round < 3; round += 1) await look(tenant, hook)
  await report(tenant, 'mount_failed', 3)
  await look(tenant, hook)
  const [only, ...others] = await toldAt(hook)
  expect(others).toEqual([])
  expect(only).toEqual({
    text: `${tenant.host} seen 1.2.3: 100 per cent of mounts failed, the limit is 50`,
    state: 'open',
    tenant: tenant.host,
    incident: 1,
    rule: 'mount_failures',
    plugin: 'seen',
    version: '1.2.3',
    figure: 100,
    threshold: 50,
    openedAt: new Date().toISOString(),
    closedAt: null,
  })
  expect(await incidentsOf(tenant)).toMatchObject([{ rule: 'mount_failures', plugin: 'seen', closedAt: null }])
})

test('its end is told once, and the next one is another', async () => {
  const { tenant, hook } = await alerting()
  await report(tenant, 'mount_failed', 3)
  await look(tenant, hook)
  passTime(2 * MINUTE_MS)
  await look(tenant, hook)
  await look(tenant, hook)
  await report(tenant, 'mount_failed', 3)
  await look(tenant, hook)
  expect((await toldAt(hook)).map(({ incident, state }) => [incident, state])).toEqual([
    [1, 'open'],
    [1, 'closed'],
    [2, 'open'],
  ])
})

test('the call is a POST of JSON, once tried again while nobody answers', async () => {
  const { tenant, hook } = await alerting()
  await answer(hook, { status: 500 })
  await report(tenant, 'mount_failed', 3)
  await look(tenant, hook)
  await look(tenant, hook)
  await answer(hook, { status: 200 })
  await look(tenant, hook)
  await look(tenant, hook)
  const calls = await seen(hook)
  expect(calls.map(({ method }) => method)).toEqual(['POST', 'POST', 'POST'])
  expect(Object.fromEntries(calls[0]?.headers ?? [])['content-type']).toBe('application/json')
  expect(new Set(calls.map(({ body }) => body)).size).toBe(1)
})

test('a webhook that never answers is given up', async () => {
  const { tenant, hook } = await alerting()
  await answer(hook, { status: 500 })
  await report(tenant, 'mount_failed', 3)
  for (let round = 0; round < 8; round += 1) await look(tenant, hook)
  expect(await seen(hook)).toHaveLength(5)
})

test('a redirect is not followed, and counts as no answer', async () => {
  const { tenant, hook } = await alerting()
  const elsewhere = `/elsewhere/${crypto.randomUUID()}`
  await answer(hook, { status: 307, headers: [['Location', NETWORK + elsewhere]] })
  await report(tenant, 'mount_failed', 3)
  await look(tenant, hook)
  expect(await seen(elsewhere)).toEqual([])
})

test('without the secret the incident stands all the same', async () => {
  const { tenant } = await alerting()
  await report(tenant, 'mount_failed', 3)
  await look(tenant, null)
  expect(await incidentsOf(tenant)).toHaveLength(1)
})

test('figures and incidents older than a week are gone', async () => {
  const { tenant, hook } = await alerting()
  await report(tenant, 'mount_failed', 3)
  await look(tenant, hook)
  passTime(2 * MINUTE_MS)
  await look(tenant, hook)
  passTime(8 * 24 * 60 * MINUTE_MS)
  await look(tenant, hook)
  const week = await byToken(tenant, '/api/ops/metrics?minutes=10080', { method: 'GET' })
  expect(await week.json()).toMatchObject({ totals: [], rollups: [], incidents: [] })
  const text = await byToken(tenant, '/api/ops/metrics?format=openmetrics', { method: 'GET' })
  expect(await text.text()).toBe('# EOF\n')
})
