/** Paths that are the gateway's own, where one template ends before the other. */
import { describe, expect, test } from 'vitest'
import { refuseGrant, refusePagePath, refuseUpstreamPath } from '../../src/core/own-paths.ts'

describe('a grant', () => {
  test.each([
    ['/api/admin', null],
    ['/api/admin/x', '/api/admin/* is for operators'],
    ['/api/admin/*', '/api/admin/* is for operators'],
    ['/api/reports/7', '/api/reports/:id is for operators'],
    ['/api/reports', null],
    ['/api/reports/7/lines', null],
    ['/api/reports/*', '/api/reports/:id is for operators'],
    ['/api/sales/*', null],
    ['/api/plugins/secure-echo', null],
    ['/api/plugins/secure-echo/x', '/api/plugins is answered by the gateway itself'],
  ])('of %s: %j', (template, refusal) => {
    expect(refuseGrant(template, ['/api/admin/*', '/api/reports/:id'])).toBe(refusal)
  })
})

describe('behind the gateway', () => {
  const wide = 'takes in everything below /api/: name the first segment, like /api/sales/*'

  test.each([
    ['/', 'must begin with /api/: everything else is the host application'],
    ['/hello', 'must begin with /api/: everything else is the host application'],
    ['/api', wide],
    ['/api/', wide],
    ['/api/*', wide],
    ['/api/:any', wide],
    ['/api/plugins', '/api/plugins is answered by the gateway itself'],
    ['/api/plugins/*', '/api/plugins is answered by the gateway itself'],
    ['/api/sessions', null],
  ])('stands nothing of %s: %j', (template, refusal) => {
    expect(refuseUpstreamPath(template)).toBe(refusal)
  })
})

describe('a plugin’s page', () => {
  test.each([
    ['/', 'must begin with a name: the host has the rest'],
    ['/*', 'must begin with a name: the host has the rest'],
    ['/:any', 'must begin with a name: the host has the rest'],
    ['/api/x', '/api belongs to the host'],
    ['/signed-out', '/signed-out belongs to the host'],
    ['/plugins/other', 'below /plugins/ a plugin has /plugins/mine only'],
    ['/plugins/*', 'below /plugins/ a plugin has /plugins/mine only'],
    ['/plugins/mine/x', null],
    ['/auth/x', '/auth is answered by the gateway itself'],
    ['/healthz', '/healthz is answered by the gateway itself'],
    ['/authors', null],
  ])('at %s: %j', (template, refusal) => {
    expect(refusePagePath(template, 'mine')).toBe(refusal)
  })
})
