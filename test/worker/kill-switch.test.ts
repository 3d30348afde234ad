/** The kill switch: what the doorbell does that KV alone cannot. */
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, test } from 'vitest'
import type { Total } from '../../src/core/metrics.ts'
import { REGIONS } from '../../src/core/news.ts'
import { replicaName } from '../../src/io/objects/doorbell.ts'
import { problemOf } from './answer.ts'
import { newTenant, passTime, type Person, type Tenant } from './fixture.ts'
import { byToken, revisionOf } from './operator.ts'

const ECHO = '/api/plugins/secure-echo'
const QUARANTINED = [403, 'plugin_quarantined', 'x-plugin-quarantined: 1']
const HELLO = {
  id: 'hello',
  version: '1.0.0',
  contributions: { routes: [{ path: '/hello', component: 'Hello' }] },
  permissions: { api: [{ method: 'GET', path: ECHO }] },
}
const LEASE_MS = 1000
const GRACE_MS = 5000
/** Longer than news are kept. */
const OLD_NEWS_MS = 180_001

async function alice(): Promise<Person> {
  const person = await (await newTenant({ plugins: [HELLO] })).signIn()
  expect((await person.call('hello', ECHO)).status).toBe(200)
  return person
}

/** KV as it looks from afar, where a change has not arrived yet. */
const { CONFIG } = env
const staleFlags = new Proxy(CONFIG, {
  get(kv, name) {
    if (name !== 'get') return Reflect.get(kv, name)
    return (keys: string | string[], type?: 'json') =>
      Array.isArray(keys) ? Promise.resolve(new Map(keys.map((key) => [key, null]))) : kv.get(keys, type ?? 'json')
  },
})

/** The doorbell, counted, or out of reach. */
function doorbell({ isDown = false }: { readonly isDown?: boolean } = {}) {
  const asked: string[] = []
  const binding = new Proxy(env.DOORBELL, {
    get(namespace, name) {
      if (name !== 'getByName') return Reflect.get(namespace, name)
      return (object: string) => {
        asked.push(object)
        if (isDown) throw new Error('out of reach')
        return namespace.getByName(object)
      }
    },
  })
  return { asked, bindings: { DOORBELL: binding } }
}

/** Requests while the doorbell was out of reach, as the figures have them. */
async function outagesOf(tenant: Tenant): Promise<readonly string[]> {
  const response = await byToken(tenant, '/api/ops/metrics', { method: 'GET' })
  const { totals } = await response.json<{ readonly totals: readonly Total[] }>()
  const failed = totals.filter(({ metric }) => metric === 'doorbell_failed')
  return failed.map(({ reason, count }) => `${reason} ${count}`)
}

/** An isolate leaves a doorbell that did not answer alone for a moment, which is over before the next test. */
afterEach(() => passTime(LEASE_MS))

describe('a quarantine by an operator', () => {
  test('is acknowledged by every region', async () => {
    const { tenant } = await alice()
    const response = await byToken(tenant, '/api/plugins/quarantine/hello', { body: '{"reason":"broken"}' })
    expect(await response.json()).toMatchObject({
      plugin: 'hello',
      tenant: tenant.host,
      scope: 'tenant',
      quarantined: true,
      reason: 'broken',
      by: 'operator:ci',
      acknowledged: REGIONS,
      silent: [],
      tabs: 0,
      revision: await revisionOf(tenant),
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    })
  })

  test.each(['', '?scope=all'])('%s holds where KV does not show it yet', async (scope) => {
    const person = await alice()
    await byToken(person.tenant, `/api/plugins/quarantine/hello${scope}`)
    passTime(LEASE_MS)
    const far = { bindings: { CONFIG: staleFlags } }
    expect(await problemOf(await person.call('hello', ECHO, far))).toEqual(QUARANTINED)
    await byToken(person.tenant, `/api/plugins/unquarantine/hello${scope}`)
    passTime(LEASE_MS)
    expect((await person.call('hello', ECHO, far)).status).toBe(200)
  })

  test('that was lifted does not hide a flag set with wrangler since', async () => {
    const person = await alice()
    await byToken(person.tenant, '/api/plugins/quarantine/hello')
    await byToken(person.tenant, '/api/plugins/unquarantine/hello')
    await env.CONFIG.put(`quarantine/${person.tenant.host}/hello`, 'on')
    passTime(LEASE_MS)
    expect(await problemOf(await person.call('hello', ECHO))).toEqual(QUARANTINED)
  })

  test('that was lifted stays lifted where KV still shows it', async () => {
    const person = await alice()
    const key = `quarantine/${person.tenant.host}/hello`
    await byToken(person.tenant, '/api/plugins/quarantine/hello')
    const flag = (await env.CONFIG.get(key)) ?? ''
    await byToken(person.tenant, '/api/plugins/unquarantine/hello')
    await env.CONFIG.put(key, flag)
    passTime(LEASE_MS)
    expect((await person.call('hello', ECHO)).status).toBe(200)
  })

  test('is left to KV when the news are old', async () => {
    const person = await alice()
    await byToken(person.tenant, '/api/plugins/quarantine/hello')
    await env.CONFIG.delete(`quarantine/${person.tenant.host}/hello`)
    passTime(OLD_NEWS_MS)
    expect((await person.call('hello', ECHO)).status).toBe(200)
  })
})

