/** `returnTo`: where somebody goes after signing in, however the address that began it was made up (requirement 16). */
import { describe, expect, test } from 'vitest'
import { comeBack, newIdp, startLogin, tenantOf } from './idp.ts'

const idp = await newIdp()
const tenant = await tenantOf(idp)

async function signIn(query: string): Promise<Response> {
  return comeBack(tenant, idp, await startLogin(tenant, query))
}

describe('requirement 16: returnTo is one path of this origin, or the start', () => {
  test.each([
    ['/dashboard', '/dashboard'],
    ['/plugins/inventory/items/1?tab=a&b=%20', '/plugins/inventory/items/1?tab=a&b=%20'],
    ['https://evil.test/', '/'],
    ['//evil.test', '/'],
    ['/\\evil.test', '/'],
    ['\\\\evil.test', '/'],
    ['/%09/evil.test', '/'],
    ['/\t/evil.test', '/'],
    ['javascript:alert(1)', '/'],
    ['/../..//evil.test', '/'],
    ['/a/..//evil.test', '/'],
    ['/auth/login', '/'],
    ['/auth/logout', '/'],
    ['/AUTH/login', '/'],
    ['/%61uth/login', '/'],
    ['/api/session', '/'],
    ['/signed-out', '/'],
    ['dashboard', '/'],
    ['', '/'],
    [`/${'a'.repeat(3000)}`, '/'],
    ['/a\r\nSet-Cookie: x=y', '/'],
  ])('%o leads to %s', async (returnTo, location) => {
    const response = await signIn(`?returnTo=${encodeURIComponent(returnTo)}`)
    expect([response.status, response.headers.get('Location')]).toEqual([303, location])
    expect(response.headers.get('X')).toBeNull()
  })
})
