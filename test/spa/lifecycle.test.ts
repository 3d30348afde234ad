import { expect, test } from 'vitest'
import { advance, type HostEvent, type HostState } from '../../spa/host/lifecycle.ts'

const SESSION = {
  subject: { type: 'account', id: 'auth:account:demo:alice' },
  person: { name: 'Alice Archer' },
  tenant: 'acme.localhost',
  hostVersion: '1.4.0',
  environment: 'development',
  csrfToken: 'proof',
  operator: false,
}
const SIGNED_IN: HostEvent = { type: 'signed_in', session: SESSION, ui: null }
const DECIDED: HostEvent = { type: 'decided', plugins: [] }

function after(...events: readonly HostEvent[]): HostState {
  return events.reduce<HostState>(advance, { phase: 'starting' })
}

test.each<[string, readonly HostEvent[], unknown]>([
  ['nobody signed in', [{ type: 'signed_out', left: false }], { phase: 'signed_out', why: 'absent' }],
  ['a session that ended', [SIGNED_IN, { type: 'signed_out', left: false }], { phase: 'signed_out', why: 'expired' }],
  ['a person who left', [SIGNED_IN, { type: 'signed_out', left: true }], { phase: 'signed_out', why: 'left' }],
])('%s is told apart', (_, events, state) => {
  expect(after(...events)).toEqual(state)
})

test('nothing leads out of being signed out: a late answer mounts nothing', () => {
  const out: HostEvent = { type: 'signed_out', left: false }
  expect(after(SIGNED_IN, out, SIGNED_IN, DECIDED, { type: 'started' })).toMatchObject({ phase: 'signed_out' })
})

test('decisions without a session count for nothing', () => {
  expect(after(DECIDED)).toEqual({ phase: 'starting' })
})

test('a bundle that loads after discovery failed mounts nothing', () => {
  const failed: HostEvent = { type: 'discovery_failed', problem: { code: 'x', title: 'x', body: {} } }
  const late: HostEvent = { type: 'load_changed', id: 'hello', url: '', load: { state: 'loading' } }
  expect(after(SIGNED_IN, failed, late)).toMatchObject({ discovery: { state: 'failed' } })
})
