import { expect, test } from 'vitest'
import { readGuards } from '../../src/core/guards.ts'
import type { Rejection } from '../../src/core/rejection.ts'
import { readSettings } from '../../src/core/settings.ts'
import { parseYaml } from '../../src/core/yaml.ts'

const FILE = 'config/settings.yaml'

function read(text: string) {
  const rejections: Rejection[] = []
  const root = parseYaml(FILE, text, rejections)
  return { settings: root && readSettings(root), rejections }
}

test('without a file every default holds, and they are production’s', () => {
  expect(readSettings(null)).toEqual({
    environment: 'production',
    hostVersion: '1.5.0',
    operator: { host: null },
    tenancy: { stripPort: false, aliases: {} },
    redirectOrigins: [],
    pdp: { url: null, timeoutMs: 2000, dialect: 'authzen' },
    doorbell: { leaseMs: 1000, graceMs: 5000, storeMs: 10_000 },
    alerts: {
      webhook: null,
      windowMinutes: 5,
      integrityErrors: 1,
      refusals: 50,
      refusalFactor: 5,
      mountFailures: 5,
      mountFailurePercent: 20,
    },
    session: { idleSeconds: 1800, absoluteSeconds: 28_800 },
    authzenAnswers: 'source',
    limits: {
      bundleBytes: 5_242_880,
      requestBytes: 1_048_576,
      responseBytes: 10_485_760,
      evaluationBytes: 65_536,
      evaluations: 100,
      streamSeconds: 600,
    },
    ...readGuards(null),
  })
})

test('a file that names one setting leaves the others at their defaults', () => {
  const { settings, rejections } = read('limits: { evaluations: 7 }')
  expect(rejections).toEqual([])
  const byDefault = readSettings(null)
  expect(settings).toEqual({ ...byDefault, limits: { ...byDefault.limits, evaluations: 7 } })
})

test('every setting can be given', () => {
  const { settings, rejections } = read(`
environment: staging
hostVersion: "2.0.0-rc.1"
operator: { host: ops.example }
tenancy: { stripPort: true, aliases: { www.acme.example: acme.example } }
redirectOrigins: ["https://dev.example:8443", "http://acme.localhost:8787"]
pdp: { url: "https://pdp.example/base", timeoutMs: 500, dialect: source, secret: PDP_SECRET_MAIN }
doorbell: { leaseMs: 100, graceMs: 0, storeMs: 100 }
alerts:
  webhook: ALERT_WEBHOOK_OPS
  windowMinutes: 1
  integrityErrors: 2
  refusals: 3
  refusalFactor: 4
  mountFailures: 5
  mountFailurePercent: 6
session: { idleSeconds: 60, absoluteSeconds: 300 }
authzenAnswers: standard
limits: { bundleBytes: 1024, requestBytes: 1024, responseBytes: 1024, evaluationBytes: 1024, evaluations: 1, streamSeconds: 10 }
`)
  expect(rejections).toEqual([])
  expect(settings).toEqual({
    environment: 'staging',
    hostVersion: '2.0.0-rc.1',
    operator: { host: 'ops.example' },
    tenancy: { stripPort: true, aliases: { 'www.acme.example': 'acme.example' } },
    redirectOrigins: ['https://dev.example:8443', 'http://acme.localhost:8787'],
    pdp: { url: 'https://pdp.example/base', timeoutMs: 500, dialect: 'source', secret: 'PDP_SECRET_MAIN' },
    doorbell: { leaseMs: 100, graceMs: 0, storeMs: 100 },
    alerts: {
      webhook: 'ALERT_WEBHOOK_OPS',
      windowMinutes: 1,
      integrityErrors: 2,
      refusals: 3,
      refusalFactor: 4,
      mountFailures: 5,
      mountFailurePercent: 6,
    },
    session: { idleSeconds: 60, absoluteSeconds: 300 },
    authzenAnswers: 'standard',
    limits: {
      bundleBytes: 1024,
      requestBytes: 1024,
      responseBytes: 1024,
      evaluationBytes: 1024,
      evaluations: 1,
      streamSeconds: 10,
    },
    ...readGuards(null),
  })
})

test('nothing can be said as nothing', () => {
  const { settings, rejections } = read('operator: { host: ~ }\npdp: { url: null }')
  expect(rejections).toEqual([])
  expect(settings).toMatchObject({ operator: { host: null }, pdp: { url: null } })
})

