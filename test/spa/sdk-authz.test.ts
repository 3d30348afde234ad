import { expect, test } from 'vitest'
import { type Answer, problem, scripted } from './scripted-transport.ts'

const ITEM = { type: 'item', id: '7', properties: { owner: 'alice' } }

function json(body: string, init: ResponseInit = {}): Response {
  return new Response(body, { ...init, headers: { 'Content-Type': 'application/json' } })
}

test('the question names resource and action, the gateway adds who asks', async () => {
  const { sdk, calls } = scripted([json('{"decision":"Permit"}')])
  expect(await sdk.authz.evaluate(ITEM, 'delete')).toBe(true)
  expect(calls[0]).toMatchObject({ url: '/access/v1/evaluation', method: 'POST' })
  expect(calls[0]?.headers.get('X-Plugin-Id')).toBe('hello')
  expect(calls[0]?.headers.get('X-CSRF-Token')).toBe('token-of-the-session')
  expect(await new Response(calls[0]?.init.body).json()).toEqual({ resource: ITEM, action: { name: 'delete' } })
})

test('the standard’s own answer permits as well', async () => {
  const { sdk } = scripted([json('{"decision":true}')])
  expect(await sdk.authz.evaluate(ITEM, 'delete')).toBe(true)
})

const UNCLEAR: readonly (readonly [string, Answer])[] = [
  ['Deny', json('{"decision":"Deny"}')],
  ['false', json('{"decision":false}')],
  ['another case', json('{"decision":"permit"}')],
  ['the word true', json('{"decision":"true"}')],
  ['a number', json('{"decision":1}')],
  ['a nested decision', json('{"decision":{"decision":"Permit"}}')],
  ['a list', json('[{"decision":"Permit"}]')],
  ['an inherited decision', json('{"__proto__":{"decision":"Permit"}}')],
  ['nothing', json('')],
  ['no object', json('"Permit"')],
  ['another media type', new Response('{"decision":"Permit"}', { headers: { 'Content-Type': 'text/html' } })],
  ['an error with a permit in it', json('{"decision":"Permit"}', { status: 500 })],
  ['a problem', problem(503, 'pdp_unavailable')],
  ['no network', new TypeError('Failed to fetch')],
]

test.each(UNCLEAR)('%s is no permit', async (_, answer) => {
  const { sdk } = scripted([answer])
  expect(await sdk.authz.evaluate(ITEM, 'delete')).toBe(false)
})

test('a question that cannot be written is no permit', async () => {
  const { sdk, calls } = scripted([json('{"decision":"Permit"}')])
  const circle: Record<string, unknown> = {}
  circle['self'] = circle
  expect(await sdk.authz.evaluate({ type: 'item', id: '7', properties: circle }, 'view')).toBe(false)
  expect(calls).toEqual([])
})

const questions = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ resource: { type: 'item', id: String(index) }, action: 'edit' }))

/** Permits the ids that the predicate lets through, in the gateway's shape. */
function deciding(permits: (id: string) => boolean) {
  return ({ body }: { readonly body: string }): Response => {
    const { evaluations }: { evaluations: { resource: { id: string } }[] } = JSON.parse(body)
    return Response.json({
      decisions: evaluations.map(({ resource }) => ({ decision: permits(resource.id) ? 'Permit' : 'Deny' })),
    })
  }
}

test('many questions leave in one request, and answers keep their order', async () => {
  const { sdk, calls } = scripted([deciding((id) => id === '1')])
  expect(await sdk.authz.evaluateMany(questions(3))).toEqual([false, true, false])
  expect(calls).toHaveLength(1)
  expect(calls[0]).toMatchObject({ url: '/access/v1/evaluations', method: 'POST' })
  expect(JSON.parse(calls[0]?.body ?? '')).toEqual({
    evaluations: ['0', '1', '2'].map((id) => ({ resource: { type: 'item', id }, action: { name: 'edit' } })),
  })
})

test('more than a hundred questions leave in batches, and a batch that fails denies its own alone', async () => {
  const { sdk, calls } = scripted([deciding(() => true), problem(503, 'pdp_unavailable'), deciding(() => true)])
  const answers = await sdk.authz.evaluateMany(questions(201))
  expect(calls).toHaveLength(3)
  expect(answers).toHaveLength(201)
  expect(answers.map((permitted, index) => (permitted ? null : index)).filter((index) => index !== null)).toEqual(
    Array.from({ length: 100 }, (_, index) => index + 100),
  )
})

test('no question asks nothing', async () => {
  const { sdk, calls } = scripted([])
  expect(await sdk.authz.evaluateMany([])).toEqual([])
  expect(calls).toEqual([])
})

test.each([
  ['too few', '{"decisions":[{"decision":"Permit"}]}'],
  ['too many', '{"decisions":[{"decision":"Permit"},{"decision":"Permit"},{"decision":"Permit"}]}'],
  ['no list', '{"decisions":{"0":{"decision":"Permit"},"1":{"decision":"Permit"},"length":2}}'],
  ['another word', '{"decisions":[{"decision":"permit"},{"decision":1}]}'],
  ['a single answer', '{"decision":"Permit"}'],
])('%s for two questions permits neither', async (_, answer) => {
  const { sdk } = scripted([json(answer)])
  expect(await sdk.authz.evaluateMany(questions(2))).toEqual([false, false])
})
