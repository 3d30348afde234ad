import { describe, expect, test } from 'vitest'
import { holdsClaims, personOf } from '../../src/core/person.ts'

describe('what an ID token says about a person', () => {
  test('the name is the fullest there is', () => {
    const claims = { name: 'Alice A.', preferred_username: 'alice', sub: 'u1' }
    expect(personOf(claims).person).toEqual({ name: 'Alice A.' })
    expect(personOf({ ...claims, name: '' }).person).toEqual({ name: 'alice' })
    expect(personOf({ ...claims, name: 7, preferred_username: null }).person).toEqual({ name: 'u1' })
    expect(personOf({}).person).toEqual({ name: '' })
  })

  test('e-mail and session are there or left out', () => {
    expect(personOf({ sub: 'u1', email: 'a@b.example', sid: 's1' })).toEqual({
      person: { name: 'u1', email: 'a@b.example' },
      groups: [],
      sid: 's1',
    })
    expect(personOf({ sub: 'u1', email: '', sid: 7 })).toEqual({ person: { name: 'u1' }, groups: [] })
  })

  test('groups are texts in a list', () => {
    expect(personOf({ groups: ['a', 7, 'b', null] }).groups).toEqual(['a', 'b'])
    expect(personOf({ groups: 'a' }).groups).toEqual([])
  })
})

describe('claims that a provider’s entry demands', () => {
  test.each([
    [{}, {}, true],
    [{ org: 'acme' }, { org: 'acme' }, true],
    [{ org: ['globex', 'acme'] }, { org: 'acme' }, true],
    [{ org: 'acme-evil' }, { org: 'acme' }, false],
    [{ org: ['acme-evil'] }, { org: 'acme' }, false],
    [{ org: { acme: true } }, { org: 'acme' }, false],
    [{}, { org: 'acme' }, false],
    [{ org: 'acme' }, { org: 'acme', tier: 'gold' }, false],
    [{ org: 'acme', tier: 'gold' }, { org: 'acme', tier: 'gold' }, true],
  ])('%j against %j: %j', (claims, demanded, isHeld) => {
    expect(holdsClaims(claims, demanded)).toBe(isHeld)
  })

  test('are the token’s own', () => {
    const inherited: Record<string, unknown> = Object.create({ org: 'acme' })
    expect(holdsClaims(inherited, { org: 'acme' })).toBe(false)
  })
})
