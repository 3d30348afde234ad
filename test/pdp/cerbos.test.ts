/** Cerbos, a third party's PDP, gives the decisions that Cedar gives, and has the habits the gateway defends against. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningCerbos, startCerbos } from '../fixtures/cerbos.ts'
import { DECISIONS_BY_ASKER, askBatch, expectedOf } from '../fixtures/decisions.ts'

let cerbos: RunningCerbos

beforeAll(async () => {
  cerbos = await startCerbos()
}, 60_000)
afterAll(() => cerbos?.stop())

test.each(DECISIONS_BY_ASKER)('$asker on $tenant sees what the table says', async ({ rows }) => {
  expect(await askBatch(cerbos.url, rows)).toEqual(expectedOf(rows))
})

describe('habits of Cerbos', () => {
  const alice = { type: 'account', id: 'auth:account:demo:alice', properties: { tenant: 'acme.localhost' } }
  const view = { name: 'view' }
  const hello = { type: 'plugin.route', id: '/hello' }
  const post = (path: string, body: unknown) =>
    fetch(`${cerbos.url}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Request-ID': 'r-1' },
      body: JSON.stringify(body),
    })
  const answer = async (path: string, body: unknown): Promise<unknown> => (await post(path, body)).json()

  test('a batch in which an item has no context, or an empty one, is refused', async () => {
    const bare = { subject: alice, action: view, evaluations: [{ resource: hello }] }
    expect((await post('/access/v1/evaluations', bare)).status).toBe(400)
    expect((await post('/access/v1/evaluations', { ...bare, context: {} })).status).toBe(400)
    expect((await post('/access/v1/evaluations', { ...bare, context: { edge: {} } })).status).toBe(200)
  })

  test('members it does not know are refused', async () => {
    const asked = await post('/access/v1/evaluation', { subject: alice, action: view, resource: hello, extra: 1 })
    expect(asked.status).toBe(400)
  })

  test('policies see no context: the tenant counts only as a property of the subject', async () => {
    const { properties: _tenant, ...nowhere } = alice
    const context = { edge: { tenant: 'acme.localhost' } }
    const question = { action: view, resource: hello, context }
    expect(await answer('/access/v1/evaluation', { subject: alice, ...question })).toEqual({ decision: true })
    expect(await answer('/access/v1/evaluation', { subject: nowhere, ...question })).toEqual({ decision: false })
  })

  test("inside a batch, items about one subject id are judged by the first one's type and properties", async () => {
    const impostor = { ...alice, type: 'service' }
    const batch = (subjects: readonly unknown[]) => ({
      action: view,
      resource: hello,
      context: { edge: {} },
      evaluations: subjects.map((subject) => ({ subject })),
    })
    expect(await answer('/access/v1/evaluations', batch([impostor]))).toEqual({ evaluations: [{ decision: false }] })
    expect(await answer('/access/v1/evaluations', batch([alice, impostor]))).toEqual({
      evaluations: [{ decision: true }, { decision: true }],
    })
  })

  test("inside a batch, items about one resource are judged by the first one's properties", async () => {
    const other = { ...hello, properties: { 'cerbos.policyVersion': 'next' } }
    const batch = (resources: readonly unknown[]) => ({
      subject: alice,
      action: view,
      context: { edge: {} },
      evaluations: resources.map((resource) => ({ resource })),
    })
    expect(await answer('/access/v1/evaluations', batch([other]))).toEqual({ evaluations: [{ decision: false }] })
    expect(await answer('/access/v1/evaluations', batch([hello, other]))).toEqual({
      evaluations: [{ decision: true }, { decision: true }],
    })
  })

  test('a batch is refused beyond the limit of resources in its configuration', async () => {
    const batch = (count: number) => ({
      subject: alice,
      action: view,
      context: { edge: {} },
      evaluations: Array.from({ length: count }, (_, at) => ({ resource: { ...hello, id: `/${at}` } })),
    })
    expect((await post('/access/v1/evaluations', batch(500))).status).toBe(200)
    expect((await post('/access/v1/evaluations', batch(501))).status).toBe(400)
  })

  test('cerbos.* properties are commands: they choose roles', async () => {
    const promoted = { type: 'guest', id: alice.id, properties: { ...alice.properties, 'cerbos.roles': ['account'] } }
    const question = { action: view, resource: hello, context: {} }
    expect(await answer('/access/v1/evaluation', { subject: promoted, ...question })).toEqual({ decision: true })
  })

  test('X-Request-ID is not echoed', async () => {
    const asked = await post('/access/v1/evaluation', { subject: alice, action: view, resource: hello })
    expect(asked.headers.get('X-Request-ID')).toBeNull()
  })
})
