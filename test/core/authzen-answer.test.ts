import { describe, expect, test } from 'vitest'
import {
  applySemantic,
  joinDecisions,
  policiesNamed,
  printDecisions,
  readDecision,
  readDecisions,
} from '../../src/core/authzen.ts'

describe('requirement 27: only a clear permit permits', () => {
  test.each([[{ decision: true }], [{ decision: 'Permit' }], [{ decision: true, context: { reason: 'x' } }]])(
    '%j permits',
    (answer) => {
      expect(readDecision(answer)).toBe(true)
      expect(readDecisions({ evaluations: [answer] }, 1)).toEqual([true])
      expect(readDecisions({ decisions: [answer] }, 1)).toEqual([true])
    },
  )

  const unclear: readonly (readonly [unknown])[] = [
    [{ decision: false }],
    [{ decision: 'Deny' }],
    [{ decision: 'permit' }],
    [{ decision: 'PERMIT' }],
    [{ decision: 'Permit ' }],
    [{ decision: 'allow' }],
    [{ decision: 'true' }],
    [{ decision: 1 }],
    [{ decision: {} }],
    [{ decision: [true] }],
    [{ decision: { decision: true } }],
    [{ decision: null }],
    [{ Decision: true }],
    [{ result: true }],
    [{ decisions: [true] }],
    [{}],
    [[]],
    [[{ decision: true }]],
    ['Permit'],
    [true],
    [1],
    [null],
    [undefined],
    [JSON.parse('{"__proto__":{"decision":true}}')],
  ]
  test.each(unclear)('%j denies', (answer) => {
    expect(readDecision(answer)).toBe(false)
    expect(readDecisions({ evaluations: [answer] }, 1)).toEqual([false])
  })

  test('a decision on a prototype is none', () => {
    const answer: unknown = Object.create({ decision: true })
    expect(readDecision(answer)).toBe(false)
    const batch: unknown = Object.create({ evaluations: [{ decision: true }] })
    expect(readDecisions(batch, 1)).toEqual([false])
  })

  const yes = { decision: true }
  const wrong: readonly (readonly [unknown])[] = [
    [{ evaluations: [] }],
    [{ evaluations: [yes] }],
    [{ evaluations: [yes, yes, yes] }],
    [{ evaluations: { 0: yes, 1: yes, length: 2 } }],
    [{ evaluations: 'yes' }],
    [{ evaluations: null }],
    [{ evaluations: [yes, yes], decisions: [yes, yes] }],
    [{ results: [yes, yes] }],
    [{ decision: true }],
    [[yes, yes]],
    [{}],
    [null],
    [undefined],
    ['{"evaluations":[{"decision":true},{"decision":true}]}'],
  ]
  test.each(wrong)('an answer of another form or length denies all: %j', (answer) => {
    expect(readDecisions(answer, 2)).toEqual([false, false])
  })

  test('one unclear element leaves its neighbours alone', () => {
    expect(readDecisions({ decisions: [yes, { decision: 'yes' }, yes] }, 3)).toEqual([true, false, true])
  })
})

describe('semantics are applied by the gateway', () => {
  test.each([
    ['execute_all', [true, false, true], [true, false, true]],
    ['deny_on_first_deny', [true, false, true], [true, false]],
    ['deny_on_first_deny', [true, true], [true, true]],
    ['permit_on_first_permit', [false, true, false], [false, true]],
    ['permit_on_first_permit', [false, false], [false, false]],
    ['permit_on_first_permit', [], []],
  ] as const)('%s turns %j into %j', (semantic, decisions, cut) => {
    expect(applySemantic(decisions, semantic)).toEqual(cut)
  })
})

describe('the answer is built anew', () => {
  test.each([
    ['source', 'single', [true], { decision: 'Permit' }],
    ['source', 'single', [false], { decision: 'Deny' }],
    ['source', 'single', [], { decision: 'Deny' }],
    ['source', 'batch', [true, false], { decisions: [{ decision: 'Permit' }, { decision: 'Deny' }] }],
    ['source', 'batch', [], { decisions: [] }],
    ['standard', 'single', [true], { decision: true }],
    ['standard', 'single', [], { decision: false }],
    ['standard', 'batch', [true, false], { evaluations: [{ decision: true }, { decision: false }] }],
  ] as const)('%s, %s, %j', (shape, kind, decisions, printed) => {
    expect(printDecisions(decisions, shape, kind)).toEqual(printed)
  })
})

describe('answers of several calls go back to the places of their questions', () => {
  const yes = { decision: true }
  const batch = (...positions: readonly number[]) => ({ path: '/access/v1/evaluations', body: {}, positions }) as const
  const [single, mixed] = [
    { path: '/access/v1/evaluation', body: {}, positions: [0] } as const,
    [batch(0, 2), batch(1)],
  ]
  const named = (...policies: readonly unknown[]) => ({ decision: true, context: { policies } })

  test('decisions', () => {
    const answers = [{ evaluations: [yes, { decision: false }] }, { evaluations: [yes] }]
    expect(joinDecisions(mixed, answers)).toEqual([true, true, false])
    expect(joinDecisions([single], [yes])).toEqual([true])
  })

  test('a call that failed denies its own, and as many as were asked are answered', () => {
    expect(joinDecisions(mixed, [undefined, { evaluations: [yes] }])).toEqual([false, true, false])
    expect(joinDecisions(mixed, [])).toEqual([false, false, false])
  })

  test('policies', () => {
    const answers = [{ evaluations: [named('a'), named('c', 'd')] }, { evaluations: [named('b')] }]
    expect(policiesNamed(mixed, answers)).toEqual([['a'], ['b'], ['c', 'd']])
    expect(policiesNamed([single], [named('a')])).toEqual([['a']])
  })

  test.each([
    ['none at all', undefined],
    ['too few', { evaluations: [named('a')] }],
    ['no list', { evaluations: { 0: named('a'), 1: named('c'), length: 2 } }],
    ['a single decision', named('a')],
  ])('policies of an answer with %s are nobody’s', (_, answer) => {
    expect(policiesNamed(mixed, [answer, { evaluations: [named('b')] }])).toEqual([[], ['b'], []])
  })

  test('policies are names, and whatever else stands there is left out', () => {
    expect(policiesNamed([single], [named('a', 7, null, 'b')])).toEqual([['a', 'b']])
    expect(policiesNamed([single], [{ context: { policies: 'a' } }])).toEqual([[]])
    expect(policiesNamed([single], [{ policies: ['a'] }])).toEqual([[]])
  })
})
