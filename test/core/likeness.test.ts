import { expect, test } from 'vitest'
import { likelyMeant } from '../../src/core/likeness.ts'

const KNOWN = ['permissions', 'contributions', 'version', 'title', 'api', 'sse', 'id']

test.each([
  ['permission', 'permissions'],
  ['permissionss', 'permissions'],
  ['premissions', 'permissions'],
  ['permisions', 'permissions'],
  ['permssiosn', 'permissions'],
  ['VERSION', 'version'],
  ['versoin', 'version'],
  ['tilte', 'title'],
  ['title ', 'title'],
  ['tite', 'title'],
  ['aip', 'api'],
  ['ap', 'api'],
  ['apis', 'api'],
  ['di', 'id'],
  ['d', 'id'],
])('%s most likely means %s', (word, meant) => {
  expect(likelyMeant(word, KNOWN)).toBe(meant)
})

test.each([
  ['a known word', 'api'],
  ['three slips', 'permissi'],
  ['two slips in a short word', 'pax'],
  ['two wrong letters in a short word', 'axx'],
  ['a letter at its neighbour’s place', 'xai'],
  ['a letter before its own place', 'pxi'],
  ['two wrong letters in a word of five', 'table'],
  ['two letters more than a word of five has', 'titlexx'],
  ['two slips where the known word is short', 'apixx'],
  ['something else', 'colour'],
  ['nothing', ''],
])('%s means no other', (_, word) => {
  expect(likelyMeant(word, KNOWN)).toBeNull()
})

test('the nearest is taken, wherever it stands', () => {
  expect(likelyMeant('routed', ['rooted', 'routes', 'route'])).toBe('rooted')
  expect(likelyMeant('subscrib', ['subscribed', 'subscribe'])).toBe('subscribe')
})
