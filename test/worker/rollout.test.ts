/** Gradual rollout: people have the version that is theirs, and a halt gives everybody the stable one. */
import { runDurableObjectAlarm } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { bucketOf } from '../../src/core/rollout.ts'
import { haltRollout } from '../../src/io/rollouts.ts'
import { flush } from '../../src/io/telemetry.ts'
import { problemOf } from './answer.ts'
import { bundleKey, bundleText, newTenant, passTime, type Person, type Tenant } from './fixture.ts'
import { byToken, revisionOf } from './operator.ts'
import { pdpThat } from './pdp.ts'

const HELLO = {
  id: 'hello',
  version: '1.0.0',
  contributions: { routes: [{ path: '/hello', component: 'Hello' }] },
}
const FRESH = '1.1.0'
const PERCENT = 30
const LEASE_MS = 1000
const people = Array.from({ length: 50 }, (_, index) => `person-${index}`)
const isInside = (userId: string): boolean => bucketOf(`auth:account:demo:${userId}`, 'hello') < PERCENT
const insiders = people.filter(isInside)
const [insider = ''] = insiders
const outsider = people.find((userId) => !isInside(userId)) ?? ''

async function rollingOut(): Promise<Tenant> {
  await env.BUNDLES.put(bundleKey('hello', FRESH), bundleText('hello', FRESH))
  const tenant = await newTenant({ plugins: [HELLO] })
  await tenant.fetch('/api/session')
  const body = JSON.stringify({ version: FRESH, percent: PERCENT })
  const receipt = await byToken(tenant, '/api/plugins/rollout/hello', { body })
  expect(await receipt.json()).toMatchObject({
    plugin: 'hello',
    rollout: { version: FRESH, percent: PERCENT },
    silent: [],
  })
  passTime(LEASE_MS)
  return tenant
}

async function versionOf(person: Person): Promise<unknown> {
  const [manifest] = await (
    await person.fetch('/api/plugins/manifests')
  ).json<
    readonly { readonly version: string; readonly variant?: string; readonly bundle: { readonly url: string } }[]
  >()
  const bundle = await (await person.fetch(manifest?.bundle.url ?? '')).text()
  return [manifest?.version, manifest?.variant, bundle]
}

const STABLE = ['1.0.0', 'stable', bundleText('hello', '1.0.0')]
const NEW = [FRESH, 'rollout', bundleText('hello', FRESH)]

test('who may refresh and not publish changes how many have it, and brings no other version', async () => {
  const tenant = await rollingOut()
  await env.BUNDLES.put(bundleKey('hello', '6.6.6'), 'export const other = 1')
  const before = await revisionOf(tenant)
  const { bindings } = pdpThat((body) => Response.json({ decision: !JSON.stringify(body).includes('"publish"') }))
  const rollOut = (rollout: unknown, query = ''): Promise<Response> =>
    byToken(tenant, `/api/plugins/rollout/hello${query}`, { body: JSON.stringify(rollout), bindings })
  for (const query of ['', '?dry=1']) {
    const refused = await rollOut({ version: '6.6.6', percent: 100 }, query)
    expect(await problemOf(refused)).toEqual([403, 'operator_required'])
  }
  expect(await revisionOf(tenant)).toBe(before)
  expect((await rollOut({ version: FRESH, percent: 50 })).status).toBe(200)
  expect((await rollOut({ version: null })).status).toBe(200)
})

