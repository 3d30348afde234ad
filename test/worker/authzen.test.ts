/** `/access/v1`: what the page may ask, and what it is told (requirement 27). */
import { describe, expect, test } from 'vitest'
import { headersOf } from './answer.ts'
import { newTenant, type Call } from './fixture.ts'
import { pdpSaying } from './pdp.ts'

const tenant = await newTenant()
const person = await tenant.signIn()
const ALICE = { type: 'account', id: 'auth:account:demo:alice' }
const ROUTE = { type: 'plugin.route', id: '/hello' }
const WIDGET = { type: 'plugin.widget', id: 'hello:HelloWidget' }
const VIEW = { name: 'view' }

function evaluation(question: unknown, call: Call = {}): Promise<Response> {
  return person.fetch('/access/v1/evaluation', { method: 'POST', body: JSON.stringify(question), ...call })
}

function evaluations(questions: unknown, call: Call = {}): Promise<Response> {
  return person.fetch('/access/v1/evaluations', { method: 'POST', body: JSON.stringify(questions), ...call })
}

describe("section 8: the source's shapes", () => {
  test('a single question', async () => {
    const question = { subject: ALICE, resource: ROUTE, action: VIEW, context: {} }
    const response = await evaluation(question, pdpSaying(true))
    expect([response.status, await response.json()]).toEqual([200, { decision: 'Permit' }])
    expect(await (await evaluation(question, pdpSaying(false))).json()).toEqual({ decision: 'Deny' })
  })

  test('a batch', async () => {
    const questions = [ROUTE, WIDGET].map((resource) => ({ subject: ALICE, resource, action: VIEW, context: {} }))
    const response = await evaluations({ evaluations: questions }, pdpSaying(true, false))
    expect(await response.json()).toEqual({ decisions: [{ decision: 'Permit' }, { decision: 'Deny' }] })
  })

  test('a batch of nothing is answered with nothing, and asks nobody', async () => {
    const { bindings, asked } = pdpSaying()
    expect(await (await evaluations({ evaluations: [] }, { bindings })).json()).toEqual({ decisions: [] })
    expect(asked).toEqual([])
  })
})

describe("X-AuthZEN-Version: 1.0 asks for the standard's shape", () => {
  const headers = { 'X-AuthZEN-Version': '1.0' }

  test('of one decision', async () => {
    const response = await evaluation({ resource: ROUTE, action: VIEW }, { headers, ...pdpSaying(true) })
    expect(await response.json()).toEqual({ decision: true })
  })

  test('of a batch', async () => {
    const body = { evaluations: [{ resource: ROUTE }, { resource: WIDGET }], action: VIEW }
    const response = await evaluations(body, { headers, ...pdpSaying(false, true) })
    expect(await response.json()).toEqual({ evaluations: [{ decision: false }, { decision: true }] })
  })

  test('and a tenant whose settings say so has it without asking', async () => {
    const other = await (await newTenant({ settings: { authzenAnswers: 'standard' } })).signIn()
    const body = JSON.stringify({ resource: ROUTE, action: VIEW })
    const response = await other.fetch('/access/v1/evaluation', { method: 'POST', body, ...pdpSaying(true) })
    expect(await response.json()).toEqual({ decision: true })
  })

  test("another version has the tenant's shape", async () => {
    const call = { headers: { 'X-AuthZEN-Version': '2.0' }, ...pdpSaying(true) }
    expect(await (await evaluation({ resource: ROUTE, action: VIEW }, call)).json()).toEqual({ decision: 'Permit' })
  })
})

test('the metadata names the endpoints of this host', async () => {
  const response = await tenant.fetch('/.well-known/authzen-configuration')
  expect(await response.json()).toEqual({
    policy_decision_point: tenant.origin,
    access_evaluation_endpoint: `${tenant.origin}/access/v1/evaluation`,
    access_evaluations_endpoint: `${tenant.origin}/access/v1/evaluations`,
  })
})

describe('batches', () => {
  test('defaults stand in whole for what an element lacks', async () => {
    const { bindings, asked } = pdpSaying(true, true)
    const context = { purpose: 'all' }
    const body = { action: VIEW, context, evaluations: [{ resource: ROUTE }, { resource: WIDGET, context: { b: 1 } }] }
    await evaluations(body, { bindings })
    expect(asked[0]?.body).toMatchObject({
      evaluations: [
        { subject: ALICE, resource: ROUTE, action: VIEW, context: { purpose: 'all' } },
        { subject: ALICE, resource: WIDGET, action: VIEW, context: { b: 1 } },
      ],
      options: { evaluations_semantic: 'execute_all' },
    })
    expect(asked[0]?.body).not.toHaveProperty('evaluations.1.context.purpose')
  })

  test('one resource with two sets of properties is asked in two calls, and answers keep their places', async () => {
    const { bindings, asked } = pdpSaying(true, false)
    const [mine, yours] = ['mine', 'yours'].map((kind) => ({ ...ROUTE, properties: { kind } }))
    const body = { action: VIEW, evaluations: [{ resource: mine }, { resource: yours }, { resource: WIDGET }] }
    const response = await evaluations(body, { bindings })
    expect(asked).toHaveLength(2)
    expect(asked[0]?.body).toMatchObject({ evaluations: [{ resource: mine }, { resource: WIDGET }] })
    expect(asked[1]?.body).toMatchObject({ evaluations: [{ resource: yours }] })
    // The second call has one question and gets two answers, which is no answer.
    expect(await response.json()).toEqual({
      decisions: [{ decision: 'Permit' }, { decision: 'Deny' }, { decision: 'Deny' }],
    })
  })

  test.each([
    ['execute_all', ['Permit', 'Deny', 'Permit']],
    ['deny_on_first_deny', ['Permit', 'Deny']],
    ['permit_on_first_permit', ['Permit']],
  ])('evaluations_semantic %s is applied by the gateway', async (semantic, expected) => {
    const resources = [ROUTE, WIDGET, { type: 'plugin.route', id: '/other' }]
    const body = {
      action: VIEW,
      evaluations: resources.map((resource) => ({ resource })),
      options: { evaluations_semantic: semantic },
    }
    const response = await evaluations(body, pdpSaying(true, false, true))
    expect(await response.json()).toEqual({ decisions: expected.map((decision) => ({ decision })) })
  })
})

test('requirement 27: an answer is stored nowhere', async () => {
  const response = await evaluation({ resource: ROUTE, action: VIEW }, pdpSaying(true))
  expect(headersOf(response, 'Cache-Control', 'Content-Type')).toEqual({
    'Cache-Control': 'no-store',
    'Content-Type': 'application/json',
  })
})
