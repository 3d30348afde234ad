import { describe, expect, test } from 'vitest'
import { equalSecrets } from '../../src/core/constant-time.ts'
import { refuseCsrf, type CsrfProof } from '../../src/core/csrf.ts'

const sound: CsrfProof = {
  method: 'POST',
  origin: 'https://acme.example',
  secFetchSite: 'same-origin',
  expectedOrigin: 'https://acme.example',
  token: 'token-of-the-session',
  sessionToken: 'token-of-the-session',
  contentType: 'application/json',
}

describe('requirement 17: every unsafe method proves three things', () => {
  test.each(['POST', 'PUT', 'PATCH', 'DELETE', 'PURGE', 'post', 'get', 'OPTIONS'])(
    '%s passes with all of them',
    (method) => {
      expect(refuseCsrf({ ...sound, method })).toBeNull()
    },
  )

  test.each(['GET', 'HEAD'])('%s needs none', (method) => {
    const bare = { origin: null, secFetchSite: null, token: null, sessionToken: null, contentType: null }
    expect(refuseCsrf({ ...sound, ...bare, method })).toBeNull()
  })

  const cases: readonly (readonly [string, Partial<CsrfProof>, string])[] = [
    ['no origin', { origin: null }, 'origin'],
    ['an empty origin', { origin: '' }, 'origin'],
    ['the origin null', { origin: 'null' }, 'origin'],
    ['another host', { origin: 'https://evil.example' }, 'origin'],
    ['a host that begins alike', { origin: 'https://acme.example.evil.example' }, 'origin'],
    ['a subdomain', { origin: 'https://x.acme.example' }, 'origin'],
    ['another scheme', { origin: 'http://acme.example' }, 'origin'],
    ['another port', { origin: 'https://acme.example:8443' }, 'origin'],
    ['another case', { origin: 'https://ACME.example' }, 'origin'],
    ['a trailing slash', { origin: 'https://acme.example/' }, 'origin'],
    ['two origins', { origin: 'https://acme.example, https://acme.example' }, 'origin'],
    ['no fetch metadata', { secFetchSite: null }, 'fetch_site'],
    ['a sibling site', { secFetchSite: 'same-site' }, 'fetch_site'],
    ['another site', { secFetchSite: 'cross-site' }, 'fetch_site'],
    ['a person’s own navigation', { secFetchSite: 'none' }, 'fetch_site'],
    ['two values', { secFetchSite: 'same-origin, cross-site' }, 'fetch_site'],
    ['no token', { token: null }, 'token'],
    ['an empty token', { token: '' }, 'token'],
    ['another token', { token: 'token-of-another-one' }, 'token'],
    ['half a token', { token: 'token-of-the' }, 'token'],
    ['a longer token', { token: 'token-of-the-session-and-more' }, 'token'],
    ['two tokens', { token: 'token-of-the-session, token-of-the-session' }, 'token'],
    ['no session', { sessionToken: null }, 'token'],
    ['neither token nor session', { token: null, sessionToken: null }, 'token'],
    ['a session without a token', { token: '', sessionToken: '' }, 'token'],
    ['a form', { contentType: 'application/x-www-form-urlencoded' }, 'form_content_type'],
    ['a form with a charset', { contentType: 'Multipart/Form-Data; boundary=x' }, 'form_content_type'],
    ['plain text', { contentType: 'text/plain;charset=UTF-8' }, 'form_content_type'],
  ]
  test.each(cases)('%s', (_, change, refusal) => {
    expect(refuseCsrf({ ...sound, ...change })).toBe(refusal)
  })

  test('a request without a body has no type', () => {
    expect(refuseCsrf({ ...sound, contentType: null })).toBeNull()
  })
})

describe('secrets are compared whole', () => {
  test.each([
    ['abc', 'abc', true],
    ['', '', true],
    ['abc', 'abd', false],
    ['abc', 'ab', false],
    ['ab', 'abc', false],
    ['', 'abc', false],
    ['abc', '', false],
    ['abcabc', 'abc', false],
    ['\u0141bc', 'Abc', false],
  ])('%j and %j: %s', (given, expected, equal) => {
    expect(equalSecrets(given, expected)).toBe(equal)
  })
})
