/** The search for secrets in logs finds each kind of them, and nothing in an honest line (requirement 39). */
import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { leaksIn } from '../e2e/fixture/leaks.ts'

/** Random bits that have all kinds of characters, as nearly all have. */
function random(): string {
  const text = randomBytes(32).toString('base64url')
  return /[a-z]/.test(text) && /[A-Z]/.test(text) && /[0-9]/.test(text) ? text : random()
}

describe('requirement 39: a line', () => {
  test.each<readonly [what: string, line: string]>([
    ['a session id', `{"event":"x","session":"${random()}"}`],
    ['a cookie', `Cookie: __Host-Http-sid=${random()}`],
    ['an assertion', `{"token":"eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl"}`],
    ['an operator’s token', `{"token":"op_${random()}"}`],
    ['a header', `authorization: Bearer ${random()}`],
    ['a code', 'GET /auth/callback?code=abcdefghijk&state=x'],
    ['a key', '{"kty":"EC","d":"abcdefghijklmnopqrstuvwxyz"}'],
    ['a secret of the stack', 'client_secret was hunter2-hunter2'],
  ])('with %s is found', (_, line) => {
    expect(leaksIn([line], ['hunter2-hunter2'])).not.toEqual([])
  })

  test.each([
    '{"level":"info","event":"signed_in","tenant":"acme.localhost","subject":"auth:account:demo:alice"}',
    `{"requestId":"7f64fafc-58cc-4bfa-944b-5bb45d0f2a12","sha256":"${'0a'.repeat(32)}"}`,
    `{"event":"call_refused","path":"/api/faults/${'a'.repeat(280)}"}`,
    '[wrangler:info] GET /auth/callback 303 See Other (12ms)',
  ])('that is honest is not: %s', (line) => {
    expect(leaksIn([line], ['hunter2-hunter2'])).toEqual([])
  })

  test('that is found is not printed again with what it gives away', () => {
    const secret = random()
    expect(leaksIn([`session ${secret}`], []).join()).not.toContain(secret)
  })
})
