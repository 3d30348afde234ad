import { expect, test } from 'vitest'
import { inTenant, pathOf, placeOf, type Place } from '../../../spa/host/ops/places.ts'

const PLACES: readonly (readonly [string, Place])[] = [
  ['/tenants/acme.localhost', { page: 'overview', tenant: 'acme.localhost' }],
  ['/tenants/acme.localhost/plugins/hello', { page: 'plugin', tenant: 'acme.localhost', plugin: 'hello' }],
  ['/tenants/acme.localhost/revisions', { page: 'revisions', tenant: 'acme.localhost' }],
  ['/tenants/acme.localhost/audit', { page: 'audit', tenant: 'acme.localhost' }],
  ['/tenants/acme.localhost/sessions', { page: 'sessions', tenant: 'acme.localhost' }],
  ['/tenants/acme.localhost/configuration', { page: 'configuration', tenant: 'acme.localhost' }],
]

test.each(PLACES)('%s is a page, and the page has that path', (path, place) => {
  expect(placeOf(path)).toEqual(place)
  expect(pathOf(place)).toBe(path)
})

test.each([
  '/',
  '/tenants',
  '/tenants/acme.localhost/plugins',
  '/tenants/acme.localhost/nothing',
  '/tenants/%ff/audit',
])('%s is no page', (path) => {
  expect(placeOf(path)).toBeNull()
})

test('a name with characters of its own comes back as it was', () => {
  const place: Place = { page: 'plugin', tenant: 'a b/c', plugin: '$& ?' }
  expect(placeOf(pathOf(place))).toEqual(place)
})

test('another tenant shows the same page, but for a plugin, which it may not have', () => {
  expect(inTenant({ page: 'audit', tenant: 'a' }, 'b')).toEqual({ page: 'audit', tenant: 'b' })
  expect(inTenant({ page: 'plugin', tenant: 'a', plugin: 'hello' }, 'b')).toEqual({ page: 'overview', tenant: 'b' })
})
