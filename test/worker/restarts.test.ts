/** Durable Objects that restart or are out of reach while everything else goes on: what they keep, and who notices. */
import { abortAllDurableObjects } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { chainText, verifyChain, type AuditRow } from '../../src/core/audit.ts'
import { sha256Hex } from '../../src/io/digest.ts'
import { flush } from '../../src/io/telemetry.ts'
import { problemOf } from './answer.ts'
import { outOfReach } from './broken.ts'
import { FORGOTTEN_MS, newTenant, passTime, type Person, type Tenant } from './fixture.ts'
import { comeBack, newIdp, sessionCookieOf, startLogin, tenantOf } from './idp.ts'
import { byToken, fileOf, operatorOnHost } from './operator.ts'

const ECHO = '/api/plugins/secure-echo'
const HELLO = {
  id: 'hello',
  version: '1.0.0',
  contributions: { routes: [{ path: '/hello', component: 'Hello' }] },
  permissions: { api: [{ method: 'GET', path: ECHO }] },
}

async function alice(): Promise<Person> {
  return (await newTenant({ plugins: [HELLO] })).signIn()
}

async function trailOf(tenant: Tenant) {
  const response = await byToken(tenant, '/api/ops/audit', { method: 'GET' })
  return response.json<{ rows: readonly AuditRow[]; head: { seq: number; hash: string } }>()
}

async function countedCalls(tenant: Tenant): Promise<number> {
  const response = await byToken(tenant, '/api/ops/metrics', { method: 'GET' })
  const { totals } = await response.json<{ totals: readonly { metric: string; count: number }[] }>()
  return totals.find(({ metric }) => metric === 'call_admitted')?.count ?? 0
}

describe('when every Durable Object restarts', () => {
  test('who is signed in stays signed in', async () => {
    const person = await alice()
    await abortAllDurableObjects()
    passTime(FORGOTTEN_MS)
    expect((await person.call('hello', ECHO)).status).toBe(200)
  })

  test('who has signed out stays signed out', async () => {
    const person = await alice()
    await person.fetch('/auth/logout', { method: 'POST' })
    await abortAllDurableObjects()
    passTime(FORGOTTEN_MS)
    expect((await person.fetch('/api/session')).status).toBe(401)
  })

  test('a sign-in under way can be completed, once', async () => {
    const idp = await newIdp()
    const tenant = await tenantOf(idp)
    const underWay = await startLogin(tenant)
    await abortAllDurableObjects()
    expect(sessionCookieOf(await comeBack(tenant, idp, underWay))).toBeDefined()
    await abortAllDurableObjects()
    expect(await problemOf(await comeBack(tenant, idp, underWay))).toEqual([400, 'login_failed'])
  })

  test('a quarantine that KV does not show yet still holds', async () => {
    const person = await alice()
    await byToken(person.tenant, '/api/plugins/quarantine/hello')
    await env.CONFIG.delete(`quarantine/${person.tenant.host}/hello`)
    await abortAllDurableObjects()
    passTime(FORGOTTEN_MS)
    expect(await problemOf(await person.call('hello', ECHO))).toEqual([
      403,
      'plugin_quarantined',
      'x-plugin-quarantined: 1',
    ])
  })

  test('the audit trail goes on where it was, and its chain holds', async () => {
    const { tenant } = await alice()
    await byToken(tenant, '/api/plugins/quarantine/hello')
    await abortAllDurableObjects()
    await byToken(tenant, '/api/plugins/unquarantine/hello')
    const { rows, head } = await trailOf(tenant)
    expect(rows.map(({ seq, action, outcome }) => `${seq} ${action} ${outcome}`)).toEqual([
      '1 quarantine begun',
      '2 quarantine done',
      '3 unquarantine begun',
      '4 unquarantine done',
    ])
    const hashes = await Promise.all(rows.map((row) => sha256Hex(chainText(row))))
    expect(verifyChain(rows, hashes, { head })).toBeNull()
  })

  test('figures that were written stay', async () => {
    const person = await alice()
    await person.call('hello', ECHO)
    expect(await countedCalls(person.tenant)).toBe(1)
    await abortAllDurableObjects()
    expect(await countedCalls(person.tenant)).toBe(1)
  })
})

describe('the telemetry object is out of reach', () => {
  test('calls, bundles and questions are answered as ever, and what was counted arrives afterwards', async () => {
    const person = await alice()
    const bindings = { TELEMETRY: outOfReach(env.TELEMETRY) }
    expect((await person.call('hello', ECHO, { bindings })).status).toBe(200)
    expect((await person.fetch('/api/plugins/bundle?entry=hello&id=hello', { bindings })).status).toBe(200)
    expect((await person.fetch('/api/plugins/manifests', { bindings })).status).toBe(200)
    await flush({ ...env, ...bindings })
    expect(await countedCalls(person.tenant)).toBe(1)
  })
})

describe('the desk is out of reach', () => {
  test('a configuration file is neither read nor written, and what is live stays', async () => {
    const { tenant } = await alice()
    const olivia = await operatorOnHost()
    const bindings = { DESK: outOfReach(env.DESK) }
    const path = `/api/ops/config?file=${fileOf(tenant)}`
    const before = await env.CONFIG.get(fileOf(tenant))
    const write = { method: 'PUT', body: '[]', headers: { 'If-Match': 'a' }, bindings }
    expect(await problemOf(await olivia.fetch(path, { bindings }))).toEqual([500, 'internal'])
    expect(await problemOf(await olivia.fetch(path, write))).toEqual([503, 'registry_unavailable'])
    expect(await env.CONFIG.get(fileOf(tenant))).toBe(before)
    expect((await (await tenant.signIn()).call('hello', ECHO)).status).toBe(200)
  })
})
