/** Questions in somebody else's name, and bodies that no reader reads alike. */
import { describe } from 'vitest'
import { type Attack, testAttacks } from './fixture/attack.ts'

const ALICE = { type: 'account', id: 'auth:account:demo:alice' }
const question = { resource: { type: 'plugin.route', id: '/hello' }, action: { name: 'view' } }

function deep(levels: number): string {
  return `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`
}

/** Another subject than the session's, in every place where one may stand. */
const SUBJECTS: readonly (readonly [title: string, subject: unknown])[] = [
  ['somebody else', { type: 'account', id: 'auth:account:demo:bob' }],
  ['an operator', { type: 'service', id: 'operator:ci' }],
  ['another type', { ...ALICE, type: 'service' }],
  ['another case', { ...ALICE, id: 'auth:account:demo:Alice' }],
  ['a blank behind', { ...ALICE, id: `${ALICE.id} ` }],
  ['a lookalike', { ...ALICE, id: 'auth:account:demo:\u0430lice' }],
  ['another provider', { ...ALICE, id: 'auth:account:empowernow:alice' }],
]

/** No subject at all. */
const NO_SUBJECTS: readonly (readonly [title: string, subject: unknown])[] = [
  ['a text', ALICE.id],
  ['null', null],
  ['a list', [ALICE]],
  ['without an id', { type: 'account' }],
  ['with a number for an id', { type: 'account', id: 1 }],
  ['with a list for an id', { type: 'account', id: [ALICE.id] }],
  ['with an empty id', { type: 'account', id: '' }],
]

const MALFORMED: readonly (readonly [title: string, body: string])[] = [
  ['nothing', ''],
  ['a number', '1'],
  ['a text', '"x"'],
  ['null', 'null'],
  ['a list', '[]'],
  ['half of it', '{"resource":{"type":"plugin.route"'],
  ['two documents', '{}{}'],
  ['a comment', '{/* */}'],
  ['a trailing comma', '{"resource":{},}'],
  ['single quotes', "{'resource':{}}"],
  ['no UTF-8', '{"resource":{"type":"plugin.route","id":"\xff"},"action":{"name":"view"}}'],
  ['a NUL', '{"a":"\x00"}'],
  ['a line break in a text', '{"a":"\n"}'],
  ['an empty object', '{}'],
  ['no action', JSON.stringify({ resource: question.resource })],
  ['no resource', JSON.stringify({ action: question.action })],
  ['a resource that is a text', JSON.stringify({ ...question, resource: '/hello' })],
  ['a resource without an id', JSON.stringify({ ...question, resource: { type: 'plugin.route' } })],
  ['a resource with a number for an id', JSON.stringify({ ...question, resource: { type: 'plugin.route', id: 7 } })],
  ['an action that is a text', JSON.stringify({ ...question, action: 'view' })],
  ['an action without a name', JSON.stringify({ ...question, action: {} })],
  ['a context that is a text', JSON.stringify({ ...question, context: 'x' })],
  ['a context that is a list', JSON.stringify({ ...question, context: [] })],
  ['a client that is a text', JSON.stringify({ ...question, context: { client: 'x' } })],
  ['properties that are a list', JSON.stringify({ ...question, resource: { ...question.resource, properties: [] } })],
  ['the subject twice', `{"subject":${JSON.stringify(ALICE)},"subject":{"type":"service","id":"operator:ci"}}`],
  [
    'a key twice deep inside',
    `{"resource":{"type":"plugin.route","id":"/hello","id":"/admin"},"action":{"name":"view"}}`,
  ],
  [
    'the same key in two spellings',
    `{"resource":{"type":"plugin.route","id":"/hello","\\u0069d":"/x"},"action":{"name":"view"}}`,
  ],
  ['__proto__', `{"__proto__":{"decision":true},${JSON.stringify(question).slice(1)}`],
  ['__proto__ in another spelling', `{"\\u005f_proto__":{},${JSON.stringify(question).slice(1)}`],
  ['constructor', `{"constructor":{"prototype":{}},${JSON.stringify(question).slice(1)}`],
  ['prototype inside the context', `{"context":{"prototype":{}},${JSON.stringify(question).slice(1)}`],
  ['33 levels', `{"context":${deep(33)},${JSON.stringify(question).slice(1)}`],
  ['a thousand levels', `{"context":${deep(1_000)},${JSON.stringify(question).slice(1)}`],
  ['ten thousand brackets', `${'['.repeat(10_000)}${']'.repeat(10_000)}`],
]

