import { expect, test } from 'vitest'
import { claimPolicies } from '../../spa/host/policies.ts'

test('both names are taken, by policies that can make nothing', () => {
  const claimed = new Array<readonly [string, object]>()
  claimPolicies({ createPolicy: (name: string, rules: object) => claimed.push([name, rules]) })
  expect(claimed).toEqual([
    ['empowernow-sdk', {}],
    ['react', {}],
  ])
})

test('a name that somebody else has already taken stops the host', () => {
  const createPolicy = (): never => {
    throw new TypeError('Policy "react" already exists')
  }
  expect(() => claimPolicies({ createPolicy })).toThrow('already exists')
})

test('a browser without Trusted Types starts all the same', () => {
  expect(() => claimPolicies(undefined)).not.toThrow()
})
