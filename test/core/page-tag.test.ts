import { describe, expect, test } from 'vitest'
import { hasScript, pageTag } from '../../src/core/page-tag.ts'

const FILE = '/assets/host-1a2b3c4d.js'
const TAG = pageTag(FILE, 'a1')

test('a page is told from every other, and by its script', () => {
  expect(TAG).toBe('W/"/assets/host-1a2b3c4d.js:a1"')
})

describe('a browser has the script', () => {
  test.each([
    ['of the page that it stored', TAG],
    ['also where somebody made the tag a strong one', TAG.replace('W/', '')],
    ['as one of several', `"x", ${TAG}`],
  ])('%s', (_, known) => {
    expect(hasScript(known, FILE)).toBe(true)
  })
})

describe('a browser has it not', () => {
  test.each([
    ['that says nothing', null],
    ['with an empty word', ''],
    ['with any page', '*'],
    ['with a page of another build', pageTag('/assets/host-99999999.js', 'a1')],
    ['with a file whose name begins alike', pageTag(`${FILE}.js`, 'a1')],
    ['with a file whose name ends alike', pageTag(`/more${FILE}`, 'a1')],
  ])('%s', (_, known) => {
    expect(hasScript(known, FILE)).toBe(false)
  })
})
