import { describe, expect, test } from 'vitest'
import { accountSubject, partsOfSubject } from '../../src/core/subject.ts'

describe('the canonical subject', () => {
  test.each([
    ['demo', 'alice', 'auth:account:demo:alice'],
    ['empowernow', 'auth0|507f1f77', 'auth:account:empowernow:auth0|507f1f77'],
    ['my_idp.eu-1', 'alice@acme.example', 'auth:account:my_idp.eu-1:alice@acme.example'],
    ['demo', 'urn:person:42', 'auth:account:demo:urn:person:42'],
    ['demo', 'x'.repeat(255), `auth:account:demo:${'x'.repeat(255)}`],
  ])('%s and %s', (provider, userId, id) => {
    expect(accountSubject(provider, userId)).toEqual({ type: 'account', id })
  })

  test.each([
    ['', 'alice'],
    ['de:mo', 'alice'],
    ['de mo', 'alice'],
    ['-demo', 'alice'],
    ['demo', ''],
    ['demo', ' '],
    ['demo', 'alice '],
    ['demo', 'al ice'],
    ['demo', 'alice\n'],
    ['demo', 'alice\u0000'],
    ['demo', 'аlice'],
    ['demo', 'alice\u200b'],
    ['demo', 'x'.repeat(256)],
  ])('%j and %j name nobody', (provider, userId) => {
    expect(accountSubject(provider, userId)).toBeNull()
  })
})

describe('the parts of a subject', () => {
  test.each([
    ['auth:account:demo:alice', { provider: 'demo', userId: 'alice' }],
    ['auth:account:demo:urn:person:42', { provider: 'demo', userId: 'urn:person:42' }],
    ['auth:account:demo:', null],
    ['auth:account:demo', null],
    ['auth:account::alice', null],
    ['auth:service:demo:alice', null],
    ['operator:ci', null],
    ['', null],
  ])('of %s', (id, parts) => {
    expect(partsOfSubject(id)).toEqual(parts)
  })
})
