import { describe, expect, test } from 'vitest'
import { MAX_QUESTION_DEPTH, parseQuestion } from '../../src/core/authzen-question.ts'

const alice = { type: 'account', id: 'auth:account:demo:alice' }
const limits = { bytes: 65_536, depth: MAX_QUESTION_DEPTH, evaluations: 100 }
const resource = { type: 'plugin.route', id: '/hello' }
const action = { name: 'view' }

function ask(body: unknown, kind: 'single' | 'batch' = 'single') {
  return parseQuestion(typeof body === 'string' ? body : JSON.stringify(body), kind, alice, limits)
}

describe('requirement 26: a question that cannot be read is refused', () => {
  test.each([
    ['', 'not_json'],
    ['{', 'not_json'],
    ['resource=x', 'not_json'],
    ['{"resource":{"type":"a","id":"b"},"action":{"name":"v"},}', 'not_json'],
    ['null', 'malformed'],
    ['7', 'malformed'],
    ['"x"', 'malformed'],
    ['[]', 'malformed'],
    ['{"resource":{"type":"a","id":"b"},"action":{"name":"v"},"action":{"name":"w"}}', 'key_repeated'],
    ['{"resource":{"type":"a","id":"b","\\u0069d":"c"},"action":{"name":"v"}}', 'key_repeated'],
    ['{"__proto__":{"x":1},"resource":{"type":"a","id":"b"},"action":{"name":"v"}}', 'key_forbidden'],
    ['{"resource":{"type":"a","id":"b","properties":{"constructor":1}},"action":{"name":"v"}}', 'key_forbidden'],
    ['{"context":{"\\u005f_proto__":1}}', 'key_forbidden'],
    ['{"a":{"prototype":1}}', 'key_forbidden'],
  ])('%j: %s', (text, refusal) => {
    expect(ask(text)).toMatchObject({ refusal })
    expect(ask(text, 'batch')).toMatchObject({ refusal })
  })

  test.each([
    [{ action }, 'resource'],
    [{ resource }, 'action'],
    [{ resource: null, action }, 'resource'],
    [{ resource: { id: 'x' }, action }, 'resource'],
    [{ resource: { type: 'x' }, action }, 'resource'],
    [{ resource: { type: '', id: 'x' }, action }, 'resource'],
    [{ resource: { type: 'x', id: 7 }, action }, 'resource'],
    [{ resource: { type: ['x'], id: 'x' }, action }, 'resource'],
    [{ resource: { ...resource, properties: [] }, action }, 'resource.properties'],
    [{ resource: { ...resource, properties: null }, action }, 'resource.properties'],
    [{ resource, action: 'view' }, 'action'],
    [{ resource, action: { name: '' } }, 'action'],
    [{ resource, action: { ...action, properties: 'x' } }, 'action.properties'],
    [{ resource, action, context: null }, 'context'],
    [{ resource, action, context: [] }, 'context'],
    [{ resource, action, context: { client: 'x' } }, 'context'],
    [{ resource, action, options: 'x' }, 'options.evaluations_semantic'],
    [{ resource, action, options: { evaluations_semantic: 'any' } }, 'options.evaluations_semantic'],
    [{ resource, action, options: { evaluations_semantic: null } }, 'options.evaluations_semantic'],
  ])('%j lacks or mistakes %s', (body, where) => {
    expect(ask(body)).toEqual({ refusal: 'malformed', where })
  })

  test.each([
    [{ evaluations: {} }, 'evaluations'],
    [{ evaluations: 'x' }, 'evaluations'],
    [{ evaluations: null }, 'evaluations'],
    [{ action, evaluations: [{ resource }, null] }, 'evaluations[1]'],
    [{ action, evaluations: [{ resource }, []] }, 'evaluations[1]'],
    [{ action, evaluations: [{ resource }, {}] }, 'evaluations[1].resource'],
    [{ resource, evaluations: [{}] }, 'evaluations[0].action'],
    [{ resource, action, evaluations: [{ resource: null }] }, 'evaluations[0].resource'],
  ])('batch %j lacks or mistakes %s', (body, where) => {
    expect(ask(body, 'batch')).toEqual({ refusal: 'malformed', where })
  })

  test('more evaluations than allowed', () => {
    const evaluations = Array.from({ length: 101 }, () => ({ resource }))
    expect(ask({ action, evaluations }, 'batch')).toEqual({ refusal: 'too_many', where: 'evaluations' })
  })

  test('more bytes than allowed, counted as UTF-8', () => {
    const properties = { text: 'é'.repeat(32_768) }
    expect(ask({ resource: { ...resource, properties }, action })).toMatchObject({ refusal: 'too_large' })
    expect(ask(' '.repeat(70_000))).toMatchObject({ refusal: 'too_large' })
  })

  test('deeper than allowed', () => {
    const nested = (levels: number) => `{"resource":${'['.repeat(levels)}${']'.repeat(levels)}}`
    expect(ask(nested(31))).toMatchObject({ refusal: 'malformed' })
    expect(ask(nested(32))).toMatchObject({ refusal: 'too_deep' })
    expect(ask(nested(30_000))).toMatchObject({ refusal: 'too_deep' })
    expect(ask('['.repeat(60_000))).toMatchObject({ refusal: 'not_json' })
  })

  test('brackets and colons inside strings are no structure', () => {
    const tricky = { note: '{"a":1,"a":2}[[[[', 'k"ey': ':', '\\': '"', x: '__proto__' }
    expect(ask({ resource, action, context: tricky })).toMatchObject({ questions: [{ context: tricky }] })
  })
})
