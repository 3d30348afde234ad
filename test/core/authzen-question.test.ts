import { describe, expect, test } from 'vitest'
import { MAX_QUESTION_DEPTH, parseQuestion, type Asked } from '../../src/core/authzen-question.ts'

const alice = { type: 'account', id: 'auth:account:demo:alice' }
const limits = { bytes: 65_536, depth: MAX_QUESTION_DEPTH, evaluations: 100 }
const resource = { type: 'plugin.route', id: '/hello' }
const action = { name: 'view' }

function ask(body: unknown, kind: 'single' | 'batch' = 'single') {
  return parseQuestion(typeof body === 'string' ? body : JSON.stringify(body), kind, alice, limits)
}

function asked(body: unknown, kind: 'single' | 'batch' = 'single'): Asked {
  const result = ask(body, kind)
  if ('refusal' in result) throw new Error(`${result.where}: ${result.refusal}`)
  return result
}

describe('a sound question', () => {
  test('single', () => {
    expect(asked({ subject: alice, resource, action, context: {} })).toEqual({
      kind: 'single',
      questions: [{ subject: alice, resource, action, context: {} }],
      semantic: 'execute_all',
    })
  })

  test('batch, with the defaults of its top level standing in whole for what an item lacks', () => {
    const body = {
      resource: { ...resource, properties: { a: 1 } },
      action,
      context: { from: 'top', client: { ip: '192.0.2.1' } },
      evaluations: [
        {},
        { resource: { type: 'plugin.widget', id: 'hello:W' } },
        { action: { name: 'edit' }, context: { x: 1 } },
      ],
      options: { evaluations_semantic: 'deny_on_first_deny' },
    }
    const context = { from: 'top', client: { ip: '192.0.2.1' } }
    expect(asked(body, 'batch')).toEqual({
      kind: 'batch',
      semantic: 'deny_on_first_deny',
      questions: [
        { subject: alice, resource: { ...resource, properties: { a: 1 } }, action, context },
        { subject: alice, resource: { type: 'plugin.widget', id: 'hello:W' }, action, context },
        {
          subject: alice,
          resource: { ...resource, properties: { a: 1 } },
          action: { name: 'edit' },
          context: { x: 1 },
        },
      ],
    })
  })

  test('a batch that lists nothing is a single question, or none at all', () => {
    expect(asked({ resource, action }, 'batch').kind).toBe('single')
    expect(asked({ resource, action, evaluations: [] }, 'batch').kind).toBe('single')
    expect(asked({ evaluations: [] }, 'batch')).toEqual({ kind: 'batch', questions: [], semantic: 'execute_all' })
  })

  test('a single question does not become a batch', () => {
    expect(asked({ resource, action, evaluations: [{}, {}] }).questions).toHaveLength(1)
  })

  test('a hundred evaluations are taken', () => {
    const evaluations = Array.from({ length: 100 }, () => ({ resource }))
    expect(asked({ action, evaluations }, 'batch').questions).toHaveLength(100)
  })
})

describe('requirement 25: the subject is the session’s', () => {
  const bob = { type: 'account', id: 'auth:account:demo:bob' }

  test('absent, it is filled in', () => {
    expect(asked({ resource, action }).questions[0]?.subject).toEqual(alice)
    expect(asked({ action, evaluations: [{ resource }] }, 'batch').questions[0]?.subject).toEqual(alice)
  })

  test.each([
    ['single', { subject: bob, resource, action }, 'subject'],
    ['single', { subject: { ...alice, type: 'service' }, resource, action }, 'subject'],
    ['single', { subject: { ...alice, id: 'AUTH:account:demo:alice' }, resource, action }, 'subject'],
    ['batch', { subject: bob, action, evaluations: [{ resource }] }, 'subject'],
    ['batch', { subject: bob, action, evaluations: [{ subject: alice, resource }] }, 'subject'],
    ['batch', { action, evaluations: [{ resource }, { resource, subject: bob }] }, 'evaluations[1].subject'],
    ['batch', { subject: alice, action, evaluations: [{ resource, subject: bob }] }, 'evaluations[0].subject'],
    ['batch', { subject: bob, evaluations: [] }, 'subject'],
  ] as const)('another one is refused, %s %j', (kind, body, where) => {
    expect(ask(body, kind)).toEqual({ refusal: 'subject_mismatch', where })
  })

  test.each([[null], ['alice'], [[]], [{}], [{ id: alice.id }], [{ type: 'account' }], [{ ...alice, id: 7 }]])(
    'one that is no subject is refused: %j',
    (subject) => {
      expect(ask({ subject, resource, action })).toEqual({ refusal: 'malformed', where: 'subject' })
    },
  )

  test('its properties and every other member that is not known are not read', () => {
    const body = {
      subject: { ...alice, properties: { admin: true }, roles: ['admin'] },
      resource: { ...resource, owner: 'x' },
      action: { ...action, extra: 1 },
      context: {},
      options: { evaluations_semantic: 'execute_all', explain: true, 'cerbos.x': 1 },
      other: 1,
    }
    expect(asked(body)).toEqual({
      kind: 'single',
      questions: [{ subject: alice, resource, action, context: {} }],
      semantic: 'execute_all',
    })
  })

  test('commands to a PDP are stripped from every properties object, at any depth', () => {
    const properties = { 'cerbos.scope': 'x', kept: 1, list: [{ 'cerbos.policyVersion': 'x', kept: 2 }], cerbos: 3 }
    const clean = { kept: 1, list: [{ kept: 2 }], cerbos: 3 }
    const body = {
      resource: { ...resource, properties },
      action: { ...action, properties },
      context: { ...properties, client: { 'cerbos.x': 1 } },
    }
    expect(asked(body).questions[0]).toEqual({
      subject: alice,
      resource: { ...resource, properties: clean },
      action: { ...action, properties: clean },
      context: { ...clean, client: {} },
    })
  })
})
