import { expect, test } from 'vitest'
import { parseRejections, parseTenant } from '../../../spa/host/ops/answers.ts'
import { parseAuditPage } from '../../../spa/host/ops/audit-answer.ts'
import { parseConfigFile } from '../../../spa/host/ops/config-answer.ts'
import { parseEnded } from '../../../spa/host/ops/ended.ts'
import { parseMetrics } from '../../../spa/host/ops/metrics-answer.ts'
import { parseExplanation, parsePluginDetail } from '../../../spa/host/ops/plugin-answer.ts'
import { parseReceipt } from '../../../spa/host/ops/receipt.ts'

const READERS = [
  parseTenant,
  parseAuditPage,
  parseConfigFile,
  parseMetrics,
  parseExplanation,
  parsePluginDetail,
  parseReceipt,
  parseEnded,
]
const NO_ANSWERS: readonly unknown[] = [
  null,
  undefined,
  'text',
  7,
  [],
  {},
  { plugins: 'none' },
  Object.create({ tenant: 'a' }),
]

test('no reader takes what is no answer', () => {
  for (const parse of READERS) for (const body of NO_ANSWERS) expect(parse(body)).toBeNull()
})

test('a tenant is read with its plugins, and without those that are none', () => {
  const plugin = { id: 'hello', version: '1.0.0', enabled: true, routes: 1, widgets: 2 }
  const tenant = parseTenant({
    tenant: 'acme.localhost',
    revision: 'r2',
    at: 'now',
    history: [{ revision: 'r1', at: 'then' }, { revision: 'r0' }, 7],
    plugins: [
      { ...plugin, title: 'Hello', quarantined: { scope: 'all', reason: 'broken', by: 'olivia', at: 'then' } },
      { ...plugin, rollout: { version: '1.1.0', percent: 10, halted: 'too many failures' } },
      { id: 'nameless' },
      null,
    ],
  })
  expect(tenant?.at).toBe('now')
  expect(tenant?.history).toEqual([
    { revision: 'r1', at: 'then' },
    { revision: 'r0', at: null },
  ])
  expect(tenant?.plugins).toEqual([
    {
      ...plugin,
      title: 'Hello',
      rollout: null,
      quarantined: { scope: 'all', reason: 'broken', by: 'olivia', at: 'then' },
    },
    {
      ...plugin,
      title: null,
      quarantined: null,
      rollout: { version: '1.1.0', percent: 10, halted: 'too many failures' },
    },
  ])
})

test('a receipt says who heard of it and what changed', () => {
  const receipt = parseReceipt({
    tenant: 'acme.localhost',
    scope: 'tenant',
    requestId: 'r',
    acknowledged: ['weur', 'enam'],
    silent: ['oc'],
    tabs: 3,
    audit: 'queued',
    tenants: [
      {
        tenant: 'acme.localhost',
        revision: null,
        removed: ['a', 'b'],
        widened: [{ plugin: 'c', what: 'may call GET /x' }],
      },
    ],
    next: null,
  })
  expect(receipt).toMatchObject({
    acknowledged: ['weur', 'enam'],
    silent: ['oc'],
    tabs: 3,
    isAuditQueued: true,
    at: null,
    next: null,
  })
  expect(receipt?.changes).toEqual([
    { tenant: 'acme.localhost', revision: null, lines: ['Removed: a, b'], widened: ['c may call GET /x'] },
  ])
})

test('a gate with a verdict that is not known is left out rather than guessed', () => {
  const gate = {
    gate: 'pdp',
    about: 'plugin.route /hello',
    verdict: 'stop',
    why: 'denied',
    decidedBy: 'PDP',
    remedy: 'ask',
  }
  const explanation = parseExplanation({ revision: 'r', gates: [gate, { ...gate, verdict: 'perhaps' }] })
  expect(explanation?.gates).toEqual([gate])
})

test('an audit page with a row that is not understood is none: its chain could not be checked', () => {
  const row = {
    seq: 1,
    at: '2026-01-01T00:00:00.000Z',
    who: 'olivia',
    via: 'session',
    action: 'quarantine',
    tenant: 'acme.localhost',
    plugin: 'hello',
    outcome: 'done',
    before: null,
    after: { quarantined: true },
    requestId: 'r',
    previous: '0',
    hash: '1',
  }
  const head = { seq: 1, hash: '1' }
  expect(parseAuditPage({ rows: [row], head })).toEqual({ rows: [row], head })
  expect(parseAuditPage({ rows: [{ ...row, outcome: 'maybe' }], head })).toBeNull()
  expect(parseAuditPage({ rows: [{ ...row, after: { nested: {} } }], head })).toBeNull()
})

test('a file that is not there has no text; one without a tag is no file', () => {
  expect(parseConfigFile({ file: 'config/ui.yaml', text: null, etag: 'none' })?.text).toBeNull()
  expect(parseConfigFile({ file: 'config/ui.yaml', text: '' })).toBeNull()
})

test('rejections keep their places', () => {
  const rejection = { file: 'config/plugins.yaml', where: 'tenants', why: 'must be a map', line: 3, column: 5 }
  expect(parseRejections({ rejections: [rejection, { where: 'x' }, 7] })).toEqual([rejection])
  expect(parseRejections(null)).toEqual([])
})
