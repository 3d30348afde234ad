/** What a service learns of a tenant's person is good for that tenant, person, plugin and service (requirement 45). */
import { decodeJwt } from 'jose'
import { describe, expect, test } from 'vitest'
import { newTenant, type Person, type TenantSetup } from './fixture.ts'
import { newIdp, tenantOf } from './idp.ts'
import { answerJson, NETWORK, seenOnce } from './network.ts'

const permissions = {
  api: [
    { method: 'GET', path: '/api/crud/*' },
    { method: 'GET', path: '/api/other/*' },
  ],
}
const setup: TenantSetup = {
  plugins: [
    { id: 'one', version: '1.0.0', permissions },
    { id: 'two', version: '1.0.0', permissions },
  ],
  services: { other: { url: NETWORK, identity: 'assertion' } },
  routes: [{ path: '/api/other/*', methods: ['GET'], service: 'other' }],
}

/** What a service heard as `Authorization` of a call. */
async function credentialOf(person: Person, plugin: string, service: string): Promise<string> {
  const path = `/api/${service}/${crypto.randomUUID()}`
  await answerJson(path, {})
  expect((await person.call(plugin, path)).status).toBe(200)
  const { headers } = await seenOnce(path)
  return Object.fromEntries(headers)['authorization'] ?? ''
}

describe('requirement 45: of two people of one name at two tenants', () => {
  test('no credential serves for another tenant, person, plugin or service', async () => {
    const [acme, globex] = [await newTenant(setup), await newTenant(setup)]
    const people = [await acme.signIn(), await globex.signIn(), await acme.signIn({ userId: 'bob' })]
    const said = new Map<string, string>()
    // Twice, so that what is remembered is asked for as well.
    for (let round = 0; round < 2; round += 1) {
      for (const person of people) {
        for (const plugin of ['one', 'two']) {
          for (const service of ['crud', 'other']) {
            const { host } = person.tenant
            const expected = [host, person.record.subject.id, plugin, service].join(' ')
            const credential = await credentialOf(person, plugin, service)
            const { tenant, sub, plugin: named, aud } = decodeJwt(credential.replace('Bearer ', ''))
            expect([tenant, sub, named, aud].join(' ')).toBe(expected)
            expect(said.get(credential) ?? expected).toBe(expected)
            said.set(credential, expected)
          }
        }
      }
    }
    expect(said.size).toBe(12)
  })

  test('each sends the access token of the own session, and of no other', async () => {
    const owned: TenantSetup = {
      ...setup,
      services: { other: { url: NETWORK, identity: 'access_token' } },
    }
    const [first, second] = [await tenantOf(await newIdp(), owned), await tenantOf(await newIdp(), owned)]
    const people = [
      await first.signIn({ idp: 'main', tokens: { accessToken: 'of-the-first' } }),
      await second.signIn({ idp: 'main', tokens: { accessToken: 'of-the-second' } }),
      await first.signIn({ idp: 'main', userId: 'bob', tokens: { accessToken: 'of-bob' } }),
    ]
    const sent = await Promise.all(people.map((person) => credentialOf(person, 'one', 'other')))
    expect(sent).toEqual(['Bearer of-the-first', 'Bearer of-the-second', 'Bearer of-bob'])
  })

  test('a session of a provider that the tenant no longer has gets no token', async () => {
    const owned: TenantSetup = { ...setup, services: { other: { url: NETWORK, identity: 'access_token' } } }
    const tenant = await tenantOf(await newIdp(), owned)
    const person = await tenant.signIn({ idp: 'gone', tokens: { accessToken: 'of-a-stranger' } })
    const path = `/api/other/${crypto.randomUUID()}`
    expect((await person.call('one', path)).status).toBe(401)
  })
})
