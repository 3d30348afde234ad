/** The audit trail: who did what, begun before it happens, with its outcome; who tried; and nothing without it. */
import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { chainText, verifyChain, type AuditRow } from '../../src/core/audit.ts'
import { sha256Hex } from '../../src/io/digest.ts'
import { problemOf } from './answer.ts'
import { newTenant, OPERATOR_HOST, type Tenant } from './fixture.ts'
import { byToken, fileOf, operatorOnHost, revisionOf } from './operator.ts'
import { pdpSaying } from './pdp.ts'

const HELLO = { id: 'hello', version: '1.0.0', contributions: { routes: [{ path: '/hello', component: 'Hello' }] } }
const OTHER = { ...HELLO, id: 'other', contributions: { routes: [{ path: '/other', component: 'Other' }] } }
const QUARANTINE = '/api/plugins/quarantine/hello'

interface Page {
  readonly rows: readonly AuditRow[]
  readonly head: { readonly seq: number; readonly hash: string }
}

async function trailOf(tenant: Tenant, query = ''): Promise<Page> {
  const response = await byToken(tenant, `/api/ops/audit${query}`, { method: 'GET' })
  expect(response.status).toBe(200)
  return response.json()
}

async function linesOf(tenant: Tenant): Promise<readonly string[]> {
  const { rows } = await trailOf(tenant)
  return rows.map(({ seq, who, via, action, plugin, outcome }) =>
    [seq, who, via, action, plugin, outcome].join(' ').replace('operator:', ''),
  )
}

/** A tenant whose first revision is live. */
async function acme(): Promise<Tenant> {
  const tenant = await newTenant({ plugins: [HELLO, OTHER] })
  await tenant.fetch('/api/session')
  return tenant
}

/** A trail that does not answer; what is asked of it is kept. */
function brokenTrail() {
  const fail = () => Promise.reject(new Error('out of reach'))
  return { AUDIT: new Proxy(env.AUDIT, { get: () => () => ({ append: fail, read: fail }) }) }
}

test('a tenant on which nobody operated has an empty trail', async () => {
  expect(await trailOf(await acme())).toMatchObject({ rows: [], head: { seq: 0, hash: '0'.repeat(64) } })
})

test('an action stands in the trail twice: begun, then done with what was before and after', async () => {
  const tenant = await acme()
  const receipt = await byToken(tenant, QUARANTINE, { body: '{"reason":"leaks"}' })
  const { requestId, audit }: { requestId: string; audit: string } = await receipt.json()
  expect(audit).toBe('written')
  const { rows, head } = await trailOf(tenant)
  const about = {
    who: 'operator:ci',
    via: 'token',
    action: 'quarantine',
    tenant: tenant.host,
    plugin: 'hello',
    requestId,
    at: new Date().toISOString(),
  }
  expect(rows).toMatchObject([
    { seq: 1, ...about, outcome: 'begun', before: null, after: null, previous: '0'.repeat(64) },
    {
      seq: 2,
      ...about,
      outcome: 'done',
      before: { quarantined: false },
      after: { quarantined: true, reason: 'leaks' },
      previous: rows[0]?.hash,
    },
  ])
  expect(head).toEqual({ seq: 2, hash: rows[1]?.hash })
})

test('the begun row is there before anything has changed', async () => {
  const tenant = await acme()
  const flags: (string | null)[] = []
  const writing = new Proxy(env.CONFIG, {
    get: (target, name) => {
      if (name !== 'put') return bound(target, name)
      return async (key: string, value: string) => {
        if (key.startsWith('quarantine/')) flags.push((await linesOf(tenant)).join(', '))
        await target.put(key, value)
      }
    },
  })
  await byToken(tenant, QUARANTINE, { bindings: { CONFIG: writing } })
  expect(flags).toEqual(['1 ci token quarantine hello begun'])
})

function bound(target: object, name: string | symbol): unknown {
  const value: unknown = Reflect.get(target, name)
  return typeof value === 'function' ? value.bind(target) : value
}

