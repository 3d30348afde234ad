/** `/access/v1`: who is asked about, and what the PDP learns of the question (requirement 25). */
import { describe, expect, test } from 'vitest'
import { problemOf } from './answer.ts'
import { CLIENT_ADDRESS, newTenant, type Call } from './fixture.ts'
import { pdpSaying } from './pdp.ts'

const tenant = await newTenant()
const person = await tenant.signIn()
const ALICE = { type: 'account', id: 'auth:account:demo:alice' }
const ROUTE = { type: 'plugin.route', id: '/hello' }
const VIEW = { name: 'view' }

function evaluation(question: unknown, call: Call = {}): Promise<Response> {
  return person.fetch('/access/v1/evaluation', { method: 'POST', body: JSON.stringify(question), ...call })
}

function evaluations(questions: unknown, call: Call = {}): Promise<Response> {
  return person.fetch('/access/v1/evaluations', { method: 'POST', body: JSON.stringify(questions), ...call })
}

describe("requirement 25: the subject is the session's", () => {
  test.each([
    ['another id', { type: 'account', id: 'auth:account:demo:olivia' }],
    ['another type', { type: 'service', id: 'auth:account:demo:alice' }],
  ])('%s is refused, in every place where one may stand', async (_, subject) => {
    const { bindings, asked } = pdpSaying(true)
    const question = { resource: ROUTE, action: VIEW }
    for (const response of [
      await evaluation({ ...question, subject }, { bindings }),
      await evaluations({ subject, evaluations: [question] }, { bindings }),
      await evaluations({ evaluations: [question, { ...question, subject }] }, { bindings }),
      await evaluations({ subject: ALICE, evaluations: [{ ...question, subject }] }, { bindings }),
    ]) {
      expect(await problemOf(response)).toEqual([403, 'subject_mismatch'])
    }
    expect(asked).toEqual([])
  })

  test.each([
    ['no id', { type: 'account' }],
    ['a text', 'auth:account:demo:alice'],
    ['a list', [ALICE]],
    ['null', null],
  ])('%s for a subject is malformed', async (_, subject) => {
    const response = await evaluation({ subject, resource: ROUTE, action: VIEW }, pdpSaying(true))
    expect(await problemOf(response)).toEqual([400, 'evaluation_invalid'])
  })

  test("what the PDP is asked: the subject filled in, the client's properties and options left out", async () => {
    const { bindings, asked } = pdpSaying(true)
    const question = {
      subject: { ...ALICE, properties: { role: 'admin' } },
      resource: { ...ROUTE, properties: { owner: 'alice' }, extra: 1 },
      action: { ...VIEW, properties: { method: 'GET' } },
      context: { purpose: 'test' },
      options: { evaluations_semantic: 'execute_all', secret: true },
      extra: true,
    }
    const response = await evaluation(question, { bindings, headers: { 'User-Agent': 'Test/1' } })
    expect(asked.map(({ path, body }) => [path, body])).toEqual([
      [
        '/access/v1/evaluation',
        {
          subject: { ...ALICE, properties: { tenant: tenant.host } },
          resource: { ...ROUTE, properties: { owner: 'alice' } },
          action: { ...VIEW, properties: { method: 'GET' } },
          context: {
            purpose: 'test',
            client: { ip: CLIENT_ADDRESS, user_agent: 'Test/1' },
            edge: {
              tenant: tenant.host,
              ip: CLIENT_ADDRESS,
              country: expect.any(String),
              plugin: '',
              request_id: response.headers.get('X-Request-Id'),
            },
          },
        },
      ],
    ])
    expect(asked[0]?.headers.get('X-Request-Id')).toBe(response.headers.get('X-Request-Id'))
    expect(asked[0]?.headers.get('Cookie')).toBeNull()
  })

  test("context.client is the browser's to choose, context.edge never", async () => {
    const { bindings, asked } = pdpSaying(true)
    const context = { client: { ip: '1.1.1.1' }, edge: { tenant: 'globex.test', ip: '1.1.1.1', root: true } }
    await evaluation({ resource: ROUTE, action: VIEW, context }, { bindings, headers: { 'X-Plugin-Id': 'hello' } })
    expect(asked[0]?.body).toMatchObject({ context: { client: { ip: '1.1.1.1' } } })
    expect(asked[0]?.body).toHaveProperty('context.edge', {
      tenant: tenant.host,
      ip: CLIENT_ADDRESS,
      country: expect.any(String),
      plugin: 'hello',
      request_id: expect.any(String),
    })
  })

  test('commands to a PDP that takes them from properties are taken out', async () => {
    const { bindings, asked } = pdpSaying(true)
    const properties = { 'cerbos.policyVersion': 'lax', kept: { 'cerbos.scope': 'x', also: 1 } }
    await evaluation({ resource: { ...ROUTE, properties }, action: VIEW, context: { 'cerbos.x': 1 } }, { bindings })
    expect(asked[0]?.body).toHaveProperty('resource.properties', { kept: { also: 1 } })
    expect(JSON.stringify(asked[0]?.body)).not.toContain('cerbos.')
  })
})
