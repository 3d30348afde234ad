/** Capabilities: evidence that a call comes from the SDK of the plugin it names, as far as one realm allows. */
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { CAPABILITIES_BLOCK, TICKET_BLOCK, type MintedCapabilities } from '../../src/core/capability.ts'
import { problemOf } from './answer.ts'
import { newTenant, passTime, FORGOTTEN_MS, writeConfiguration, type Person, type TenantSetup } from './fixture.ts'
import { byToken } from './operator.ts'
import { pdpThat } from './pdp.ts'

const ECHO = '/api/plugins/secure-echo'
const REFUSED = 'x-capability-refused: 1'
const NAVIGATION = { 'Sec-Fetch-Dest': 'document', 'Sec-Fetch-Mode': 'navigate' }
const LIFE_MS = 120_000

function plugin(id: string, version = '1.0.0') {
  return {
    id,
    version,
    contributions: { routes: [{ path: `/${id}`, component: 'Page' }] },
    permissions: { api: [{ method: 'GET', path: ECHO }] },
  }
}

const SETUP = {
  plugins: [plugin('hello'), plugin('other')],
  settings: { security: { capability: 'required' } },
} as const satisfies TenantSetup

async function alice(setup: TenantSetup = SETUP): Promise<Person> {
  return (await newTenant(setup)).signIn()
}

async function ticketOf(person: Person, headers: Record<string, string> = NAVIGATION): Promise<string | null> {
  const html = await (await person.fetch('/', { headers })).text()
  return new RegExp(`id="${TICKET_BLOCK}">([^<]*)<`).exec(html)?.[1] ?? null
}

async function capabilitiesOf(person: Person, ids = ['hello', 'other']): Promise<Readonly<Record<string, string>>> {
  const response = await askFor(person, ids, await ticketOf(person))
  const { capabilities }: { capabilities: Record<string, string> } = JSON.parse(await response.text())
  return capabilities
}

function askFor(person: Person, ids: readonly string[], ticket: string | null): Promise<Response> {
  const query = ids.map((id) => `id=${id}`).join('&')
  return person.fetch(`/api/plugins/capabilities?${query}`, { method: 'POST', headers: { 'X-Page-Ticket': ticket } })
}

function call(person: Person, id: string, capability: string | null = null): Promise<Response> {
  return person.call(id, ECHO, { headers: { 'X-Plugin-Capability': capability } })
}

describe('where a capability is required', () => {
  test('the plugin it was minted for may call, and none other by it', async () => {
    const person = await alice()
    const { hello = '' } = await capabilitiesOf(person)
    expect((await call(person, 'hello', hello)).status).toBe(200)
    expect((await call(person, 'hello', hello)).status).toBe(200)
    expect(await problemOf(await call(person, 'other', hello))).toEqual([403, 'capability_invalid', REFUSED])
  })

  test('none at all is refused', async () => {
    expect(await problemOf(await call(await alice(), 'hello'))).toEqual([403, 'capability_missing', REFUSED])
  })

  test.each([
    ['nothing', ''],
    ['a word', 'please'],
    ['a made-up signature', `${Date.now()}.${'A'.repeat(43)}`],
  ])('%s is refused', async (_, capability) => {
    expect(await problemOf(await call(await alice(), 'hello', capability))).toEqual([
      403,
      'capability_invalid',
      REFUSED,
    ])
  })

  test('another session’s is refused, of the same person too', async () => {
    const person = await alice()
    const { hello = '' } = await capabilitiesOf(person)
    const again = await person.tenant.signIn()
    expect(await problemOf(await call(again, 'hello', hello))).toEqual([403, 'capability_invalid', REFUSED])
  })

  test('another tenant’s is refused', async () => {
    const [person, elsewhere] = [await alice(), await alice()]
    const { hello = '' } = await capabilitiesOf(elsewhere)
    expect(await problemOf(await call(person, 'hello', hello))).toEqual([403, 'capability_invalid', REFUSED])
  })

  test('after a sign-out it is nobody’s', async () => {
    const person = await alice()
    const { hello = '' } = await capabilitiesOf(person)
    await person.fetch('/auth/logout', { method: 'POST' })
    expect(await problemOf(await call(person, 'hello', hello))).toEqual([401, 'signed_out'])
  })

  test('it ends', async () => {
    const person = await alice()
    const { hello = '' } = await capabilitiesOf(person)
    passTime(LIFE_MS - 1)
    expect((await call(person, 'hello', hello)).status).toBe(200)
    passTime(1)
    expect(await problemOf(await call(person, 'hello', hello))).toEqual([403, 'capability_expired', REFUSED])
  })

  test('a new revision ends it, and a new version', async () => {
    const person = await alice()
    const { hello = '', other = '' } = await capabilitiesOf(person)
    await writeConfiguration(person.tenant.host, { ...SETUP, plugins: [plugin('hello', '1.1.0'), plugin('other')] })
    expect((await byToken(person.tenant, '/api/plugins/refresh')).status).toBe(200)
    expect(await problemOf(await call(person, 'hello', hello))).toEqual([403, 'capability_invalid', REFUSED])
    expect(await problemOf(await call(person, 'other', other))).toEqual([403, 'capability_invalid', REFUSED])
    const fresh = await capabilitiesOf(person)
    expect((await call(person, 'hello', fresh['hello'])).status).toBe(200)
  })

  test('a quarantine ends it for good: once lifted, only a new one serves', async () => {
    const person = await alice()
    const { hello = '', other = '' } = await capabilitiesOf(person)
    passTime(1)
    await byToken(person.tenant, '/api/plugins/quarantine/hello')
    expect(await problemOf(await call(person, 'hello', hello))).toContain('plugin_quarantined')
    expect(await capabilitiesOf(person)).toEqual({ other: expect.any(String) })
    await byToken(person.tenant, '/api/plugins/unquarantine/hello')
    passTime(FORGOTTEN_MS)
    expect(await problemOf(await call(person, 'hello', hello))).toEqual([403, 'capability_expired', REFUSED])
    expect((await call(person, 'other', other)).status).toBe(200)
    const fresh = await capabilitiesOf(person)
    expect((await call(person, 'hello', fresh['hello'])).status).toBe(200)
  })

  test('an admitted call asks no store and no decision point', async () => {
    const person = await alice()
    const { hello = '' } = await capabilitiesOf(person)
    expect((await call(person, 'hello', hello)).status).toBe(200)
    const { bindings, asked } = pdpThat(() => new Response(null, { status: 500 }))
    const silent = new Proxy(env.CONFIG, {
      get(_, name): never {
        throw new Error(`CONFIG.${String(name)} was asked`)
      },
    })
    const response = await person.call('hello', ECHO, {
      headers: { 'X-Plugin-Capability': hello },
      bindings: { ...bindings, CONFIG: silent },
    })
    expect([response.status, asked]).toEqual([200, []])
  })
})

