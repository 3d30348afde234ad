import { expect, test } from 'vitest'
import { isRejection } from '../../src/core/rejection.ts'

test.each([
  [{ where: '', why: 'is missing' }, true],
  [{ file: 'a.yaml', where: 'a', line: 1, column: 1, why: 'is missing' }, true],
  [{ why: 'is missing' }, false],
  [{ where: 'a' }, false],
  [{}, false],
  [[], false],
  [null, false],
  [undefined, false],
  ['where why', false],
])('whether %j is a rejection: %j', (value, isOne) => {
  expect(isRejection(value)).toBe(isOne)
})