test('each kind of action has its name, and the revisions before and after', async () => {
  const tenant = await acme()
  const first = await revisionOf(tenant)
  await byToken(tenant, '/api/plugins/unquarantine/hello')
  await env.CONFIG.put(fileOf(tenant), JSON.stringify([HELLO]))
  expect((await byToken(tenant, '/api/plugins/refresh')).status).toBe(200)
  const second = await revisionOf(tenant)
  expect((await byToken(tenant, '/api/plugins/rollback')).status).toBe(200)
  expect(await linesOf(tenant)).toEqual([
    '1 ci token unquarantine hello begun',
    '2 ci token unquarantine hello done',
    '3 ci token refresh * begun',
    '4 ci token refresh * done',
    '5 ci token rollback * begun',
    '6 ci token rollback * done',
  ])
  const { rows } = await trailOf(tenant)
  expect(rows[3]).toMatchObject({ before: { [tenant.host]: first }, after: { [tenant.host]: second } })
  expect(rows[5]).toMatchObject({ before: { [tenant.host]: second }, after: { [tenant.host]: first } })
})

test('an action that fails says why', async () => {
  const tenant = await acme()
  await byToken(tenant, '/api/plugins/quarantine/nobody')
  await env.CONFIG.put(fileOf(tenant), '{')
  await byToken(tenant, '/api/plugins/refresh')
  const { rows } = await trailOf(tenant)
  expect(rows.map(({ action, outcome, after }) => [action, outcome, after])).toEqual([
    ['quarantine', 'begun', null],
    ['quarantine', 'failed', { problem: 'operator_plugin_unknown' }],
    ['refresh', 'begun', null],
    ['refresh', 'failed', { problem: 'config_rejected' }],
  ])
})

test('what changes nothing is not in the trail', async () => {
  const tenant = await acme()
  await byToken(tenant, '/api/ops/plugins', { method: 'GET' })
  await byToken(tenant, '/api/plugins/refresh?dry=1', { body: '{"files":{}}' })
  expect(await linesOf(tenant)).toEqual([])
})

describe('who may not', () => {
  test('and tries is written down, with the name', async () => {
    const tenant = await acme()
    const alice = await tenant.signIn()
    expect(await problemOf(await alice.fetch(QUARANTINE, { method: 'POST' }))).toEqual([403, 'operator_required'])
    expect((await alice.fetch('/api/ops/audit')).status).toBe(403)
    const { bindings } = pdpSaying(false)
    expect((await byToken(tenant, '/api/plugins/refresh', { bindings })).status).toBe(403)
    expect(await linesOf(tenant)).toEqual([
      '1 auth:account:demo:alice session quarantine hello refused',
      '2 auth:account:demo:alice session read * refused',
      '3 ci token refresh * refused',
    ])
  })

  test('and tries often is written down sixty times a minute', async () => {
    const tenant = await acme()
    const mallory = await tenant.signIn({ userId: 'mallory' })
    for (let index = 0; index < 65; index += 1) await mallory.fetch(QUARANTINE, { method: 'POST' })
    expect((await trailOf(tenant, '?limit=500')).rows).toHaveLength(60)
  })

  test('is told the same while the trail does not answer', async () => {
    const tenant = await acme()
    const alice = await tenant.signIn()
    const response = await alice.fetch(QUARANTINE, { method: 'POST', bindings: brokenTrail() })
    expect(await problemOf(response)).toEqual([403, 'operator_required'])
    expect(await linesOf(tenant)).toEqual(['1 auth:account:demo:alice session quarantine hello refused'])
  })
})

