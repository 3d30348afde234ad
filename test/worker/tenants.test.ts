/** Which tenant a request is for: its host, exactly, and no header (requirement 18). */
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { problemOf } from './answer.ts'
import { newTenant, passTime, send, writtenTenant } from './fixture.ts'

const tenant = await newTenant()
const person = await tenant.signIn()

async function sessionAt(url: string, headers = {}): Promise<Response> {
  return send(`${url}/api/session`, { headers: { Cookie: person.cookie, ...headers } })
}

test('the exact host is the tenant', async () => {
  const response = await sessionAt(tenant.origin)
  expect(await response.json()).toMatchObject({ tenant: tenant.host })
})

test('capitals are the same host, since the platform lowers them', async () => {
  const response = await sessionAt(`https://${tenant.host.toUpperCase()}`)
  expect(await response.json()).toMatchObject({ tenant: tenant.host })
})

test('a port that is the default of the scheme is none', async () => {
  expect((await sessionAt(`https://${tenant.host}:443`)).status).toBe(200)
})

describe('hosts that are refused', () => {
  test.each([
    ['a port', `https://${tenant.host}:8443`],
    ['a trailing dot', `https://${tenant.host}.`],
    ['an underscore', `https://_${tenant.host}`],
    ['__proto__', 'https://__proto__'],
    ['an empty label', `https://a..${tenant.host}`],
    ['an address', 'https://127.0.0.1'],
    ['an address in disguise', 'https://0x7f.1'],
    ['an address in one number', 'https://2130706433'],
    ['an IPv6 address', 'https://[::1]'],
  ])('%s: 400', async (_, url) => {
    expect(await problemOf(await sessionAt(url))).toEqual([400, 'host_invalid'])
  })

  test.each([
    ["nobody's", 'https://nobody.test'],
    ['a subdomain', `https://x.${tenant.host}`],
    ['a parent', 'https://test'],
    ['a longer one', `https://x${tenant.host}`],
    ['constructor', 'https://constructor'],
    ['tostring', 'https://tostring'],
    ['valueof', 'https://valueof'],
    ['hasownproperty', 'https://hasownproperty'],
    ['the star of all tenants', 'https://registry'],
  ])('%s: 404', async (_, url) => {
    expect(await problemOf(await sessionAt(url))).toEqual([404, 'tenant_unknown'])
  })

  test('a name before the host is no host', async () => {
    const other = await newTenant()
    const response = await sessionAt(`https://${tenant.host}@${other.host}`)
    expect([400, 401]).toContain(response.status)
  })
})

describe('requirement 18: a Host header that spells the host otherwise', () => {
  test.each([
    ['another host', () => 'other.test'],
    ['a name before it', (host: string) => `other.test@${host}`],
    ['a password before it', (host: string) => `a:b@${host}`],
    ['two hosts', (host: string) => `${host}, other.test`],
    ['a port', (host: string) => `${host}:8443`],
    ['no port after the colon', (host: string) => `${host}:`],
    ['a trailing dot', (host: string) => `${host}.`],
    ['a percent-encoded letter', (host: string) => host.replace('t', '%74')],
  ])('%s: 400, and nobody’s session is looked up', async (_, spell) => {
    const response = await sessionAt(tenant.origin, { Host: spell(tenant.host) })
    expect(await problemOf(response)).toEqual([400, 'host_invalid'])
  })

  test('in capitals, or with the default port, is the same one', async () => {
    for (const host of [tenant.host, tenant.host.toUpperCase(), `${tenant.host}:443`]) {
      expect((await sessionAt(tenant.origin, { Host: host })).status).toBe(200)
    }
  })
})

test.each([
  ['X-Forwarded-Host', (host: string) => host],
  ['X-Host', (host: string) => host],
  ['X-Original-Host', (host: string) => host],
  ['Forwarded', (host: string) => `host=${host}`],
  ['X-Tenant', (host: string) => host],
])('the header %s plays no part', async (name, valueOf) => {
  const other = await newTenant()
  const response = await sessionAt(tenant.origin, { [name]: valueOf(other.host) })
  expect(await response.json()).toMatchObject({ tenant: tenant.host })
  expect((await sessionAt(other.origin, { [name]: valueOf(tenant.host) })).status).toBe(401)
})

test('what a tenant has does not depend on a tenant in the query', async () => {
  const other = await newTenant({ plugins: [{ id: 'theirs', version: '1.0.0' }] })
  const response = await person.fetch(`/api/plugins/manifests?tenant=${other.host}`)
  expect(await response.json()).toEqual([])
})

/** The objects that are asked for, by name. */
function countedObjects() {
  const asked: { readonly DESK: string[]; readonly DOORBELL: string[] } = { DESK: [], DOORBELL: [] }
  const counting = <Namespace extends object>(namespace: Namespace, names: string[]): Namespace =>
    new Proxy(namespace, {
      get(target, method) {
        const found: unknown = Reflect.get(target, method)
        if (typeof found !== 'function') return found
        return (name: string): unknown => {
          names.push(name)
          return Reflect.apply(found, target, [name])
        }
      },
    })
  const bindings = { DESK: counting(env.DESK, asked.DESK), DOORBELL: counting(env.DOORBELL, asked.DOORBELL) }
  return { asked, bindings }
}

test('hosts that somebody invents make nobody read the files for each, and have no doorbell', async () => {
  passTime(60_000)
  const { asked, bindings } = countedObjects()
  for (let at = 0; at < 40; at += 1) {
    const response = await send(`https://invented-${at}.test/`, { bindings })
    expect(await problemOf(response)).toEqual([404, 'tenant_unknown'])
  }
  expect(asked.DOORBELL).toEqual([])
  // Twice for each that is looked up: for its pointer, and for the files.
  expect(asked.DESK).toHaveLength(2 * 20)
  passTime(1000)
  const fresh = await writtenTenant()
  expect((await fresh.fetch('/api/session')).status).toBe(401)
})
