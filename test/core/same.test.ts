import { expect, test } from 'vitest'
import { isSame } from '../../src/core/same.ts'

test.each([
  [1, 1],
  ['', ''],
  [null, null],
  [
    [1, [2]],
    [1, [2]],
  ],
  [
    { a: 1, b: { c: [] } },
    { b: { c: [] }, a: 1 },
  ],
])('%j says the same as %j', (one, other) => {
  expect(isSame(one, other)).toBe(true)
})

test.each([
  [1, '1'],
  [0, null],
  [
    [1, 2],
    [2, 1],
  ],
  [[1], [1, 2]],
  [[1, 2], [1]],
  [[], {}],
  [{}, []],
  [{ a: 1 }, { a: 2 }],
  [{ a: 1 }, { b: 1 }],
  [{ a: undefined }, { b: undefined }],
  [{ a: 1 }, { a: 1, b: 2 }],
  [{ a: 1, b: 2 }, { a: 1 }],
  [{ a: 1 }, 1],
  [null, {}],
])('%j does not say the same as %j', (one, other) => {
  expect(isSame(one, other)).toBe(false)
})
