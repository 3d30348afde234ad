import { describe, expect, test } from 'vitest'
import { refuseQuery } from '../../src/core/path.ts'

describe('a query takes no part in matching, but is bounded and legible', () => {
  test.each([
    ['', null],
    ['?', null],
    ['?page=2&q=a+b%20c', null],
    ['?filter[name]=x', null],
    ['?q=%zz', 'malformed_escape'],
    ['?q=%', 'malformed_escape'],
    ['?a=1;b=2', 'character'],
    ['?q="x"', 'character'],
    ['?q=a b', 'character'],
    ['?q=a#b', 'character'],
    ['?q={}', 'character'],
    ['?q=a\\b', 'character'],
    ['?q=é', 'character'],
    ['?q=a\r\nb', 'character'],
  ])('%j: %s', (search, refusal) => {
    expect(refuseQuery(search)).toBe(refusal)
  })

  test('the longest query that is accepted has 8,192 bytes', () => {
    expect(refuseQuery(`?${'a'.repeat(8191)}`)).toBeNull()
    expect(refuseQuery(`?${'a'.repeat(8192)}`)).toBe('too_long')
  })
})
