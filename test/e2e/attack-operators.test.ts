/** What operators send, from somebody who has their token and means harm: YAML and revisions. Nothing of it goes live. */
import { describe } from 'vitest'
import { type Attack, testAttacks } from './fixture/attack.ts'

const byToken: Pick<Attack, 'without' | 'headers'> = {
  without: ['Cookie', 'X-Plugin-Id', 'Origin', 'X-CSRF-Token', 'Sec-Fetch-Site', 'Sec-Fetch-Dest'],
  headers: [['Authorization', 'Bearer $TOKEN$']],
}

const MANIFEST = 'id: hello\n      version: "1.0.0"\n'

/** Documents of which none may become a configuration. */
const YAML: readonly (readonly [title: string, text: string])[] = [
  ['aliases', 'tenants: &t\n  a: *t\n'],
  [
    'a billion laughs',
    `a: &a [x,x]\n${'bcdefgh'
      .split('')
      .map((name, at) => `${name}: &${name} [*${'abcdefg'[at]},*${'abcdefg'[at]}]\n`)
      .join('')}`,
  ],
  ['an anchor alone', 'tenants: &x {}\n'],
  ['merge keys', 'tenants:\n  <<: {acme.localhost: []}\n'],
  ['a tag', 'tenants: !!js/function "function () {}"\n'],
  ['a tag of its own', 'tenants: !evil {}\n'],
  ['a binary tag', 'tenants: !!binary aGVsbG8=\n'],
  ['a set', 'tenants: !!set {a, b}\n'],
  ['two documents', 'tenants: {}\n---\ntenants: {}\n'],
  ['a directive', '%YAML 1.1\n---\ntenants: {}\n'],
  ['another directive', '%TAG ! tag:evil.example,2000:\n---\ntenants: {}\n'],
  ['__proto__', 'tenants:\n  __proto__: {x: []}\n'],
  ['constructor', 'tenants: {constructor: []}\n'],
  ['prototype', 'prototype: {}\n'],
  ['a key twice', 'tenants: {}\ntenants: {}\n'],
  ['a key that is a list', 'tenants: {? [a] : []}\n'],
  ['a thousand levels', `tenants: ${'['.repeat(1_000)}${']'.repeat(1_000)}\n`],
  ['twenty thousand brackets', '['.repeat(20_000)],
  ['deep by indentation', Array.from({ length: 200 }, (_, at) => `${' '.repeat(at)}a:\n`).join('')],
  ['ten thousand keys of nothing', `x:\n${Array.from({ length: 4_000 }, (_, at) => `  k${at}: 1\n`).join('')}`],
  ['a list', '[]\n'],
  ['a text', 'hello\n'],
  ['half of it', 'tenants: {acme.localhost: [{id: "hel\n'],
  ['a NUL', 'tenants: \u0000\n'],
  ['a control', 'tenants: "\\x07"\n'],
  ['a version that is a number', `tenants:\n  acme.localhost:\n    - id: hello\n      version: 1.10\n`],
  ['a plugin twice', `tenants:\n  acme.localhost:\n    - ${MANIFEST}    - ${MANIFEST}`],
  ['an id with a slash', 'tenants:\n  acme.localhost:\n    - id: ../hello\n      version: "1.0.0"\n'],
  ['an id of the prototype', 'tenants:\n  acme.localhost:\n    - id: __proto__\n      version: "1.0.0"\n'],
  [
    'a bundle elsewhere',
    `tenants:\n  acme.localhost:\n    - ${MANIFEST}      bundle: {file: ../../config/idps.yaml}\n`,
  ],
  [
    'a bundle that is a URL',
    `tenants:\n  acme.localhost:\n    - ${MANIFEST}      bundle: {file: "https://evil.example/x.js"}\n`,
  ],
  [
    'everything',
    `tenants:\n  acme.localhost:\n    - ${MANIFEST}      permissions: {api: [{method: GET, path: "/*"}]}\n`,
  ],
  [
    'an operators’ route',
    `tenants:\n  acme.localhost:\n    - ${MANIFEST}      permissions: {api: [{method: POST, path: /api/plugins/refresh}]}\n`,
  ],
  [
    'an expression for a path',
    `tenants:\n  acme.localhost:\n    - ${MANIFEST}      permissions: {api: [{method: GET, path: "/api/(.*)+"}]}\n`,
  ],
  [
    'every method',
    `tenants:\n  acme.localhost:\n    - ${MANIFEST}      permissions: {api: [{method: "*", path: /api/crud/items}]}\n`,
  ],
  [
    'a star in the middle',
    `tenants:\n  acme.localhost:\n    - ${MANIFEST}      permissions: {api: [{method: GET, path: "/api/*/items"}]}\n`,
  ],
  ['every topic', `tenants:\n  acme.localhost:\n    - ${MANIFEST}      permissions: {sse: ["*"]}\n`],
  ['a tenant that is no host', 'tenants:\n  "acme.localhost/x": []\n'],
  ['a misspelled key', 'tennants: {}\n'],
]

/** Names under which nothing is configured. */
const NO_FILES: readonly string[] = [
  'config/../plugins.yaml',
  'config/plugins.yml',
  'config/policies/acme.localhost.cedar',
  'registry/acme.localhost/current',
  'quarantine/acme.localhost/hello',
  '__proto__',
  'config/plugins/..yaml/x.yaml',
  '',
]

const REVISIONS: readonly string[] = ['x', '../current', '0'.repeat(32), '__proto__', '*', '%00', 'f'.repeat(64)]

const rows: readonly Attack[] = [
  ...YAML.map(([title, text]): Attack => ({
    requirement: 30,
    title,
    method: 'POST',
    target: '/api/plugins/refresh?dry=1',
    ...byToken,
    body: Buffer.from(JSON.stringify({ files: { 'config/plugins.yaml': text } })).toString('latin1'),
    answer: [422, 'config_rejected'],
  })),
  {
    requirement: 30,
    title: 'a file of 80 kB',
    method: 'POST',
    target: '/api/plugins/refresh?dry=1',
    ...byToken,
    body: JSON.stringify({ files: { 'config/plugins.yaml': `# ${'x'.repeat(80_000)}\n` } }),
    answer: [422, 'config_rejected'],
  },
  {
    requirement: 30,
    title: 'files of two megabytes',
    method: 'POST',
    target: '/api/plugins/refresh?dry=1',
    ...byToken,
    body: 'x'.repeat(2_000_000),
    answer: [413, 'body_too_large'],
  },
  ...NO_FILES.map((name): Attack => ({
    requirement: 30,
    title: `the file ${JSON.stringify(name)}`,
    method: 'POST',
    target: '/api/plugins/refresh?dry=1',
    ...byToken,
    body: `{"files":{${JSON.stringify(name)}:"tenants: {}"}}`,
    answer: [400, 'body_invalid'],
  })),
  ...REVISIONS.map((revision): Attack => ({
    requirement: 24,
    title: `a rollback to ${revision}`,
    method: 'POST',
    target: `/api/plugins/rollback?to=${revision}`,
    ...byToken,
    answer: [404, 'revision_unknown'],
  })),
  ...['/api/plugins/quarantine/__proto__', '/api/plugins/quarantine/nobody', '/api/plugins/quarantine/..%2fhello'].map(
    (target): Attack => ({
      requirement: 24,
      title: `POST ${target}`,
      method: 'POST',
      target,
      ...byToken,
      answer: [404, 'operator_plugin_unknown'],
    }),
  ),
]

describe('operators’ input', () => {
  testAttacks(rows)
})