describe('while the trail does not answer', () => {
  test.each(['/api/plugins/unquarantine/hello', '/api/plugins/refresh', '/api/plugins/rollback'])(
    '%s is refused, and changes nothing',
    async (path) => {
      const tenant = await acme()
      await byToken(tenant, QUARANTINE)
      await env.CONFIG.put(fileOf(tenant), JSON.stringify([HELLO]))
      const revision = await revisionOf(tenant)
      const response = await byToken(tenant, path, { bindings: brokenTrail() })
      expect(await problemOf(response)).toEqual([503, 'audit_unavailable'])
      expect(await revisionOf(tenant)).toBe(revision)
      expect(await env.CONFIG.get(`quarantine/${tenant.host}/hello`)).not.toBeNull()
      expect(await linesOf(tenant)).toHaveLength(2)
    },
  )

  test('a quarantine works, says that its row is queued, and stands in the trail afterwards', async () => {
    const tenant = await acme()
    const response = await byToken(tenant, QUARANTINE, { bindings: brokenTrail() })
    expect(await response.json()).toMatchObject({ quarantined: true, audit: 'queued' })
    expect(await env.CONFIG.get(`quarantine/${tenant.host}/hello`)).not.toBeNull()
    await byToken(tenant, '/api/plugins/unquarantine/hello')
    const expected = [
      '1 ci token quarantine hello begun',
      '2 ci token quarantine hello done',
      '3 ci token unquarantine hello begun',
      '4 ci token unquarantine hello done',
    ]
    expect(await linesOf(tenant)).toEqual(expected)
    expect((await env.CONFIG.list({ prefix: `audit/${tenant.host}/` })).keys).toEqual([])
    expect(await linesOf(tenant)).toEqual(expected)
  })

  test('a quarantine that can be neither written nor queued is refused', async () => {
    const tenant = await acme()
    const CONFIG = new Proxy(env.CONFIG, {
      get: (target, name) => (name === 'put' ? () => Promise.reject(new Error('down')) : bound(target, name)),
    })
    const response = await byToken(tenant, QUARANTINE, { bindings: { ...brokenTrail(), CONFIG } })
    expect(await problemOf(response)).toEqual([503, 'audit_unavailable'])
    expect(await env.CONFIG.get(`quarantine/${tenant.host}/hello`)).toBeNull()
  })

  test('it cannot be read, which is said', async () => {
    const response = await byToken(await acme(), '/api/ops/audit', { method: 'GET', bindings: brokenTrail() })
    expect(await problemOf(response)).toEqual([503, 'audit_unavailable'])
  })
})

describe('the chain', () => {
  test('holds over pages, also after actions at the same time', async () => {
    const tenant = await acme()
    const actions = Array.from({ length: 6 }, (_, index) =>
      byToken(
        tenant,
        `/api/plugins/${index % 2 === 0 ? 'quarantine' : 'unquarantine'}/${index < 3 ? 'hello' : 'other'}`,
      ),
    )
    for (const response of await Promise.all(actions)) expect(response.status).toBe(200)
    const first = await trailOf(tenant, '?limit=5')
    const second = await trailOf(tenant, '?after=5&limit=500')
    const rows = [...first.rows, ...second.rows]
    expect(first.rows).toHaveLength(5)
    expect(rows).toHaveLength(12)
    expect(first.head).toEqual(second.head)
    const hashes = await Promise.all(rows.map((row) => sha256Hex(chainText(row))))
    expect(verifyChain(rows, hashes, { head: first.head })).toBe(null)
  })

  test.each(['?after=x', '?after=-1', '?limit=1.5', '?after='])('%s is no page', async (query) => {
    const response = await byToken(await acme(), `/api/ops/audit${query}`, { method: 'GET' })
    expect(await problemOf(response)).toEqual([400, 'body_invalid'])
  })
})

describe('the gateway’s own check', () => {
  async function acted(): Promise<Tenant> {
    const tenant = await acme()
    for (const action of ['quarantine', 'unquarantine']) await byToken(tenant, `/api/plugins/${action}/hello`)
    return tenant
  }

  async function verdictOn(tenant: Tenant, query = ''): Promise<unknown> {
    return (await byToken(tenant, `/api/ops/audit/verify${query}`, { method: 'GET' })).json()
  }

  /** Whoever has the account could do this; nothing in the product can. */
  async function tamper(tenant: Tenant, work: (storage: DurableObjectStorage) => Promise<unknown>): Promise<void> {
    await runInDurableObject(env.AUDIT.getByName(tenant.host), async (_, { storage }) => void (await work(storage)))
  }

  const keyOf = (seq: number): string => `row:${String(seq).padStart(16, '0')}`

  test('finds a trail as it was written, and an empty one', async () => {
    const tenant = await acted()
    expect(await verdictOn(tenant)).toMatchObject({ rows: 4, broken: null, next: null, head: { seq: 4 } })
    expect(await verdictOn(tenant, '?after=3')).toMatchObject({ rows: 1, broken: null })
    expect(await verdictOn(await acme())).toMatchObject({ rows: 0, broken: null, head: { seq: 0 } })
  })

  test('finds a changed row', async () => {
    const tenant = await acted()
    await tamper(tenant, async (storage) => {
      const row = await storage.get<AuditRow>(keyOf(2))
      await storage.put(keyOf(2), { ...row, who: 'somebody else' })
    })
    expect(await verdictOn(tenant)).toMatchObject({ broken: 2 })
  })

  test.each([
    [1, 1],
    [3, 3],
    [4, 4],
  ])('finds row %d deleted', async (seq, broken) => {
    const tenant = await acted()
    await tamper(tenant, (storage) => storage.delete(keyOf(seq)))
    expect(await verdictOn(tenant)).toMatchObject({ broken })
  })

  test('finds that the row is gone after which it should go on', async () => {
    expect(await verdictOn(await acted(), '?after=9')).toMatchObject({ broken: 9 })
  })
})

