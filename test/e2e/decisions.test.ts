/** The same decisions with the embedded PDP and with somebody else's, asked by the people themselves. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { type RunningCerbos, startCerbos } from '../fixtures/cerbos.ts'
import { DECISIONS_BY_ASKER, type ExpectedDecision } from '../fixtures/decisions.ts'
import { EXAMPLE_HOST, EXAMPLE_TENANT } from './fixture/laboratory.ts'
import { PdpRelay } from './fixture/pdp-relay.ts'
import { Operator } from './fixture/operator.ts'
import { jsonOf } from './fixture/problem.ts'
import { type TestStack, useStack } from './fixture/stack.ts'
import { openStores, type Stores } from './fixture/stores.ts'
import { signedIn, type Visitor } from './fixture/visitor.ts'

/** Who can sign in where, and by which host. */
const PEOPLE = [
  { tenant: 'acme.localhost', host: 'acme.localhost', logins: ['alice', 'bob', 'olivia'] },
  { tenant: 'globex.localhost', host: 'globex.localhost', logins: ['gina'] },
  { tenant: EXAMPLE_TENANT, host: EXAMPLE_HOST, logins: ['alice', 'bob', 'olivia'] },
] as const

const HOSTS = PEOPLE.map(({ host }) => host)

/** The rows of the table that somebody can ask, being signed in. */
const ASKERS = PEOPLE.flatMap(({ tenant, host, logins }) =>
  logins.map((login) => {
    const asked = DECISIONS_BY_ASKER.find((entry) => entry.tenant === tenant && entry.asker === login)
    return { tenant, host, login, rows: asked?.rows ?? [] }
  }),
)

/** Which plugins' code a person gets: those of which something is permitted. */
const BUNDLES = [
  { host: 'acme.localhost', login: 'alice', refused: ['probe'] },
  { host: 'acme.localhost', login: 'bob', refused: ['inventory', 'probe'] },
  { host: 'acme.localhost', login: 'olivia', refused: ['probe'] },
  { host: 'globex.localhost', login: 'gina', refused: [] },
  { host: EXAMPLE_HOST, login: 'alice', refused: [] },
  { host: EXAMPLE_HOST, login: 'bob', refused: [] },
] as const

let stack: TestStack
let stores: Stores
let settings: string
let cerbos: RunningCerbos
/** Between the gateway and Cerbos, so that it is known who was asked. */
let relay: PdpRelay
const visitors = new Map<string, Visitor>()

beforeAll(async () => {
  stack = await useStack('laboratory')
  stores = await openStores(stack)
  settings = (await stores.kv.get('config/settings.yaml')) ?? ''
  cerbos = await startCerbos()
  relay = await PdpRelay.start(cerbos.url)
  for (const { host, login } of ASKERS) visitors.set(`${login}@${host}`, await signedIn(stack, host, login))
})
afterAll(async () => {
  await stores.close()
  await relay?.stop()
  await cerbos?.stop()
})

function visitorOf(login: string, host: string): Visitor {
  const visitor = visitors.get(`${login}@${host}`)
  if (visitor === undefined) throw new Error(`${login} is not signed in at ${host}`)
  return visitor
}

/** The question of a row, as the host application asks it: about whoever is signed in. */
function questionOf({ resource, action }: ExpectedDecision) {
  return { resource, action: { name: action } }
}

function namesOf(rows: readonly ExpectedDecision[]): readonly string[] {
  return rows.map(({ resource, action }) => `${action} ${resource.type} ${resource.id}`)
}

async function usePdp(url: string | null): Promise<void> {
  const document: { pdp: Record<string, unknown> } = parse(settings)
  if (url !== null) document.pdp['url'] = url
  await stores.kv.put('config/settings.yaml', url === null ? settings : stringify(document))
  for (const host of HOSTS) await new Operator(stack, host).refresh()
}