describe('while a rollout runs', () => {
  test('each person has one version, in the manifest and in the bundle', async () => {
    const tenant = await rollingOut()
    expect(await versionOf(await tenant.signIn({ userId: insider }))).toEqual(NEW)
    expect(await versionOf(await tenant.signIn({ userId: outsider }))).toEqual(STABLE)
  })

  test("nobody gets the other people's version by asking for it", async () => {
    const tenant = await rollingOut()
    const person = await tenant.signIn({ userId: outsider })
    const path = `/api/plugins/bundle?entry=hello&id=hello&v=${FRESH}`
    expect(await problemOf(await person.fetch(path))).toEqual([404, 'bundle_unknown'])
  })

  test('a halt gives everybody the stable version, also after a refresh', async () => {
    const tenant = await rollingOut()
    const person = await tenant.signIn({ userId: insider })
    const halt = { plugin: 'hello', version: FRESH, why: 'it threw' }
    expect(await haltRollout(env, tenant.host, halt, new Date().toISOString())).toMatch(/^[0-9a-f]{32}$/)
    passTime(LEASE_MS)
    expect(await versionOf(person)).toEqual(STABLE)
    expect(await haltRollout(env, tenant.host, halt, new Date().toISOString())).toBeNull()
    passTime(LEASE_MS)
    expect((await byToken(tenant, '/api/plugins/refresh')).status).toBe(200)
    passTime(LEASE_MS)
    expect(await versionOf(person)).toEqual(STABLE)
  })

  const failing = (times: number): string => {
    const event = { name: 'mount_failed', plugin: 'hello', version: FRESH, reason: 'threw' }
    return JSON.stringify({ events: Array.from({ length: times }, () => event) })
  }

  async function report(tenant: Tenant, userId: string, times: number): Promise<void> {
    const person = await tenant.signIn({ userId })
    const answer = await person.fetch('/api/plugins/telemetry', { method: 'POST', body: failing(times) })
    expect(await answer.json()).toEqual({ accepted: times })
    await flush(env)
  }

  test('a new version whose mounts fail for several people is halted by itself, which is written down', async () => {
    const tenant = await rollingOut()
    const other = await rollingOut()
    for (const userId of insiders.slice(0, 5)) await report(tenant, userId, 1)
    expect(await runDurableObjectAlarm(env.TELEMETRY.getByName(tenant.host))).toBe(true)
    passTime(LEASE_MS)
    expect(await versionOf(await tenant.signIn({ userId: insider }))).toEqual(STABLE)
    expect(await versionOf(await other.signIn({ userId: insider }))).toEqual(NEW)
    const trail = await (await byToken(tenant, '/api/ops/audit', { method: 'GET' })).json<{ rows: readonly object[] }>()
    const halt = { via: 'rule', action: 'halt', plugin: 'hello', outcome: 'done' }
    expect(trail.rows).toContainEqual(expect.objectContaining(halt))
  })

  test('one person halts nothing, however often it fails for them, and in however many sessions', async () => {
    const tenant = await rollingOut()
    for (let session = 0; session < 5; session += 1) await report(tenant, insider, 40)
    expect(await runDurableObjectAlarm(env.TELEMETRY.getByName(tenant.host))).toBe(true)
    passTime(LEASE_MS)
    expect(await versionOf(await tenant.signIn({ userId: insider }))).toEqual(NEW)
  })

  test('taken out, there is one version again', async () => {
    const tenant = await rollingOut()
    const person = await tenant.signIn({ userId: insider })
    expect((await byToken(tenant, '/api/plugins/rollout/hello', { body: '{"version":null}' })).status).toBe(200)
    passTime(LEASE_MS)
    expect(await versionOf(person)).toEqual(['1.0.0', undefined, bundleText('hello', '1.0.0')])
  })
})

test.each([
  ['{"version":"1.1.0","percent":101}', 400, 'body_invalid'],
  ['{"version":"1.1","percent":10}', 400, 'body_invalid'],
  ['{"version":"1.0.0","percent":10}', 422, 'config_rejected'],
  ['{"version":"9.9.9","percent":10}', 422, 'config_rejected'],
])('%s is refused', async (body, status, code) => {
  const tenant = await newTenant({ plugins: [HELLO] })
  await tenant.fetch('/api/session')
  expect(await problemOf(await byToken(tenant, '/api/plugins/rollout/hello', { body }))).toEqual([status, code])
})
