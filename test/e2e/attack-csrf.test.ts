/** Requests that another page made: three proofs, each missing or wrong, before every route that changes something. */
import { describe } from 'vitest'
import { type Attack, testAttacks } from './fixture/attack.ts'

/** Every route that takes more than GET, with what an honest page would send. */
const ROUTES: readonly (readonly [method: string, target: string])[] = [
  ['POST', '/api/faults/ok'],
  ['PUT', '/api/faults/ok'],
  ['PATCH', '/api/faults/ok'],
  ['DELETE', '/api/faults/ok'],
  ['POST', '/api/plugins/secure-echo'],
  ['POST', '/api/plugins/telemetry'],
  ['POST', '/access/v1/evaluation'],
  ['POST', '/access/v1/evaluations'],
  ['POST', '/auth/logout'],
  ['POST', '/api/plugins/quarantine/hello'],
  ['POST', '/api/plugins/unquarantine/hello'],
  ['POST', '/api/plugins/refresh'],
  ['POST', '/api/anything'],
  ['POST', '/'],
  ['DELETE', '/api/session'],
  ['PUT', '/api/plugins/manifests'],
]

const ORIGINS: readonly string[] = [
  '',
  'null',
  'http://acme.localhost',
  'http://acme.localhost:1',
  'http://globex.localhost:$PORT$',
  'http://localhost:$PORT$',
  'http://ops.localhost:$PORT$',
  'http://acme.localhost:$PORT$.evil.example',
  'http://acme.localhost:$PORT$@evil.example',
  'http://evil.example/?http://acme.localhost:$PORT$',
  'http://acme.localhost:$PORT$/',
  'http://acme.localhost.:$PORT$',
  'http://sub.acme.localhost:$PORT$',
  'http://xacme.localhost:$PORT$',
  'file://',
  'acme.localhost:$PORT$',
]

const SITES: readonly string[] = [
  '',
  'cross-site',
  'same-site',
  'none',
  'Same-Origin',
  'SAME-ORIGIN',
  'same-origin, same-origin',
  'same-origin;',
]

const TOKENS: readonly string[] = [
  '',
  'x',
  '$CSRF$A',
  '$CSRF.gina$',
  '$SID$',
  '"$CSRF$"',
  '$CSRF$,$CSRF$',
  'null',
  'undefined',
  '0',
]

const FORM_TYPES: readonly string[] = [
  'text/plain',
  'text/plain;charset=UTF-8',
  'TEXT/PLAIN',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'text/plain; a=application/json',
]

const base = { requirement: 17, method: 'POST' } as const

function instead(header: string, value: string): Pick<Attack, 'without' | 'headers'> {
  return { without: [header], headers: [[header, value]] }
}

const refused = (title: string, more: Partial<Attack>): Attack => ({
  ...base,
  title,
  body: '{}',
  ...more,
  answer: [403, 'csrf_refused'],
})

const rows: readonly Attack[] = [
  ...ROUTES.flatMap(([method, target]): readonly Attack[] => [
    ...['Origin', 'Sec-Fetch-Site', 'X-CSRF-Token'].map((header) =>
      refused(`${method} ${target} without ${header}`, { method, target, without: [header] }),
    ),
    refused(`${method} ${target} from another site`, {
      method,
      target,
      without: ['Origin', 'Sec-Fetch-Site', 'X-CSRF-Token'],
      headers: [
        ['Origin', 'https://evil.example'],
        ['Sec-Fetch-Site', 'cross-site'],
      ],
    }),
    {
      ...base,
      title: `${method} ${target} signed out`,
      method,
      target,
      without: ['Cookie'],
      body: '{}',
      answer: [401, 'signed_out'],
    },
  ]),
  ...ORIGINS.map((origin) => refused(`Origin ${origin}`, instead('Origin', origin))),
  ...SITES.map((site) => refused(`Sec-Fetch-Site ${site}`, instead('Sec-Fetch-Site', site))),
  ...TOKENS.map((token) => refused(`X-CSRF-Token ${token}`, instead('X-CSRF-Token', token))),
  ...FORM_TYPES.map((type) => refused(`Content-Type ${type}`, instead('Content-Type', type))),
  refused('the token twice', { headers: [['X-CSRF-Token', '$CSRF$']] }),
  refused('the origin twice', { headers: [['Origin', 'http://acme.localhost:$PORT$']] }),
  refused('the token in the query', { target: '/api/faults/ok?X-CSRF-Token=$CSRF$', without: ['X-CSRF-Token'] }),
  refused('the token in the body', { body: '{"csrfToken":"$CSRF$"}', without: ['X-CSRF-Token'] }),
  refused('the token in a cookie', {
    without: ['X-CSRF-Token', 'Cookie'],
    headers: [['Cookie', '__Host-Http-sid=$SID$; X-CSRF-Token=$CSRF$']],
  }),
  refused('a Referer in place of the origin', {
    without: ['Origin'],
    headers: [['Referer', 'http://acme.localhost:$PORT$/']],
  }),
  refused('a GET in disguise', { headers: [['X-HTTP-Method-Override', 'GET']], without: ['X-CSRF-Token'] }),
  {
    ...base,
    title: 'all three proofs',
    body: '{}',
    answer: [200],
    reaches: ['POST /api/faults/ok'],
  },
]

describe('cross-site request forgery', () => {
  testAttacks(rows)
})