describe.each(['Cedar', 'Cerbos'] as const)('with %s', (pdp) => {
  beforeAll(() => usePdp(pdp === 'Cerbos' ? relay.url : null))
  afterAll(() => usePdp(null))

  test.each(ASKERS)('$login on $tenant sees what the table says', async ({ host, login, rows }) => {
    const answer = await visitorOf(login, host).post('/access/v1/evaluations', { evaluations: rows.map(questionOf) })
    const { decisions } = await jsonOf<{ decisions: readonly { decision: string }[] }>(answer)
    expect(rows.length).toBeGreaterThan(5)
    expect(namesOf(rows).map((name, index) => `${name}: ${decisions[index]?.decision}`)).toEqual(
      namesOf(rows).map((name, index) => `${name}: ${rows[index]?.expected === true ? 'Permit' : 'Deny'}`),
    )
  })

  test.each(ASKERS)('$login on $tenant gets the standard’s shape on request', async ({ host, login, rows }) => {
    const body = { evaluations: rows.map(questionOf) }
    const answer = await visitorOf(login, host).post('/access/v1/evaluations', body, { 'X-AuthZEN-Version': '1.0' })
    expect(await jsonOf(answer)).toEqual({ evaluations: rows.map(({ expected }) => ({ decision: expected })) })
  })

  test('it is this PDP that is asked', async () => {
    const before = relay.asked
    const question = { resource: { type: 'plugin.route', id: '/hello' }, action: { name: 'view' } }
    expect(await jsonOf(await visitorOf('bob', 'acme.localhost').post('/access/v1/evaluation', question))).toEqual({
      decision: 'Permit',
    })
    expect(relay.asked - before).toBe(pdp === 'Cerbos' ? 1 : 0)
  })

  test('a single question is answered like one of a batch', async () => {
    const bob = visitorOf('bob', 'acme.localhost')
    const about = (id: string) => ({ resource: { type: 'plugin.widget', id }, action: { name: 'view' } })
    const ask = async (id: string) => jsonOf(await bob.post('/access/v1/evaluation', about(id)))
    expect(await ask('hello-widget:HelloWidget')).toEqual({ decision: 'Permit' })
    expect(await ask('hello:HelloWidget')).toEqual({ decision: 'Deny' })
  })

  test('one resource under two sets of properties is two questions', async () => {
    const resource = { type: 'plugin.route', id: '/hello' }
    const odd = { ...resource, properties: { 'cerbos.policyVersion': 'next', colour: 'blue' } }
    const answer = await visitorOf('bob', 'acme.localhost').post('/access/v1/evaluations', {
      action: { name: 'view' },
      evaluations: [{ resource }, { resource: odd }, { resource }],
    })
    expect(await jsonOf(answer)).toEqual({ decisions: Array.from({ length: 3 }, () => ({ decision: 'Permit' })) })
  })

  test.each([
    ['execute_all', ['Permit', 'Deny', 'Permit']],
    ['deny_on_first_deny', ['Permit', 'Deny']],
    ['permit_on_first_permit', ['Permit']],
  ])('%s', async (semantic, expected) => {
    const of = (id: string) => ({ resource: { type: 'plugin.route', id }, action: { name: 'view' } })
    const answer = await visitorOf('bob', 'acme.localhost').post('/access/v1/evaluations', {
      evaluations: [of('/hello'), of('/plugins/inventory'), of('/hello-page')],
      options: { evaluations_semantic: semantic },
    })
    expect(await jsonOf(answer)).toEqual({ decisions: expected.map((decision) => ({ decision })) })
  })

  test('what a browser says of roles and of where it is moves nothing', async () => {
    const answer = await visitorOf('bob', 'acme.localhost').post('/access/v1/evaluation', {
      subject: {
        type: 'account',
        id: 'auth:account:demo:bob',
        properties: { tenant: 'globex.localhost', 'cerbos.roles': ['service'], groups: ['operators'] },
      },
      resource: { type: 'plugin.route', id: '/plugins/inventory' },
      action: { name: 'view' },
      context: { edge: { tenant: 'globex.localhost' }, 'cerbos.auxData': {}, client: { ip: '10.0.0.1' } },
    })
    expect(await jsonOf(answer)).toEqual({ decision: 'Deny' })
  })

  test.each(BUNDLES)('$login at $host gets the code of what is permitted', async ({ host, login, refused }) => {
    const visitor = visitorOf(login, host)
    const manifests = await jsonOf<readonly { id: string; bundle: { url: string } }[]>(
      await visitor.request('/api/plugins/manifests'),
    )
    const statuses = await Promise.all(
      manifests.map(async ({ id, bundle }) => [id, (await visitor.request(bundle.url)).status] as const),
    )
    const denied = statuses.filter(([, status]) => status === 403).map(([id]) => id)
    expect(statuses.filter(([, status]) => status !== 403 && status !== 200)).toEqual([])
    expect(denied).toEqual(refused)
  })
})
