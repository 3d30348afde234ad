import { expect, test } from 'vitest'
import { openerPolicy } from '../../src/core/page-policy.ts'

test.each([
  ['"Chromium";v="131", "Not_A Brand";v="24"', 'noopener-allow-popups'],
  ['"Not(A:Brand";v="8", "Chromium";v="156", "Google Chrome";v="156"', 'noopener-allow-popups'],
  ['"Chromium";v="130", "Google Chrome";v="130"', 'same-origin'],
  ['"Firefox";v="200"', 'same-origin'],
  ['"Chromium"; v="156"', 'same-origin'],
  ['"Chromium";v="15600000"', 'same-origin'],
  ['', 'same-origin'],
  [null, 'same-origin'],
])('a browser that says %j gets %s', (brands, policy) => {
  expect(openerPolicy(brands)).toBe(policy)
})
