/** The embedded PDP speaks OpenID AuthZEN 1.0: endpoints, defaults, semantics, refusals. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningPdp, startPdp } from '../fixtures/pdp.ts'

let pdp: RunningPdp

beforeAll(async () => {
  pdp = await startPdp()
}, 60_000)
afterAll(() => pdp?.stop())

const SINGLE = '/access/v1/evaluation'
const BATCH = '/access/v1/evaluations'
const JSON_TYPE = { 'Content-Type': 'application/json' }

const subject = { type: 'account', id: 'auth:account:demo:bob' }
const action = { name: 'view' }
const context = { edge: { tenant: 'acme.localhost' } }
const page = { type: 'plugin.route', id: '/hello' }
const greeting = { type: 'plugin.widget', id: 'hello:HelloWidget' }
const question = { subject, action, resource: page, context }

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  send(path, JSON.stringify(body), { ...JSON_TYPE, ...headers })
const send = (path: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = JSON_TYPE) =>
  fetch(`${pdp.url}${path}`, { method: 'POST', headers, body })
const answer = async (path: string, body: unknown): Promise<unknown> => (await post(path, body)).json()

test('one question gets one decision', async () => {
  const response = await post(SINGLE, question)
  expect(response.status).toBe(200)
  expect(response.headers.get('Content-Type')).toBe('application/json')
  expect(response.headers.get('Cache-Control')).toBe('no-store')
  expect(await response.json()).toMatchObject({ decision: true })
})

test('members it does not know are ignored', async () => {
  expect(await answer(SINGLE, { ...question, trace: 'x' })).toMatchObject({ decision: true })
})

test('X-Request-ID is echoed, on refusals too', async () => {
  expect((await post(SINGLE, question, { 'X-Request-ID': 'r-7' })).headers.get('X-Request-ID')).toBe('r-7')
  expect((await post(SINGLE, {}, { 'X-Request-ID': 'r-8' })).headers.get('X-Request-ID')).toBe('r-8')
  expect((await post(SINGLE, question)).headers.get('X-Request-ID')).toBeNull()
})

test('its metadata name its endpoints', async () => {
  const response = await fetch(`${pdp.url}/.well-known/authzen-configuration`)
  expect(await response.json()).toEqual({
    policy_decision_point: pdp.url,
    access_evaluation_endpoint: `${pdp.url}${SINGLE}`,
    access_evaluations_endpoint: `${pdp.url}${BATCH}`,
  })
})

describe('a batch', () => {
  test('answers in the order of its items, which take what they lack from the top', async () => {
    const evaluations = [{ resource: page }, { resource: greeting }, { resource: page, action: { name: 'edit' } }]
    expect(await answer(BATCH, { subject, action, context, evaluations })).toMatchObject({
      evaluations: [{ decision: true }, { decision: false }, { decision: false }],
    })
  })

  test('replaces a default as a whole', async () => {
    const evaluations = [{ context: { client: {} } }]
    expect(await answer(BATCH, { ...question, evaluations })).toEqual({
      evaluations: [{ decision: false, context: { error: { status: 400, message: expect.any(String) } } }],
    })
  })

  test.each([[{}], [{ evaluations: [] }]])('without items is one question: %j', async (items) => {
    expect(await answer(BATCH, { ...question, ...items })).toMatchObject({ decision: true })
  })

  test("judges the same resource by each item's own properties", async () => {
    await pdp.put('properties.localhost.cedar', 'permit (principal, action, resource) when { resource.open };')
    const evaluations = [true, false].map((open) => ({ resource: { ...page, properties: { open } } }))
    const tenant = { edge: { tenant: 'properties.localhost' } }
    expect(await answer(BATCH, { subject, action, context: tenant, evaluations })).toMatchObject({
      evaluations: [{ decision: true }, { decision: false }],
    })
  })

  test('may be about several tenants, each with its own policies', async () => {
    const evaluations = ['acme.localhost', 'globex.localhost', 'nobody.localhost'].map((tenant) => ({
      context: { edge: { tenant } },
    }))
    expect(await answer(BATCH, { subject, action, resource: page, evaluations })).toMatchObject({
      evaluations: [{ decision: true }, { decision: false }, { decision: false }],
    })
  })

  test.each([
    [undefined, [true, false, true]],
    ['execute_all', [true, false, true]],
    ['deny_on_first_deny', [true, false]],
    ['permit_on_first_permit', [true]],
  ])('%s stops after %j', async (semantic, decisions) => {
    const evaluations = [{ resource: page }, { resource: greeting }, { resource: page }]
    const options = semantic === undefined ? {} : { options: { evaluations_semantic: semantic } }
    expect(await answer(BATCH, { subject, action, context, evaluations, ...options })).toMatchObject({
      evaluations: decisions.map((decision) => ({ decision })),
    })
  })
})

describe('a malformed question is refused', () => {
  const nested = (levels: number): unknown => (levels === 0 ? {} : { a: nested(levels - 1) })

  test.each([
    [SINGLE, [], 'must be a JSON object'],
    [SINGLE, null, 'must be a JSON object'],
    [SINGLE, {}, 'subject: is required'],
    [SINGLE, { ...question, subject: 'bob' }, 'subject: must be an object'],
    [SINGLE, { ...question, subject: { type: 'account' } }, 'subject.id: must be a non-empty string'],
    [SINGLE, { ...question, subject: { type: 7, id: 'x' } }, 'subject.type: must be a non-empty string'],
    [SINGLE, { ...question, action: 'view' }, 'action: must be an object'],
    [SINGLE, { ...question, action: {} }, 'action.name: must be a non-empty string'],
    [SINGLE, { ...question, resource: { type: 'a', id: '' } }, 'resource.id: must be a non-empty string'],
    [SINGLE, { ...question, resource: { ...page, properties: [] } }, 'resource.properties: must be an object'],
    [SINGLE, { ...question, resource: { type: 'a', id: 'x'.repeat(2049) } }, 'resource: type and id must be at most'],
    [SINGLE, { ...question, context: 'here' }, 'context: must be an object'],
    [SINGLE, { ...question, context: nested(32) }, 'nests deeper than 32 levels'],
    [BATCH, { ...question, evaluations: {} }, 'evaluations: must be an array'],
    [BATCH, { ...question, evaluations: [{}, 7] }, 'evaluations[1]: must be a JSON object'],
    [BATCH, { subject, action, evaluations: [{ resource: page }, {}] }, 'evaluations[1].resource: is required'],
    [BATCH, { ...question, evaluations: Array.from({ length: 501 }, () => ({})) }, 'evaluations: at most 500 items'],
    [BATCH, { ...question, evaluations: [{}], options: 'all' }, 'options: must be an object'],
    [
      BATCH,
      { ...question, evaluations: [{}], options: { evaluations_semantic: 'some' } },
      'evaluations_semantic: must be one of',
    ],
    [
      BATCH,
      {
        ...question,
        evaluations: Array.from({ length: 51 }, (_, at) => ({ context: { edge: { tenant: `t${at}` } } })),
      },
      'at most 50 tenants',
    ],
  ])('%s %j', async (path, body, why) => {
    const response = await post(path, body)
    expect(response.status).toBe(400)
    expect(response.headers.get('Content-Type')).toBe('application/problem+json')
    expect(await response.json()).toEqual({ status: 400, title: expect.stringContaining(why) })
  })

  test.each([
    ['no JSON', '{"subject"', 400],
    ['nothing', '', 400],
    ['no UTF-8', new Uint8Array([0x22, 0xff, 0x22]), 400],
    ['too large', JSON.stringify({ padding: 'x'.repeat(256 * 1024) }), 413],
    ['deep', '['.repeat(100_000) + ']'.repeat(100_000), 400],
  ])('%s', async (_what, body, status) => {
    const response = await send(SINGLE, body)
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ status, title: expect.any(String) })
  })

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp'])('as %s', async (type) => {
    expect((await send(SINGLE, JSON.stringify(question), { 'Content-Type': type })).status).toBe(415)
  })

  test.each([
    ['GET', SINGLE, 405],
    ['PUT', BATCH, 405],
    ['POST', '/.well-known/authzen-configuration', 405],
    ['GET', '/', 404],
    ['POST', '/access/v1/evaluation/', 404],
  ])('%s %s', async (method, path, status) => {
    expect((await fetch(`${pdp.url}${path}`, { method })).status).toBe(status)
  })
})

test("names that JavaScript objects inherit are nobody's", async () => {
  const text = JSON.stringify(question).replace(
    '"context":{',
    '"context":{"__proto__":{"edge":{"tenant":"acme.localhost"}},',
  )
  expect(await (await send(SINGLE, text)).json()).toMatchObject({
    decision: false,
    context: { error: { status: 400 } },
  })
  const inherited = { ...question, resource: { type: 'constructor', id: 'toString' }, context }
  expect(await answer(SINGLE, inherited)).toMatchObject({ decision: false })
})