describe('an isolate', () => {
  test('asks at most once in a lease, whatever the number of calls', async () => {
    const person = await alice()
    passTime(LEASE_MS)
    const { asked, bindings } = doorbell()
    for (let call = 0; call < 20; call++) await person.call('hello', ECHO, { bindings })
    expect(asked).toEqual([`${person.tenant.host} weur`, '* weur'])
  })

  test('serves on its last answer while the doorbell is out of reach, and closes after the grace time', async () => {
    const person = await alice()
    const { bindings } = doorbell({ isDown: true })
    passTime(LEASE_MS)
    expect((await person.call('hello', ECHO, { bindings })).status).toBe(200)
    passTime(GRACE_MS - LEASE_MS)
    for (const path of [ECHO, '/api/plugins/manifests', '/api/plugins/bundle?entry=hello&id=hello']) {
      const response = await person.call('hello', path, { bindings })
      expect(await problemOf(response), path).toEqual([503, 'doorbell_unavailable'])
    }
    expect((await person.fetch('/api/session', { bindings })).status).toBe(200)
    passTime(LEASE_MS)
    expect((await person.call('hello', ECHO)).status).toBe(200)
    expect(await outagesOf(person.tenant)).toEqual(['closed 4', 'grace 1'])
  })

  test('says in the receipt that nobody heard', async () => {
    const { tenant } = await alice()
    const { bindings } = doorbell({ isDown: true })
    const response = await byToken(tenant, '/api/plugins/quarantine/hello', { bindings })
    expect(await response.json()).toMatchObject({ acknowledged: [], silent: REGIONS, tabs: 0 })
    expect(await env.CONFIG.get(`quarantine/${tenant.host}/hello`)).toContain('operator:ci')
  })
})

test('two changes of one moment both reach a region that heard of neither', async () => {
  const { host } = (await alice()).tenant
  const primary = env.DOORBELL.getByName(`${host} primary`)
  const at = Date.now()
  const deaf = { getByName: () => ({ hear: () => Promise.reject(new Error('out of reach')) }) }
  const using = (DOORBELL: object): Promise<boolean> =>
    runInDurableObject(primary, (instance) => Reflect.set(instance, 'env', { ...env, DOORBELL }))
  await using(deaf)
  for (const plugin of ['hello', 'other']) {
    const change = { kind: 'quarantine', plugin, flag: {}, lifted: null } as const
    expect(await primary.ring({ tenant: host, change, at })).toMatchObject({ silent: REGIONS })
  }
  await using(env.DOORBELL)
  // Unless the alarm has come by itself.
  await runDurableObjectAlarm(primary)
  const heard = async (): Promise<readonly string[]> =>
    (await env.DOORBELL.getByName(replicaName(host, 'weur')).ask()).flags.map(({ plugin }) => plugin)
  await expect.poll(heard).toEqual(['hello', 'other'])
})

test('what was rung last holds, whatever the clocks of those who rang say', async () => {
  const { host } = (await alice()).tenant
  const primary = env.DOORBELL.getByName(`${host} primary`)
  const lift = { kind: 'quarantine', plugin: 'hello', flag: null, lifted: null } as const
  await primary.ring({ tenant: host, change: lift, at: Date.now() + 50 })
  await primary.ring({ tenant: host, change: { ...lift, flag: { reason: 'leaks' } }, at: Date.now() })
  const { flags } = await env.DOORBELL.getByName(replicaName(host, 'weur')).ask()
  expect(flags).toMatchObject([{ plugin: 'hello', flag: { reason: 'leaks' } }])
})

describe('the line to an open page', () => {
  async function listening(person: Person) {
    const response = await person.fetch('/api/configs/stream')
    expect(response.headers.get('Content-Type')).toBe('text/event-stream')
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    if (reader === undefined) throw new Error('no body')
    return async () => (await reader.read()).value
  }

  test('tells what is live, and wakes the page for a quarantine without naming the plugin', async () => {
    const person = await alice()
    const next = await listening(person)
    expect(await next()).toMatch(
      /^retry: \d+\nevent: plugins\ndata: \{"revision":"[0-9a-f]{32}","changedAt":\d+\}\n\n$/,
    )
    const receipt = await byToken(person.tenant, '/api/plugins/quarantine/hello')
    expect(await receipt.json()).toMatchObject({ tabs: 1 })
    expect(await next()).toBe('event: plugins\ndata: {}\n\n')
  })

  test('costs nothing while nothing happens: the doorbell sleeps, and wakes for what it has to tell', async () => {
    const person = await alice()
    const next = await listening(person)
    await next()
    const { host } = person.tenant
    const lines = await Promise.all(
      REGIONS.map(async (region) => {
        const replica = env.DOORBELL.getByName(replicaName(host, region))
        // Lines that hibernate are the only ones that a state knows of.
        const count = await runInDurableObject(replica, (_, state) => state.getWebSockets().length)
        await evictDurableObject(replica)
        return count
      }),
    )
    expect(lines.toSorted((one, other) => one - other)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 1])
    const receipt = await byToken(person.tenant, '/api/plugins/quarantine/hello')
    expect(await receipt.json()).toMatchObject({ tabs: 1, silent: [] })
    expect(await next()).toBe('event: plugins\ndata: {}\n\n')
  })

  test('is told of a new revision, by what it touches', async () => {
    const person = await alice()
    const next = await listening(person)
    await next()
    const { host } = person.tenant
    await env.CONFIG.put('config/ui.yaml', JSON.stringify({ tenants: { [host]: { brand: { name: 'New' } } } }))
    const receipt = await byToken(person.tenant, '/api/plugins/refresh')
    expect(receipt.status).toBe(200)
    expect(await next()).toMatch(/^event: ui\ndata: \{"revision":"[0-9a-f]{32}"\}\n\n$/)
  })

  test('is for people who are signed in', async () => {
    const { tenant } = await alice()
    expect((await tenant.fetch('/api/configs/stream')).status).toBe(401)
  })
})
