/** Names that every object has, in whatever we read: they change no object, and no object's prototype decides anything. */
import { afterEach, describe, expect, test } from 'vitest'
import { compileAllowList, matchCall } from '../../src/core/allowlist.ts'
import { parseQuestion } from '../../src/core/authzen-question.ts'
import { readDecision, readDecisions } from '../../src/core/authzen.ts'
import { parseJsonText } from '../../src/core/json-text.ts'
import { refuseLogoutClaims } from '../../src/core/logout-token.ts'
import { readFlag } from '../../src/core/quarantine.ts'
import type { Rejection } from '../../src/core/rejection.ts'
import { readSettings } from '../../src/core/settings.ts'
import { parseYaml } from '../../src/core/yaml.ts'

const LIMITS = { bytes: 65_536, depth: 32, evaluations: 100 }
const ALICE = { type: 'account', id: 'alice' }
const polluted: string[] = []

/** As if some library had written to the prototype of every object. */
function pollute(name: string, value: unknown): void {
  polluted.push(name)
  Object.defineProperty(Object.prototype, name, { value, configurable: true, enumerable: true, writable: true })
}

afterEach(() => {
  for (const name of polluted.splice(0)) Reflect.deleteProperty(Object.prototype, name)
})

describe('requirement 32: nothing that is read writes to a prototype', () => {
  const keys = ['__proto__', 'constructor', 'prototype']

  test.each(keys)('JSON with the key %s', (key) => {
    for (const text of [`{"${key}":{"polluted":1}}`, `{"a":[{"${key}":{"polluted":1}}]}`]) {
      expect(parseJsonText(text, LIMITS)).toEqual({ refusal: 'key_forbidden' })
    }
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
  })

  test.each(keys)('YAML with the key %s', (key) => {
    const rejections: Rejection[] = []
    expect(parseYaml('settings.yaml', `${key}:\n  polluted: 1\n`, rejections)).toBeNull()
    expect(rejections).toHaveLength(1)
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
  })
})

describe('requirement 32: a prototype that somebody has written to decides nothing', () => {
  test('no decision of a PDP', () => {
    pollute('decision', true)
    expect(readDecision({})).toBe(false)
    expect(readDecisions({ evaluations: [{}, {}] }, 2)).toEqual([false, false])
    pollute('evaluations', [{ decision: true }])
    expect(readDecisions({}, 1)).toEqual([false])
  })

  test('no question', () => {
    pollute('resource', { type: 'a', id: 'b' })
    pollute('action', { name: 'view' })
    expect(parseQuestion('{}', 'single', ALICE, LIMITS)).toMatchObject({ refusal: 'malformed' })
  })

  test('no logout token', () => {
    const claims = { iss: 'i', aud: 'c', iat: 1, exp: 9, jti: 'j', sub: 's' }
    pollute('events', { 'http://schemas.openid.net/event/backchannel-logout': {} })
    expect(refuseLogoutClaims({ typ: 'logout+jwt' }, claims, { issuer: 'i', clientId: 'c', nowSeconds: 5 })).toBe(
      'events',
    )
  })

  test('no quarantine flag’s reason, and no setting', () => {
    pollute('reason', 'planted')
    expect(JSON.stringify(readFlag('{}'))).not.toContain('planted')
    const before = JSON.stringify(readSettings(null))
    pollute('environment', 'development')
    expect(JSON.stringify(readSettings(null))).toBe(before)
  })

  test('no grant', () => {
    const list = compileAllowList([{ method: 'GET', path: '/api/:id' }])
    pollute('id', 'uuid')
    pollute('params', { id: 'uuid' })
    expect(matchCall(list, 'GET', ['api', 'x'])).toBe('GET /api/:id')
    expect(matchCall(list, 'POST', ['api', 'x'])).toBeNull()
  })
})
