/** A plugin may know which of two versions it is, to compare them. */
import { expect, test } from 'vitest'
import { createSdk } from '../../spa/sdk/index.ts'

const transport = { fetch: () => Promise.reject(new Error('not called')), csrfToken: () => '' }

test.each([
  [{ id: 'hello', version: '1.0.0' }, 'stable'],
  [{ id: 'hello', version: '1.0.0', variant: 'stable' } as const, 'stable'],
  [{ id: 'hello', version: '1.1.0', variant: 'rollout' } as const, 'rollout'],
])('%o is %s', (plugin, variant) => {
  expect(createSdk(plugin, transport).sdk.variant).toBe(variant)
})