describe('the ticket', () => {
  test.each([
    ['a call for the same page', {}],
    ['a call that says what it may', { 'Sec-Fetch-Dest': 'empty', 'Sec-Fetch-Mode': 'cors' }],
    ['a frame', { 'Sec-Fetch-Dest': 'iframe', 'Sec-Fetch-Mode': 'navigate' }],
    ['a prefetch', { 'Sec-Fetch-Dest': 'document', 'Sec-Fetch-Mode': 'no-cors' }],
  ])('comes with no answer to %s', async (_, headers) => {
    expect(await ticketOf(await alice(), headers)).toBeNull()
  })

  test('comes with the page of somebody signed in, and with nobody’s', async () => {
    const person = await alice()
    expect(await ticketOf(person)).toMatch(/^\d{13}\.[\w-]{43}$/)
    const nobody = await person.tenant.fetch('/', { headers: NAVIGATION })
    expect(await nobody.text()).not.toContain(`id="${TICKET_BLOCK}"`)
  })

  test('is asked for: no capability comes without it, nor by that of another session or tenant', async () => {
    const person = await alice()
    const others = [await person.tenant.signIn(), await alice()]
    const tickets = [null, '', 'x', ...(await Promise.all(others.map((other) => ticketOf(other))))]
    for (const ticket of tickets) {
      expect(await problemOf(await askFor(person, ['hello'], ticket)), String(ticket)).toEqual([
        403,
        'page_ticket_invalid',
      ])
    }
  })

  test('is no capability, and no capability is a ticket', async () => {
    const person = await alice()
    const { hello = '' } = await capabilitiesOf(person)
    expect(await problemOf(await call(person, 'hello', await ticketOf(person)))).toEqual([
      403,
      'capability_invalid',
      REFUSED,
    ])
    expect(await problemOf(await askFor(person, ['hello'], hello))).toEqual([403, 'page_ticket_invalid'])
  })

  test.each(['id=Hello', 'id=../hello', 'id=', Array.from({ length: 101 }, (_, at) => `id=p${at}`).join('&')])(
    'mints nothing for %.20s',
    async (query) => {
      const person = await alice()
      const headers = { 'X-Page-Ticket': await ticketOf(person) }
      const response = await person.fetch(`/api/plugins/capabilities?${query}`, { method: 'POST', headers })
      expect(await problemOf(response)).toEqual([400, 'body_invalid'])
    },
  )

  test('mints nothing for a plugin that is none of this tenant’s, or switched off', async () => {
    const plugins = [plugin('hello'), { ...plugin('asleep'), enabled: false }]
    const person = await alice({ ...SETUP, plugins })
    const ids = ['hello', 'asleep', 'nobody', 'constructor']
    expect(Object.keys(await capabilitiesOf(person, ids))).toEqual(['hello'])
  })
})

test('the page brings the first ones along, for what is permitted alone, and only where it brings a ticket', async () => {
  const person = await alice({ ...SETUP, plugins: [plugin('hello'), plugin('denied')] })
  const read = async (headers: Record<string, string>): Promise<string | undefined> => {
    const html = await (await person.fetch('/', { headers })).text()
    return new RegExp(`id="${CAPABILITIES_BLOCK}">([^<]*)<`).exec(html)?.[1]
  }
  expect(await read({})).toBeUndefined()
  const minted: MintedCapabilities = JSON.parse((await read(NAVIGATION)) ?? '')
  expect([Object.keys(minted.capabilities), minted.seconds]).toEqual([['hello'], LIFE_MS / 1000])
  expect((await call(person, 'hello', minted.capabilities['hello'])).status).toBe(200)
})

describe('where a capability is observed', () => {
  test('calls without one, or with a wrong one, go on', async () => {
    const person = await alice({ ...SETUP, settings: {} })
    const { hello = '' } = await capabilitiesOf(person)
    for (const capability of [null, 'x', hello]) expect((await call(person, 'hello', capability)).status).toBe(200)
  })

  test('and are counted, by what is wrong', async () => {
    const person = await alice({ ...SETUP, settings: {} })
    await call(person, 'hello')
    await call(person, 'hello', 'x')
    const response = await byToken(person.tenant, '/api/ops/metrics?minutes=5', { method: 'GET' })
    const text = await response.text()
    for (const reason of ['capability_missing', 'capability_invalid']) expect(text).toContain(reason)
  })
})

test('where capabilities are off, nobody gets a ticket', async () => {
  const person = await alice({ ...SETUP, settings: { security: { capability: 'off' } } })
  expect(await ticketOf(person)).toBeNull()
  expect((await call(person, 'hello')).status).toBe(200)
})
