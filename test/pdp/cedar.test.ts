/** The embedded PDP decides as the table says, and follows the policy files an operator edits. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { DECISIONS, DECISIONS_BY_ASKER, askBatch, expectedOf, questionOf } from '../fixtures/decisions.ts'
import { type RunningPdp, startPdp } from '../fixtures/pdp.ts'

let pdp: RunningPdp

beforeAll(async () => {
  pdp = await startPdp()
}, 60_000)
afterAll(() => pdp?.stop())

const ALICE = { type: 'account', id: 'auth:account:demo:alice' }
const HELLO = { type: 'plugin.route', id: '/hello' }

interface Asked {
  readonly subject: unknown
  readonly resource: unknown
  readonly action: unknown
  readonly context: object
}

async function ask(
  tenant: unknown,
  { subject = ALICE, resource = HELLO, action = { name: 'view' }, context = {} }: Partial<Asked> = {},
): Promise<unknown> {
  const response = await fetch(`${pdp.url}/access/v1/evaluation`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ subject, resource, action, context: { ...context, edge: { tenant } } }),
  })
  return response.json()
}

const permit = { decision: true }
const deny = { decision: false }
const denyWith = (status: number) => ({ decision: false, context: { error: { status } } })

test.each(DECISIONS_BY_ASKER)('$asker on $tenant sees what the table says', async ({ rows }) => {
  expect(await askBatch(pdp.url, rows)).toEqual(expectedOf(rows))
})

test('a question by itself gets the decision it gets in a batch', async () => {
  const rows = DECISIONS.filter(({ tenant }) => tenant === 'globex.localhost')
  const answers: unknown[] = []
  for (const row of rows) answers.push(await ask(row.tenant, questionOf(row)))
  expect(answers).toMatchObject(rows.map(({ expected }) => ({ decision: expected })))
})

test('an answer names the policies that decided', async () => {
  const bob = { type: 'account', id: 'auth:account:demo:bob' }
  const greeting = { type: 'plugin.widget', id: 'hello:HelloWidget' }
  expect(await ask('acme.localhost')).toEqual({ decision: true, context: { policies: ['acme/view'] } })
  expect(await ask('acme.localhost', { subject: bob, resource: greeting })).toEqual({
    decision: false,
    context: { policies: ['acme/contractors-no-greeting'] },
  })
})

describe('the tenant', () => {
  test.each([
    ['', 404],
    ['ACME.localhost', 404],
    ['acme.localhost.', 404],
    ['../policies/acme.localhost', 404],
    ['_shared', 404],
    [null, 400],
    [['acme.localhost'], 400],
  ])('%j has no policies', async (tenant, status) => {
    expect(await ask(tenant)).toMatchObject(denyWith(status))
  })
})

describe('an edited file', () => {
  beforeEach(() => pdp.restore())

  test('of policies is in force with the next question', async () => {
    expect(await ask('globex.localhost')).toMatchObject(deny)
    await pdp.put(
      'globex.localhost.cedar',
      'permit (principal == account::"auth:account:demo:alice", action, resource);',
    )
    expect(await ask('globex.localhost')).toMatchObject(permit)
    await pdp.restore()
    expect(await ask('globex.localhost')).toMatchObject(deny)
  })

  test('of entities is in force with the next question', async () => {
    await pdp.put(
      'globex.localhost.entities.json',
      JSON.stringify([{ uid: ALICE, attrs: {}, parents: [{ type: 'group', id: 'staff' }] }]),
    )
    expect(await ask('globex.localhost')).toMatchObject(permit)
  })

  test('that a tenant no longer has leaves it without policies', async () => {
    await pdp.remove('acme.localhost.cedar')
    expect(await ask('acme.localhost')).toMatchObject(denyWith(404))
  })

  test('may be missing where nobody is declared', async () => {
    await pdp.remove('acme.localhost.entities.json')
    expect(await ask('acme.localhost')).toEqual({ decision: false, context: { policies: [] } })
  })

  test('of one tenant cannot give away operator rights', async () => {
    await pdp.put('acme.localhost.cedar', 'permit (principal, action, resource);')
    const question = { resource: { type: 'plugin', id: 'hello' }, action: { name: 'quarantine' } }
    expect(await ask('acme.localhost')).toMatchObject(permit)
    expect(await ask('acme.localhost', question)).toMatchObject(deny)
  })

  test('of one tenant can make somebody an operator of that tenant alone', async () => {
    const operators = [{ uid: ALICE, attrs: {}, parents: [{ type: 'group', id: 'operators' }] }]
    await pdp.put('acme.localhost.entities.json', JSON.stringify(operators))
    const question = { resource: { type: 'plugin', id: 'hello' }, action: { name: 'quarantine' } }
    expect(await ask('acme.localhost', question)).toMatchObject(permit)
    expect(await ask('globex.localhost', question)).toMatchObject(deny)
  })
})

describe('a broken file denies', () => {
  beforeEach(() => pdp.restore())

  const broken = [
    ['a policy that does not parse', 'acme.localhost.cedar', 'permit (principal, action, resource'],
    [
      'two policies of one name',
      'acme.localhost.cedar',
      '@id("a") permit (principal, action, resource); @id("a") permit (principal, action, resource);',
    ],
    [
      'a name that the shared file has',
      'acme.localhost.cedar',
      '@id("shared/operators") permit (principal, action, resource);',
    ],
    ['a template', 'acme.localhost.cedar', 'permit (principal == ?principal, action, resource);'],
    ['entities that are no JSON', 'acme.localhost.entities.json', '[{'],
    ['entities that are no list', 'acme.localhost.entities.json', '{}'],
    ['an entity without uid', 'acme.localhost.entities.json', '[{"attrs": {}, "parents": []}]'],
    [
      'a group above itself',
      'acme.localhost.entities.json',
      '[{"uid": {"type": "group", "id": "staff"}, "parents": [{"type": "group", "id": "staff"}]}]',
    ],
    [
      'an attribute that Cedar has no type for',
      'acme.localhost.entities.json',
      '[{"uid": {"type": "group", "id": "staff"}, "attrs": {"share": 0.5}}]',
    ],
  ] as const

  test.each(broken)('its tenant everything: %s', async (_what, file, text) => {
    expect(await ask('acme.localhost')).toMatchObject(permit)
    await pdp.put(file, text)
    expect(await ask('acme.localhost')).toMatchObject(denyWith(503))
    const gina = {
      subject: { type: 'account', id: 'auth:account:demo:gina' },
      resource: { type: 'plugin.route', id: '/hello-page' },
    }
    expect(await ask('globex.localhost', gina)).toMatchObject(permit)
  })

  test('every tenant everything, where it is the shared one', async () => {
    await pdp.put('_shared.cedar', 'forbid (')
    expect(await ask('acme.localhost')).toMatchObject(denyWith(503))
  })

  test('once, in the log, with the reason', async () => {
    pdp.takeLogs()
    await pdp.put('acme.localhost.cedar', 'permit (')
    await ask('acme.localhost')
    await ask('acme.localhost')
    const lines = pdp.takeLogs().filter((line) => line.includes('policies_unusable'))
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain('config/policies/acme.localhost.cedar: ')
  })

  test('until it is whole again', async () => {
    await pdp.put('acme.localhost.cedar', 'permit (')
    expect(await ask('acme.localhost')).toMatchObject(deny)
    await pdp.restore()
    expect(await ask('acme.localhost')).toMatchObject(permit)
  })
})

describe('what a policy can ask', () => {
  beforeEach(() => pdp.restore())

  const only = async (condition: string) =>
    pdp.put('acme.localhost.cedar', `permit (principal, action, resource) when { ${condition} };`)

  test.each([
    ['principal.id == "auth:account:demo:alice"', {}],
    ['resource.id like "/hel*"', {}],
    ['action.id == "view" && action.reason == "audit"', { action: { name: 'view', properties: { reason: 'audit' } } }],
    ['principal.level > 2', { subject: { ...ALICE, properties: { level: 3 } } }],
    ['resource.tags.contains("new")', { resource: { ...HELLO, properties: { tags: ['new', 'blue'] } } }],
    ['!(resource has owner)', { resource: { ...HELLO, properties: { owner: null } } }],
    ['context.edge.tenant == "acme.localhost" && context.client.mobile', { context: { client: { mobile: true } } }],
    ['principal in group::"staff"', {}],
  ])('%s', async (condition, question) => {
    await only(condition)
    expect(await ask('acme.localhost', question)).toMatchObject(permit)
    await only(`!(${condition})`)
    expect(await ask('acme.localhost', question)).toMatchObject(deny)
  })

  test('a question about the person themselves brings them no properties', async () => {
    await pdp.put(
      'self.localhost.cedar',
      'permit (principal, action, resource) when { principal has level && principal.level > 2 };',
    )
    const question = { subject: ALICE, resource: { ...ALICE, properties: { level: 9 } } }
    expect(await ask('self.localhost', question)).toMatchObject(deny)
  })

  test("an attribute in the file weighs more than the caller's", async () => {
    await pdp.put('acme.localhost.entities.json', JSON.stringify([{ uid: ALICE, attrs: { level: 1 }, parents: [] }]))
    await only('principal.level == 9')
    const question = { subject: { ...ALICE, properties: { level: 9 } } }
    expect(await ask('acme.localhost', question)).toMatchObject(deny)
  })

  test('a policy that fails while it is evaluated denies, though another permits', async () => {
    await pdp.put(
      'acme.localhost.cedar',
      'permit (principal, action, resource); forbid (principal, action, resource) when { resource.secret };',
    )
    expect(await ask('acme.localhost')).toMatchObject(denyWith(500))
  })
})

describe('what Cedar cannot hold is denied, never left out', () => {
  beforeEach(() => pdp.restore())

  test.each([
    ['a fraction', { context: { risk: 0.5 } }],
    ['a number beyond 53 bits', { resource: { ...HELLO, properties: { size: 2 ** 60 } } }],
    ['null in a list', { context: { seen: [null] } }],
    ['an entity made up by the caller', { context: { boss: { __entity: { type: 'group', id: 'staff' } } } }],
    ['an extension value', { resource: { ...HELLO, properties: { ip: { __extn: { fn: 'ip', arg: '::1' } } } } }],
    ['a resource type that is no name', { resource: { type: 'plugin route', id: '/hello' } }],
    ["a subject type in Cedar's own spelling", { subject: { type: 'plugin::account', id: ALICE.id } }],
  ])('%s', async (_what, question) => {
    await pdp.put('acme.localhost.cedar', 'permit (principal, action, resource);')
    expect(await ask('acme.localhost', question)).toMatchObject(denyWith(400))
  })
})

test('policies are held for the time of a lease, and tenants apart', async () => {
  const holding = await startPdp(3_600_000)
  try {
    const rows = DECISIONS_BY_ASKER.filter(({ asker }) => asker === 'gina')
    for (const each of rows) expect(await askBatch(holding.url, each.rows)).toEqual(expectedOf(each.rows))
    await holding.put('globex.localhost.cedar', 'forbid (principal, action, resource);')
    for (const each of rows) expect(await askBatch(holding.url, each.rows)).toEqual(expectedOf(each.rows))
    expect(holding.takeLogs().filter((line) => line.includes('policies_loaded'))).toHaveLength(3)
  } finally {
    await holding.stop()
  }
})
