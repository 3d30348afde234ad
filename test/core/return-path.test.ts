import { describe, expect, test } from 'vitest'
import { safeReturnPath } from '../../src/core/return-path.ts'

describe('requirement 16: after signing in, one path of this origin', () => {
  test.each([
    '/',
    '/hello',
    '/hello/',
    '/plugins/inventory/items/7/edit',
    '/plugins/x?tab=2&q=a%20b',
    '/?q=1',
    '/plugins/x?next=/auth/login',
    '/plugins/caf%C3%A9',
    '/plugins/a@b:c',
    '/authors',
    '/apis/x',
  ])('%s is kept', (path) => {
    expect(safeReturnPath(path)).toBe(path)
  })

  test.each([
    null,
    '',
    'hello',
    'https://evil.example/',
    'HTTPS://evil.example',
    'javascript:alert(1)',
    'data:text/html,x',
    '//evil.example',
    '///evil.example',
    '////evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '\\/evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '\t//evil.example',
    ' //evil.example',
    ' /hello',
    '/hello ',
    '/%09/evil.example',
    '/%2F/evil.example',
    '/%2Fevil.example',
    '/%5Cevil.example',
    '/%5c%5cevil.example',
    '/.//evil.example',
    '/./x',
    '/../x',
    '/x/..//evil.example',
    '/x//evil.example',
    '/%2e%2e/x',
    '/%2e/%2fevil.example',
    '/%252Fevil.example',
    '/hello%00',
    '/hello%0d%0aSet-Cookie:x',
    '/hello\r\nLocation: x',
    '/hello#x',
    '/hello;x',
    '/hello%zz',
    '/hello/%c0%af',
    '/\u2215evil.example',
    '/%E2%88%95evil.example',
    '/%EF%BC%8Fevil.example',
    '/héllo',
    '/hello?q=\\',
    '/hello?q="x"',
    '/hello?q=%zz',
    '/hello?q=%2?0',
    "/hello?q='x'",
    '/hello?',
    '/?',
    '/x"y',
    '/x^y',
    '/x`y',
    '/{x}',
    '/<x>',
    '/auth/',
    '/Api/',
    '/auth/login',
    '/auth/logout?x',
    '/auth',
    '/Auth/login',
    '/%61uth/login',
    '/api/plugins/manifests',
    '/API/session',
    '/api',
    '/access/v1/evaluation',
    '/assets/x.js',
    '/.well-known/x',
    '/healthz',
    '/signed-out',
    `/${'a'.repeat(2048)}`,
  ])('%j becomes /', (value) => {
    expect(safeReturnPath(value)).toBe('/')
  })

  test('whatever is kept stays on this origin for the URL parser', () => {
    const parts = ['', '/', '\\', '.', '..', '%2e', '%2f', '%5c', '@', ':', '?', '#', 'a', '\t', 'evil.example', 'auth']
    for (const first of parts) {
      for (const second of parts) {
        for (const third of parts) {
          const kept = safeReturnPath(`/${first}${second}${third}`)
          const url = new URL(kept, 'https://tenant.example')
          expect(url.origin).toBe('https://tenant.example')
          expect(`${url.pathname}${url.search}`).toBe(kept)
          expect(url.pathname).not.toMatch(/^\/(auth|api)(\/|$)/i)
        }
      }
    }
  })
})