test.each([
  ['environment: test', 'environment', 14, 'must be one of production, staging, development, is "test"'],
  ['hostVersion: 1.4', 'hostVersion', 14, 'must be text, is the number 1.4; quote it: "1.4"'],
  ['hostVersion: "1.4"', 'hostVersion', 14, 'must be a semver version like "1.4.0"'],
  ['operator: { host: "ops.localhost:8787" }', 'operator.host', 19, expect.stringContaining('without scheme and port')],
  ['operator: { host: Ops.localhost }', 'operator.host', 19, expect.stringContaining('in lower case')],
  ['operator: ops.localhost', 'operator', 11, 'must be keys with values, is "ops.localhost"'],
  ['tenancy: { stripPort: 1 }', 'tenancy.stripPort', 23, 'must be true or false, is the number 1'],
  ['tenancy: { aliases: [a] }', 'tenancy.aliases', 21, 'must be keys with values, is a list'],
  ['tenancy: { aliases: { a: "b." } }', 'tenancy.aliases.a', 26, expect.stringContaining('must be a host')],
  ['redirectOrigins: "*"', 'redirectOrigins', 18, 'must be a list, is "*"'],
  ['redirectOrigins: ["*"]', 'redirectOrigins[0]', 19, expect.stringContaining('must be an origin')],
  ['redirectOrigins: ["https://a.b/"]', 'redirectOrigins[0]', 19, expect.stringContaining('must be an origin')],
  [
    'redirectOrigins: ["http://a.example"]',
    'redirectOrigins[0]',
    19,
    'must be https: only loopback addresses may be http',
  ],
  [
    'redirectOrigins: ["http://localhost.a.example"]',
    'redirectOrigins[0]',
    19,
    'must be https: only loopback addresses may be http',
  ],
  [
    'redirectOrigins: ["http://127.0.0.1.a.example"]',
    'redirectOrigins[0]',
    19,
    'must be https: only loopback addresses may be http',
  ],
  ['pdp: { url: "http://pdp.internal" }', 'pdp.url', 13, 'must be https: only loopback addresses may be http'],
  ['pdp: { url: "https://u:p@pdp.internal" }', 'pdp.url', 13, 'must have no user, query or fragment'],
  ['pdp: { url: "https://pdp.internal?x" }', 'pdp.url', 13, 'must have no user, query or fragment'],
  ['pdp: { url: "pdp" }', 'pdp.url', 13, 'must be a URL like https://id.example'],
  [
    'pdp: { secret: PDP_SECRET }',
    'pdp.secret',
    16,
    'is for an external PDP: the embedded one is a binding, and asks for none',
  ],
  [
    'pdp: { url: "https://pdp.example", secret: OPERATOR_TOKENS }',
    'pdp.secret',
    44,
    'must be the name of a secret, PDP_SECRET or PDP_SECRET_…, is "OPERATOR_TOKENS"',
  ],
  ['pdp: { timeoutMs: 10001 }', 'pdp.timeoutMs', 19, 'must be a whole number from 50 to 10000, is the number 10001'],
  ['pdp: { dialect: xacml }', 'pdp.dialect', 17, 'must be one of authzen, source, is "xacml"'],
  [
    'session: { idleSeconds: 301, absoluteSeconds: 300 }',
    'session',
    10,
    'idleSeconds must not be longer than absoluteSeconds',
  ],
  [
    'session: { idleSeconds: -1 }',
    'session.idleSeconds',
    25,
    expect.stringContaining('must be a whole number from 60'),
  ],
  ['authzenAnswers: boolean', 'authzenAnswers', 17, 'must be one of source, standard, is "boolean"'],
  ['limits: { bundleBytes: 5 MB }', 'limits.bundleBytes', 24, expect.stringContaining('is "5 MB"')],
  ['limits: { evaluations: 0 }', 'limits.evaluations', 24, 'must be a whole number from 1 to 500, is the number 0'],
  ['limits: { bundles: 1 }', 'limits.bundles', 11, expect.stringContaining('unknown key; known here: bundleBytes')],
  ['cors: "*"', 'cors', 1, expect.stringContaining('unknown key; known here: environment')],
])('%s is refused', (text, where, column, why) => {
  expect(read(text).rejections).toEqual([{ file: FILE, where, line: 1, column, why }])
})
