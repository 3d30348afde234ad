/** Why a plugin is there or not: each gate's verdict, what decided, and what to do about it. */
import { describe, expect, test } from 'vitest'
import { compileAllowList } from '../../src/core/allowlist.ts'
import { explain, type ExplainFacts, type Gate } from '../../src/core/explain.ts'
import { questionsOf } from '../../src/core/gating.ts'
import type { CompiledPlugin } from '../../src/core/registry.ts'

const HASH = 'ab'.repeat(32)
const REGISTRY = 'registry/acme.example/r1'

const compiled: CompiledPlugin = {
  id: 'hello',
  version: '1.0.0',
  enabled: true,
  bundleKey: 'plugins/hello/1.0.0/index.esm.js',
  sha256: HASH,
  manifest: {
    id: 'hello',
    version: '1.0.0',
    engine: { experience: '>=1.0.0' },
    bundle: { url: '/b', integrity: `sha256:${HASH}` },
    contributions: {
      routes: [{ path: '/hello', component: 'Hello', resource: 'plugin.route', action: 'view' }],
      widgets: [],
    },
    permissions: { api: [], sse: [] },
  },
}
const [asked] = questionsOf([compiled.manifest])
if (asked === undefined) throw new Error('the plugin contributes nothing')
const callable = {
  enabled: true,
  allowList: compileAllowList([{ method: 'GET', path: '/api/items/:id', params: { id: 'int' } }]),
  topics: [],
}

const facts: ExplainFacts = {
  tenant: 'acme.example',
  revision: 'r1',
  hostVersion: '1.5.0',
  plugin: { compiled, callable },
  subjectId: 'auth:alice',
  quarantine: null,
  decisions: [{ asked, permitted: true, policies: [] }],
  bundle: 'sound',
  call: { method: 'GET', path: '/api/items/7' },
}

function gate(name: Gate['gate'], change: Partial<ExplainFacts> = {}): Gate | undefined {
  return explain({ ...facts, ...change }, 'hello').find((each) => each.gate === name)
}

function withPlugin(change: Partial<CompiledPlugin>): Partial<ExplainFacts> {
  return { plugin: { callable, compiled: { ...compiled, ...change } } }
}

test('of a plugin that works every gate passes, in the order in which a request meets them', () => {
  expect(explain(facts, 'hello')).toEqual([
    { gate: 'tenant', verdict: 'pass', why: 'hello 1.0.0 is configured', decidedBy: REGISTRY },
    { gate: 'enabled', verdict: 'pass', why: 'not switched off', decidedBy: REGISTRY },
    { gate: 'quarantine', verdict: 'pass', why: 'no flag is set', decidedBy: 'quarantine/acme.example/hello' },
    {
      gate: 'engine',
      verdict: 'pass',
      why: 'needs host >=1.0.0, this is 1.5.0',
      decidedBy: 'engine.experience >=1.0.0, hostVersion 1.5.0',
    },
    {
      gate: 'pdp',
      about: 'plugin.route /hello',
      verdict: 'pass',
      why: 'permitted',
      decidedBy: 'PDP: view on plugin.route /hello',
    },
    { gate: 'bundle', verdict: 'pass', why: 'stored', decidedBy: 'plugins/hello/1.0.0/index.esm.js' },
    { gate: 'integrity', verdict: 'pass', why: 'the bytes have their hash', decidedBy: `sha256:${HASH}` },
    {
      gate: 'allow-list',
      about: 'GET /api/items/7',
      verdict: 'pass',
      why: 'on the list',
      decidedBy: 'GET /api/items/:id',
    },
  ])
})

test('a plugin that the tenant has not stops at the first gate', () => {
  expect(explain({ ...facts, plugin: null }, 'nobody')).toEqual([
    {
      gate: 'tenant',
      verdict: 'stop',
      why: 'acme.example has no plugin nobody',
      decidedBy: REGISTRY,
      remedy: 'add it to config/plugins.yaml and refresh',
    },
  ])
})

test('a plugin that is switched off is told how to come back', () => {
  expect(gate('enabled', withPlugin({ enabled: false }))).toEqual({
    gate: 'enabled',
    verdict: 'stop',
    why: 'the manifest says enabled: false',
    decidedBy: REGISTRY,
    remedy: 'take `enabled: false` out of the manifest and refresh',
  })
})

