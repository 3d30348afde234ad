import { describe, expect, test } from 'vitest'
import type { Question } from '../../src/core/authzen-question.ts'
import { joinDecisions, toPdpCalls } from '../../src/core/authzen.ts'

const subject = { type: 'account', id: 'auth:account:demo:alice' }
const edge = { tenant: 'acme.localhost', ip: '192.0.2.1', country: 'DE', plugin: 'hello', request_id: 'r1' }
const client = { ip: '192.0.2.1', user_agent: 'Browser/1' }

function question(id: string, change: Partial<Question> = {}): Question {
  return { subject, resource: { type: 'plugin.route', id }, action: { name: 'view' }, context: {}, ...change }
}

/** The question as a PDP gets it: the subject's properties and the context are the gateway's word. */
function sent(id: string) {
  const told = { ...subject, properties: { tenant: edge.tenant } }
  return { ...question(id), subject: told, context: { client, edge } }
}

function withProperties(id: string, properties: Readonly<Record<string, unknown>>): Question {
  return question(id, { resource: { type: 'plugin.route', id, properties } })
}

describe('asking the PDP', () => {
  test('one question is a single evaluation', () => {
    expect(toPdpCalls([question('/a')], edge, client)).toEqual([
      {
        path: '/access/v1/evaluation',
        body: sent('/a'),
        positions: [0],
      },
    ])
  })

  test('several are a batch of whole items that is executed to its end', () => {
    expect(toPdpCalls([question('/a'), question('/b')], edge, client)).toEqual([
      {
        path: '/access/v1/evaluations',
        body: {
          evaluations: [sent('/a'), sent('/b')],
          options: { evaluations_semantic: 'execute_all' },
        },
        positions: [0, 1],
      },
    ])
  })

  test('the older dialect knows no options', () => {
    const [call] = toPdpCalls([question('/a'), question('/b')], edge, client, 'source')
    expect(call?.body).not.toHaveProperty('options')
  })

  test('nothing asked, nothing sent', () => {
    expect(toPdpCalls([], edge, client)).toEqual([])
  })

  test('requirement 25: what a browser says of its client stays, what it says of the edge does not', () => {
    const context = { edge: { tenant: 'globex.localhost', admin: true }, client: { ip: '203.0.113.9' }, note: 'x' }
    const [call] = toPdpCalls([question('/a', { context })], edge, client)
    expect(call?.body['context']).toEqual({
      note: 'x',
      client: { ip: '203.0.113.9', user_agent: 'Browser/1' },
      edge,
    })
  })
})

describe('one request never holds two readings of one resource', () => {
  function positionsOf(questions: readonly Question[]): readonly (readonly number[])[] {
    return toPdpCalls(questions, edge, client).map(({ positions }) => positions)
  }

  test.each([
    ['the same resource twice', [question('/a'), question('/a'), question('/b')], [[0, 1, 2]]],
    ['other properties', [withProperties('/a', { v: 1 }), withProperties('/a', { v: 2 })], [[0], [1]]],
    ['properties and none', [question('/a'), withProperties('/a', { v: 1 }), question('/b')], [[0, 2], [1]]],
    [
      'three readings, the first of them again',
      [
        withProperties('/a', { v: 1 }),
        withProperties('/a', { v: 2 }),
        withProperties('/a', {}),
        withProperties('/a', { v: 1 }),
      ],
      [[0, 3], [1], [2]],
    ],
    ['another context', [question('/a'), question('/a', { context: { at: 'night' } })], [[0], [1]]],
    [
      'other properties of the action',
      [question('/a'), question('/a', { action: { name: 'view', properties: { v: 1 } } })],
      [[0], [1]],
    ],
    ['another action', [question('/a'), question('/a', { action: { name: 'edit' } })], [[0, 1]]],
    [
      'ids that read alike when joined',
      [
        question('b', { resource: { type: 'a:', id: 'b', properties: { v: 1 } } }),
        question('b', { resource: { type: 'a', id: ':b', properties: { v: 2 } } }),
      ],
      [[0, 1]],
    ],
    ['a resource named like a property of every object', [question('__proto__'), question('constructor')], [[0, 1]]],
  ])('%s', (_, questions, positions) => {
    expect(positionsOf(questions)).toEqual(positions)
  })

  test('answers come back in the order of the questions', () => {
    const questions = [question('/a'), withProperties('/a', { v: 1 }), question('/b'), withProperties('/b', { v: 1 })]
    const calls = toPdpCalls(questions, edge, client)
    expect(calls.map(({ positions }) => positions)).toEqual([
      [0, 2],
      [1, 3],
    ])
    const answers = [
      { evaluations: [{ decision: true }, { decision: false }] },
      { evaluations: [{ decision: false }, { decision: true }] },
    ]
    expect(joinDecisions(calls, answers)).toEqual([true, false, false, true])
    expect(joinDecisions(calls, [answers[0], undefined])).toEqual([true, false, false, false])
    expect(joinDecisions(calls, [answers[0]])).toEqual([true, false, false, false])
    expect(joinDecisions(calls, [])).toEqual([false, false, false, false])
  })

  test('a single answer is read as one, a list in its place is not', () => {
    const calls = toPdpCalls([question('/a')], edge, client)
    expect(joinDecisions(calls, [{ decision: 'Permit' }])).toEqual([true])
    expect(joinDecisions(calls, [{ evaluations: [{ decision: true }] }])).toEqual([false])
  })
})