const BATCHES: readonly (readonly [title: string, body: unknown])[] = [
  ['evaluations that are an object', { evaluations: {} }],
  ['evaluations that are a text', { evaluations: 'x' }],
  ['evaluations that are null', { evaluations: null }],
  ['an evaluation that is null', { evaluations: [null] }],
  ['an evaluation that is a text', { evaluations: ['x'] }],
  ['an evaluation that is a list', { evaluations: [[]] }],
  ['an empty evaluation without defaults', { evaluations: [{}] }],
  ['101 evaluations', { evaluations: Array.from({ length: 101 }, () => question) }],
  ['five thousand evaluations', { ...question, evaluations: Array.from({ length: 5_000 }, () => ({})) }],
  ['thousands of nothing', { evaluations: Array.from({ length: 9_000 }, () => null) }],
  ['options that are a text', { evaluations: [question], options: 'x' }],
  ['an unknown semantic', { evaluations: [question], options: { evaluations_semantic: 'permit_all' } }],
  ['a semantic that is a list', { evaluations: [question], options: { evaluations_semantic: ['execute_all'] } }],
]

const TYPES: readonly string[] = [
  'application/xml',
  'application/jsonx',
  'application/json-patch+json',
  'application/json; charset=utf-16',
  'application/json; x',
  'text/json',
  'json',
]

const SINGLE = '/access/v1/evaluation'
const BATCH = '/access/v1/evaluations'

function asked(requirement: number, title: string, target: string, body: unknown, answer: Attack['answer']): Attack {
  const text = typeof body === 'string' ? body : Buffer.from(JSON.stringify(body)).toString('latin1')
  return { requirement, title, method: 'POST', target, body: text, answer }
}

const rows: readonly Attack[] = [
  ...SUBJECTS.flatMap(([title, subject]): readonly Attack[] => [
    asked(25, `${title} in a question`, SINGLE, { ...question, subject }, [403, 'subject_mismatch']),
    asked(25, `${title} for a whole batch`, BATCH, { subject, evaluations: [question] }, [403, 'subject_mismatch']),
    asked(25, `${title} in the last of a batch`, BATCH, { evaluations: [question, { ...question, subject }] }, [
      403,
      'subject_mismatch',
    ]),
    asked(25, `${title} behind the right default`, BATCH, { subject: ALICE, evaluations: [{ ...question, subject }] }, [
      403,
      'subject_mismatch',
    ]),
    asked(
      25,
      `${title} behind an overwritten default`,
      BATCH,
      {
        subject,
        evaluations: [{ ...question, subject: ALICE }],
      },
      [403, 'subject_mismatch'],
    ),
  ]),
  ...NO_SUBJECTS.flatMap(([title, subject]): readonly Attack[] => [
    asked(25, `a subject ${title}`, SINGLE, { ...question, subject }, [400, 'evaluation_invalid']),
    asked(25, `a subject ${title} in a batch`, BATCH, { evaluations: [{ ...question, subject }] }, [
      400,
      'evaluation_invalid',
    ]),
  ]),
  ...MALFORMED.flatMap(([title, body]): readonly Attack[] =>
    [SINGLE, BATCH].map((target) =>
      asked(
        26,
        `${title} at ${target}`,
        target,
        body,
        title === 'no UTF-8' ? [400, 'body_invalid'] : [400, 'evaluation_invalid'],
      ),
    ),
  ),
  ...BATCHES.map(([title, body]) => asked(26, title, BATCH, body, [400, 'evaluation_invalid'])),
  ...TYPES.map((type): Attack => ({
    ...asked(26, `Content-Type ${type}`, SINGLE, question, [415, 'media_type_unsupported']),
    without: ['Content-Type'],
    headers: [['Content-Type', type]],
  })),
  {
    ...asked(26, 'no Content-Type', SINGLE, question, [415, 'media_type_unsupported']),
    without: ['Content-Type'],
  },
  asked(26, 'more than 64 kB', SINGLE, { ...question, context: { a: 'x'.repeat(65_536) } }, [413, 'body_too_large']),
  {
    ...asked(26, 'more than 64 kB in chunks', SINGLE, '', [413, 'body_too_large']),
    headers: [['Transfer-Encoding', 'chunked']],
    body: `11170\r\n${'x'.repeat(70_000)}\r\n0\r\n\r\n`,
  },
  ...['GET', 'PUT', 'DELETE', 'PATCH'].map((method): Attack => ({
    requirement: 26,
    title: `${method} ${SINGLE}`,
    method,
    target: SINGLE,
    answer: [404, 'not_found'],
  })),
  ...[
    '/access/v1/evaluation/',
    '/access/v1/Evaluation',
    '/access/v2/evaluation',
    '/access/v1/search/subject',
    '/access/v1/evaluation%73',
  ].map((target): Attack => ({ ...asked(26, target, target, question, [404, 'not_found']) })),
]

describe('questions to the PDP', () => {
  testAttacks(rows)
})
