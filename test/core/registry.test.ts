/** Which revisions a tenant can go back to. */
import { expect, test } from 'vitest'
import { pointAt, type RegistryPointer } from '../../src/core/registry.ts'

test('the first revision has none before it', () => {
  expect(pointAt('a', '10:00', null)).toEqual({ revision: 'a', previous: [], at: '10:00' })
})

test('what was live before stands first, with the time it became so', () => {
  const second = pointAt('b', '11:00', pointAt('a', '10:00', null))
  expect(second).toEqual({ revision: 'b', previous: ['a'], at: '11:00', since: { a: '10:00' } })
  expect(pointAt('c', '12:00', second)).toEqual({
    revision: 'c',
    previous: ['b', 'a'],
    at: '12:00',
    since: { a: '10:00', b: '11:00' },
  })
})

test('a revision that comes back stands at the top and nowhere else', () => {
  const second = pointAt('b', '11:00', pointAt('a', '10:00', null))
  expect(pointAt('a', '12:00', second)).toEqual({ revision: 'a', previous: ['b'], at: '12:00', since: { b: '11:00' } })
})

test('twenty are remembered, with their times', () => {
  let pointer: RegistryPointer | null = null
  for (let hour = 0; hour < 30; hour += 1) pointer = pointAt(`r${hour}`, `${hour}:00`, pointer)
  expect(pointer?.previous).toEqual(Array.from({ length: 20 }, (_, index) => `r${28 - index}`))
  expect(Object.keys(pointer?.since ?? {})).toHaveLength(20)
})