describe('a rollout', () => {
  const { manifest } = compiled
  const rollout = { version: '1.1.0', percent: 100, bundleKey: 'plugins/b', sha256: HASH, halted: null, manifest }

  test('is no gate where there is none', () => {
    expect(gate('rollout')).toBeUndefined()
  })

  test('says which version somebody has, and by which number', () => {
    expect(gate('rollout', withPlugin({ rollout }))).toEqual({
      gate: 'rollout',
      about: '1.1.0 for 100 %',
      verdict: 'pass',
      why: expect.stringMatching(/^bucket \d{1,2}\.\d of 100: has 1\.1\.0$/),
      decidedBy: REGISTRY,
    })
    expect(gate('rollout', withPlugin({ rollout: { ...rollout, percent: 0 } }))?.why).toMatch(/: has 1\.0\.0$/)
  })

  test('says why it was halted, to nobody in particular too', () => {
    const halted = { ...withPlugin({ rollout: { ...rollout, halted: 'errors' } }), subjectId: null }
    expect(gate('rollout', halted)).toMatchObject({ verdict: 'warn', why: 'halted: errors' })
    expect(gate('rollout', { ...withPlugin({ rollout }), subjectId: null })).toMatchObject({
      verdict: 'skip',
      why: 'nobody was named',
    })
  })
})

describe('a quarantine', () => {
  const flag = { reason: 'leaks', by: 'operator:ci', at: '2026-11-01T10:00:00Z' }

  test('of this tenant', () => {
    expect(gate('quarantine', { quarantine: { scope: 'tenant', flag } })).toEqual({
      gate: 'quarantine',
      verdict: 'stop',
      why: 'quarantined by operator:ci at 2026-11-01T10:00:00Z: leaks',
      decidedBy: 'quarantine/acme.example/hello',
      remedy: 'POST /api/plugins/unquarantine/hello',
    })
  })

  test('of every tenant, by a flag that says nothing', () => {
    expect(gate('quarantine', { quarantine: { scope: 'all', flag: {} } })).toEqual({
      gate: 'quarantine',
      verdict: 'stop',
      why: 'quarantined by unknown at unknown: no reason given',
      decidedBy: 'quarantine/*/hello',
      remedy: 'POST /api/plugins/unquarantine/hello?scope=all',
    })
  })
})

test.each([
  ['2.0.0-rc.1', 'warn', undefined],
  ['0.9.0', 'stop', 'publish a version whose range holds this host'],
])('a host %s: %s', (hostVersion, verdict, remedy) => {
  const judged = gate('engine', { hostVersion })
  expect(judged?.verdict).toBe(verdict)
  expect(judged?.remedy).toBe(remedy)
  expect(judged?.decidedBy).toBe(`engine.experience >=1.0.0, hostVersion ${hostVersion}`)
})

describe('the PDP', () => {
  const remedy = 'change the policies of this tenant, if the person should see it'

  test.each([
    [true, ['a', 'b'], { verdict: 'pass', why: 'permitted', decidedBy: ', policy a, b' }],
    [false, ['a'], { verdict: 'stop', why: 'denied', decidedBy: ', policy a', remedy }],
    [false, [], { verdict: 'stop', why: 'denied: no policy permits it', decidedBy: '', remedy }],
    [null, [], { verdict: 'skip', why: 'nobody was named, or the PDP did not answer', decidedBy: '' }],
  ])('says %j by %j', (permitted, policies, expected) => {
    const judged = gate('pdp', { decisions: [{ asked, permitted, policies }] })
    const decidedBy = `PDP: view on plugin.route /hello${expected.decidedBy}`
    expect(judged).toEqual({ gate: 'pdp', about: 'plugin.route /hello', ...expected, decidedBy })
  })
})

test.each([
  [
    'missing',
    { verdict: 'stop', why: 'not in the bundle store' },
    { verdict: 'skip', why: 'there is nothing to hash' },
  ],
  ['tampered', { verdict: 'pass' }, { verdict: 'stop', why: 'the stored bytes are not those of this revision' }],
] as const)('a bundle that is %s', (bundle, stored, hashed) => {
  expect(gate('bundle', { bundle })).toMatchObject(stored)
  expect(gate('integrity', { bundle })).toMatchObject(hashed)
  const remedies = [gate('bundle', { bundle })?.remedy, gate('integrity', { bundle })?.remedy]
  expect(remedies.filter((remedy) => remedy !== undefined)).toEqual([
    bundle === 'missing'
      ? 'upload the bundle to plugins/hello/1.0.0/index.esm.js, with the bytes that were published'
      : 'find out who changed the stored bundle; publish a new version',
  ])
})

test.each([
  [null, { verdict: 'skip', why: 'no call was given', decidedBy: REGISTRY }],
  [
    { method: 'POST', path: '/api/items/7' },
    {
      about: 'POST /api/items/7',
      verdict: 'stop',
      why: 'no entry admits this call',
      decidedBy: REGISTRY,
      remedy: 'add to permissions.api: { method: POST, path: /api/items/7 }',
    },
  ],
  [
    { method: 'GET', path: '/api//items' },
    {
      about: 'GET /api//items',
      verdict: 'stop',
      why: 'the path is not canonical: empty_segment',
      decidedBy: 'canonical path',
      remedy: 'send the path in canonical form',
    },
  ],
])('the call %j', (call, expected) => {
  expect(gate('allow-list', { call })).toEqual({ gate: 'allow-list', ...expected })
})
