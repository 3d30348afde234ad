/** Refreshing more tenants than one request takes: slice after slice, each whole or not at all. */
import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { problemOf } from './answer.ts'
import { newTenant, type Tenant } from './fixture.ts'
import { byToken } from './operator.ts'

const HELLO = { id: 'hello', version: '1.0.0' }
/** More than a slice, less than two. */
const MANY = 30
/** Compiles, and writes nothing. */
const DRY = '&dry=1'

interface Answer {
  readonly tenants: readonly { readonly tenant: string; readonly added: readonly string[] }[]
  readonly next: string | null
}

const NAMES = Array.from({ length: MANY }, (_, index) => `many-${String(index).padStart(2, '0')}.test`)
const LAST = NAMES.at(-1) ?? ''

async function manyTenants(): Promise<Tenant> {
  const tenant = await newTenant({ plugins: [HELLO] })
  await Promise.all(NAMES.map((name) => env.CONFIG.put(`config/plugins/${name}.yaml`, JSON.stringify([HELLO]))))
  return tenant
}

async function refresh(tenant: Tenant, from: string | null, more = ''): Promise<Answer> {
  const response = await byToken(tenant, `/api/plugins/refresh?scope=all${from === null ? '' : `&from=${from}`}${more}`)
  expect(response.status).toBe(200)
  return response.json()
}

test('each tenant is in one slice, and the answer says where to go on', async () => {
  const tenant = await manyTenants()
  const first = await refresh(tenant, null, DRY)
  const second = await refresh(tenant, first.next, DRY)
  expect([first.next === null, second.next]).toEqual([false, null])
  const compiled = [...first.tenants, ...second.tenants].map((change) => change.tenant)
  expect(compiled.filter((name) => name.startsWith('many-'))).toEqual(NAMES)
  expect(new Set(compiled).size).toBe(compiled.length)
  expect(await env.CONFIG.get(`registry/${LAST}/current`)).toBeNull()

  await refresh(tenant, first.next)
  const pointer = await env.CONFIG.get(`registry/${LAST}/current`)
  expect(JSON.parse(pointer ?? '')).toMatchObject({ previous: [] })
  const deployed = await env.CONFIG.get<{ readonly tenants: readonly string[] }>('registry/*/current', 'json')
  expect(deployed?.tenants).toEqual([...NAMES, tenant.host].toSorted())

  await env.CONFIG.put(`config/plugins/${LAST}.yaml`, '[')
  expect((await refresh(tenant, null, DRY)).next).toBe(first.next)
  const broken = await byToken(tenant, `/api/plugins/refresh?scope=all&from=${first.next}`)
  expect(await problemOf(broken)).toEqual([422, 'config_rejected'])
  expect(await env.CONFIG.get(`registry/${LAST}/current`)).toBe(pointer)

  await env.CONFIG.delete(`config/plugins/${LAST}.yaml`)
  const { tenants } = await refresh(tenant, null, DRY)
  expect(tenants.find((change) => change.tenant === LAST)).toMatchObject({ revision: null })
}, 60_000)

test('no request reads the files of another slice', async () => {
  const tenant = await manyTenants()
  const read: string[] = []
  const watched = new Proxy(env.DESK, {
    get(namespace, name) {
      if (name !== 'getByName') return Reflect.get(namespace, name)
      return (object: string) => {
        const desk = namespace.getByName(object)
        return new Proxy(desk, {
          get(stub, method) {
            if (method !== 'read') return Reflect.get(stub, method)
            return (names: readonly string[]) => {
              read.push(...names)
              return stub.read(names)
            }
          },
        })
      }
    },
  })
  await byToken(tenant, `/api/plugins/refresh?scope=all${DRY}`, { bindings: { DESK: watched } })
  expect(read).toContain('config/plugins/many-00.test.yaml')
  expect(read).not.toContain(`config/plugins/${LAST}.yaml`)
})
