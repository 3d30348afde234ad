/** `/access/v1` takes JSON of a bounded size and shape, and never answers with a 500 (requirement 26). */
import { describe, expect, test } from 'vitest'
import { problemOf } from './answer.ts'
import { newTenant } from './fixture.ts'
import { pdpSaying } from './pdp.ts'

const person = await (await newTenant()).signIn()
const QUESTION = { resource: { type: 'plugin.route', id: '/hello' }, action: { name: 'view' } }
const MEMBERS = '"resource":{"type":"a","id":"b"},"action":{"name":"view"}'

function ask(path: string, body: BodyInit, headers = {}): Promise<Response> {
  return person.fetch(`/access/v1/${path}`, { method: 'POST', body, headers, ...pdpSaying(true) })
}

function nested(depth: number): string {
  return `{${MEMBERS},"context":{"a":${'['.repeat(depth - 2)}${']'.repeat(depth - 2)}}}`
}

describe.each(['evaluation', 'evaluations'])('%s', (path) => {
  test.each([
    ['text/plain', 403, 'csrf_refused'],
    ['application/x-www-form-urlencoded', 403, 'csrf_refused'],
    ['text/json', 415, 'media_type_unsupported'],
    ['application/json; charset=utf-16', 415, 'media_type_unsupported'],
    ['application/jsonx', 415, 'media_type_unsupported'],
  ])('the type %s: %d', async (type, status, code) => {
    const response = await ask(path, JSON.stringify(QUESTION), { 'Content-Type': type })
    expect(await problemOf(response)).toEqual([status, code])
  })

  test.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON;charset="UTF-8"'])(
    'the type %s is taken',
    async (type) => {
      expect((await ask(path, JSON.stringify(QUESTION), { 'Content-Type': type })).status).toBe(200)
    },
  )

  test.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['a list', '[]'],
    ['null', 'null'],
    ['a number', '1'],
    ['no members', '{}'],
    ['no action', '{"resource":{"type":"a","id":"b"}}'],
    ['no resource', '{"action":{"name":"view"}}'],
    ['a resource without id', '{"resource":{"type":"a"},"action":{"name":"view"}}'],
    ['an empty id', '{"resource":{"type":"a","id":""},"action":{"name":"view"}}'],
    ['an id that is a number', '{"resource":{"type":"a","id":1},"action":{"name":"view"}}'],
    ['an action that is a text', '{"resource":{"type":"a","id":"b"},"action":"view"}'],
    ['a context that is a list', `{${MEMBERS},"context":[]}`],
    ['a client that is a text', `{${MEMBERS},"context":{"client":"x"}}`],
    ['properties that are a list', '{"resource":{"type":"a","id":"b","properties":[]},"action":{"name":"view"}}'],
    ['__proto__', `{${MEMBERS},"__proto__":{"admin":true}}`],
    ['constructor, deep inside', `{${MEMBERS},"context":{"a":{"constructor":{}}}}`],
    ['__proto__ in escapes', `{${MEMBERS},"context":{"\\u005f_proto__":1}}`],
    ['a key twice', `{${MEMBERS},"resource":{"type":"a","id":"c"}}`],
    ['33 levels', nested(33)],
    ['an options member that is no record', `{${MEMBERS},"options":"x"}`],
    ['an unknown semantic', `{${MEMBERS},"options":{"evaluations_semantic":"maybe"}}`],
  ])('%s is refused', async (_, body) => {
    const response = await ask(path, body, { 'Content-Type': 'application/json' })
    expect(await problemOf(response)).toEqual([400, 'evaluation_invalid'])
  })

  test('32 levels pass', async () => {
    expect((await ask(path, nested(32))).status).toBe(200)
  })

  test('64 kB pass, one byte more does not', async () => {
    const filler = 64 * 1024 - `{${MEMBERS},"x":""}`.length
    expect((await ask(path, `{${MEMBERS},"x":"${'y'.repeat(filler)}"}`)).status).toBe(200)
    expect(await problemOf(await ask(path, `{${MEMBERS},"x":"${'y'.repeat(filler + 1)}"}`))).toEqual([
      413,
      'body_too_large',
    ])
  })

  test('bytes that are no UTF-8', async () => {
    expect(await problemOf(await ask(path, new Uint8Array([0x7b, 0xff, 0x7d])))).toEqual([400, 'body_invalid'])
  })

  test('needs somebody signed in', async () => {
    const response = await person.tenant.fetch(`/access/v1/${path}`, { method: 'POST', body: '{}' })
    expect(await problemOf(response)).toEqual([401, 'signed_out'])
  })

  test('is no GET', async () => {
    expect((await person.fetch(`/access/v1/${path}`)).status).toBe(404)
  })
})

test('100 evaluations pass, 101 do not', async () => {
  const questions = Array.from({ length: 101 }, (_, index) => ({ resource: { type: 'a', id: `${index}` } }))
  const body = (count: number) => JSON.stringify({ action: { name: 'view' }, evaluations: questions.slice(0, count) })
  const answered = await ask('evaluations', body(100))
  expect(await answered.json()).toHaveProperty('decisions.length', 100)
  expect(await problemOf(await ask('evaluations', body(101)))).toEqual([400, 'evaluation_invalid'])
})

test('one element that is malformed refuses the whole batch, and says which', async () => {
  const response = await ask('evaluations', JSON.stringify({ evaluations: [QUESTION, { ...QUESTION, resource: {} }] }))
  expect(await response.json()).toMatchObject({
    code: 'evaluation_invalid',
    detail: 'evaluations[1].resource: malformed',
  })
})

test('evaluations that are no list are refused', async () => {
  expect(await problemOf(await ask('evaluations', '{"evaluations":{}}'))).toEqual([400, 'evaluation_invalid'])
})