test('the whole trail is one document to keep elsewhere, and its chain holds there', async () => {
  const tenant = await acme()
  await byToken(tenant, QUARANTINE)
  const response = await byToken(tenant, '/api/ops/audit/export', { method: 'GET' })
  expect(response.headers.get('Content-Disposition')).toMatch(
    new RegExp(`^attachment; filename="audit-${tenant.host}-\\d{4}-\\d\\d-\\d\\d.json"$`),
  )
  const exported: unknown = await response.json()
  expect(exported).toEqual({ tenant: tenant.host, ...(await trailOf(tenant)) })
  const empty = await byToken(await acme(), '/api/ops/audit/export', { method: 'GET' })
  expect(await empty.json()).toMatchObject({ rows: [], head: { seq: 0 } })
})

test('a trail of more than one page is exported whole', async () => {
  const tenant = await acme()
  const entry = {
    at: '2026-01-01T00:00:00.000Z',
    who: 'operator:ci',
    via: 'token',
    action: 'refresh',
    tenant: tenant.host,
    plugin: '*',
    outcome: 'done',
    before: null,
    after: null,
  } as const
  const entries = Array.from({ length: 1000 }, (_, index) => ({ ...entry, requestId: `request-${index}` }))
  await env.AUDIT.getByName(tenant.host).append(entries)
  const response = await byToken(tenant, '/api/ops/audit/export', { method: 'GET' })
  const { rows, head } = await response.json<Page>()
  expect(rows).toHaveLength(1000)
  const hashes = await Promise.all(rows.map((row) => sha256Hex(chainText(row))))
  expect(verifyChain(rows, hashes, { head })).toBe(null)
})

test('each tenant has its own trail, and what concerns all stands in that of the operators’ host', async () => {
  const [one, other] = [await acme(), await acme()]
  const olivia = await operatorOnHost()
  const read = async () => {
    const response = await olivia.fetch(`/api/ops/audit?tenant=${OPERATOR_HOST}&limit=500`)
    return (await response.json<Page>()).rows
  }
  const before = (await read()).length
  const headers = { 'Content-Type': 'application/json' }
  await olivia.fetch(`${QUARANTINE}?tenant=${one.host}`, { method: 'POST', headers })
  await olivia.fetch(`${QUARANTINE}?scope=all`, { method: 'POST', headers })
  await olivia.fetch('/api/plugins/unquarantine/hello?scope=all', { method: 'POST', headers })
  expect(await linesOf(one)).toEqual([
    '1 auth:account:demo:olivia session quarantine hello begun',
    '2 auth:account:demo:olivia session quarantine hello done',
  ])
  expect(await linesOf(other)).toEqual([])
  expect((await read()).slice(before).map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
    'quarantine begun',
    'quarantine done',
    'unquarantine begun',
    'unquarantine done',
  ])
})

test('a tenant that nobody configured has no trail: the attempt stands in that of the host that was asked', async () => {
  const olivia = await operatorOnHost()
  const nobody = `nobody-${crypto.randomUUID()}.test`
  const headers = { 'Content-Type': 'application/json' }
  const response = await olivia.fetch(`${QUARANTINE}?tenant=${nobody}`, { method: 'POST', headers })
  const { requestId }: { requestId: string } = await response.json()
  expect(response.status).toBe(404)
  const trail = await olivia.fetch(`/api/ops/audit?tenant=${OPERATOR_HOST}&limit=500`)
  const { rows } = await trail.json<Page>()
  expect(rows.filter((row) => row.requestId === requestId).map(({ outcome, after }) => [outcome, after])).toEqual([
    ['begun', null],
    ['failed', { problem: 'tenant_unknown' }],
  ])
  const audit = await olivia.fetch(`/api/ops/audit?tenant=${nobody}`)
  expect(await problemOf(audit)).toEqual([404, 'tenant_unknown'])
})
