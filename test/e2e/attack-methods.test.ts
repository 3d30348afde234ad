/** Methods that are not what they seem, and approvals for other origins. */
import { describe } from 'vitest'
import { type Attack, testAttacks } from './fixture/attack.ts'

/** Granted reading of one path, and nothing else. */
const asAnalyst: Pick<Attack, 'without' | 'headers'> = {
  without: ['X-Plugin-Id'],
  headers: [['X-Plugin-Id', 'sales-analytics']],
}

const OVERRIDES = ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override', 'X-HTTP_Method_Override', '_method']

const rows: readonly Attack[] = [
  ...['get', 'Get', 'GETS', 'G', 'GET/', 'DELETE_', 'FOO', 'TRACK', 'M-SEARCH', 'LINK', 'CONNECT'].map(
    (method): Attack => ({ requirement: 3, title: method, method, answer: 'server' }),
  ),
  ...['TRACE', 'PROPFIND', 'PURGE', 'MKCOL', 'COPY', 'MOVE', 'LOCK', 'SEARCH', 'QUERY'].map((method): Attack => ({
    requirement: 3,
    title: method,
    method,
    answer: [405, 'method_not_allowed'],
  })),
  ...['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'].map((method): Attack => ({
    requirement: 3,
    title: method,
    method,
    answer: [200],
    reaches: [`${method} /api/faults/ok`],
  })),
  ...['POST', 'PUT', 'PATCH', 'DELETE'].map((method): Attack => ({
    requirement: 3,
    title: `${method} where GET is granted`,
    method,
    target: '/api/sales/summary',
    ...asAnalyst,
    answer: [403, 'allowlist_violation'],
  })),
  {
    requirement: 3,
    title: 'HEAD where GET is granted',
    method: 'HEAD',
    target: '/api/sales/summary',
    ...asAnalyst,
    answer: [200],
    reaches: ['HEAD /api/sales/summary'],
  },
  {
    requirement: 3,
    title: 'HEAD where POST is granted',
    method: 'HEAD',
    target: '/api/plugins/telemetry',
    without: ['X-Plugin-Id'],
    headers: [['X-Plugin-Id', 'hello']],
    answer: [403, 'allowlist_violation'],
  },
  {
    requirement: 3,
    title: 'a body with GET stays here',
    body: '{"a":1}',
    answer: [200],
    reaches: ['GET /api/faults/ok'],
  },
  ...OVERRIDES.flatMap((name): readonly Attack[] => [
    {
      requirement: 3,
      title: `${name}: DELETE on GET`,
      headers: [[name, 'DELETE']],
      answer: [200],
      reaches: ['GET /api/faults/ok'],
    },
    {
      requirement: 3,
      title: `${name}: GET on a POST that is not granted`,
      method: 'POST',
      target: '/api/sales/summary',
      without: ['X-Plugin-Id'],
      headers: [
        ['X-Plugin-Id', 'sales-analytics'],
        [name, 'GET'],
      ],
      answer: [403, 'allowlist_violation'],
    },
  ]),
  {
    requirement: 3,
    title: '_method in the query',
    target: '/api/faults/ok?_method=DELETE',
    answer: [200],
    reaches: ['GET /api/faults/ok?_method=DELETE'],
  },
  ...[
    '/api/faults/ok',
    '/api/plugins/manifests',
    '/access/v1/evaluations',
    '/auth/login',
    '/auth/logout',
    '/api/session',
    '/',
    '/healthz',
    '/.well-known/jwks.json',
  ].flatMap((target): readonly Attack[] => [
    { requirement: 4, title: `OPTIONS ${target}`, method: 'OPTIONS', target, answer: [405, 'method_not_allowed'] },
    {
      requirement: 4,
      title: `preflight for ${target}`,
      method: 'OPTIONS',
      target,
      without: ['Cookie', 'X-Plugin-Id', 'Sec-Fetch-Site', 'Origin', 'X-CSRF-Token'],
      headers: [
        ['Origin', 'https://evil.example'],
        ['Access-Control-Request-Method', 'POST'],
        ['Access-Control-Request-Headers', 'x-plugin-id, x-csrf-token'],
        ['Access-Control-Request-Private-Network', 'true'],
      ],
      answer: [405, 'method_not_allowed'],
    },
  ]),
  ...['https://evil.example', 'null', 'http://globex.localhost:$PORT$'].map((origin): Attack => ({
    requirement: 4,
    title: `a simple request from ${origin} is told of no approval`,
    target: '/api/session',
    headers: [['Origin', origin]],
    answer: [200],
  })),
]

describe('methods', () => {
  testAttacks(rows)
})
