import { describe, expect, test } from 'vitest'
import { refuseHostHeader, tenantOf, type Tenancy } from '../../src/core/tenant.ts'

const development: Tenancy = {
  stripPort: true,
  aliases: { localhost: 'acme.localhost', '127.0.0.1': 'acme.localhost' },
  operatorHost: 'ops.localhost',
}
const production: Tenancy = { stripPort: false, aliases: {}, operatorHost: 'ops.example' }

/** 253 characters, which is as long as a name may be (RFC 1035, without the trailing dot). */
const LONGEST = `${'a23456789.'.repeat(25)}com`

describe('requirement 18: the tenant is the exact host', () => {
  test.each([
    ['http://acme.localhost:8787/', development, 'tenant', 'acme.localhost'],
    ['http://acme.localhost/', development, 'tenant', 'acme.localhost'],
    ['http://ACME.localhost:8787/', development, 'tenant', 'acme.localhost'],
    ['http://localhost:8787/x?y', development, 'tenant', 'acme.localhost'],
    ['http://127.0.0.1:8787/', development, 'tenant', 'acme.localhost'],
    ['http://0x7f.1:8787/', development, 'tenant', 'acme.localhost'],
    ['http://ops.localhost:8787/', development, 'operator', 'ops.localhost'],
    ['https://tenant.example/', production, 'tenant', 'tenant.example'],
    ['https://tenant.example:443/', production, 'tenant', 'tenant.example'],
    ['https://ops.example/', production, 'operator', 'ops.example'],
    ['https://xn--bcher-kva.example/', production, 'tenant', 'xn--bcher-kva.example'],
    ['https://constructor/', production, 'tenant', 'constructor'],
    ['https://a.b.example/', production, 'tenant', 'a.b.example'],
    ['https://x/', production, 'tenant', 'x'],
    ['https://10.1.2.3.example/', production, 'tenant', '10.1.2.3.example'],
    [`https://${LONGEST}/`, production, 'tenant', LONGEST],
  ])('%s', (url, tenancy, kind, tenant) => {
    expect(tenantOf(new URL(url), tenancy)).toEqual({ kind, tenant })
  })

  test('an operators host may be configured with its port', () => {
    const tenancy = { ...production, operatorHost: 'ops.example:8443' }
    expect(tenantOf(new URL('https://ops.example:8443/'), tenancy)).toEqual({ kind: 'operator', tenant: 'ops.example' })
    expect(tenantOf(new URL('https://ops.example:9443/'), tenancy)).toEqual({ refusal: 'port' })
  })

  test.each([
    ['https://tenant.example:8443/', production, 'port'],
    ['https://ops.example:8443/', production, 'port'],
    ['https://tenant.example./', production, 'host_malformed'],
    ['http://acme.localhost.:8787/', development, 'host_malformed'],
    ['https://ops.example./', production, 'host_malformed'],
    ['https://user@tenant.example/', production, 'userinfo'],
    ['https://user:password@tenant.example/', production, 'userinfo'],
    ['https://:password@tenant.example/', production, 'userinfo'],
    ['https://[::1]/', production, 'host_malformed'],
    ['https://[::ffff:127.0.0.1]/', development, 'host_malformed'],
    ['https://127.0.0.1/', production, 'host_is_address'],
    ['https://10.1.2.3/', development, 'host_is_address'],
    ['https://192.168.100.254/', production, 'host_is_address'],
    ['https://2130706434/', development, 'host_is_address'],
    ['https://under_score.example/', production, 'host_malformed'],
    ['https://-tenant.example/', production, 'host_malformed'],
    ['https://a..example/', production, 'host_malformed'],
    [`https://${'a'.repeat(64)}.example/`, production, 'host_malformed'],
    ['https://a*b.example/', production, 'host_malformed'],
    [`https://x${LONGEST}/`, production, 'host_malformed'],
  ])('%s is refused', (url, tenancy, refusal) => {
    expect(tenantOf(new URL(url), tenancy)).toEqual({ refusal })
  })

  test('a host that is not lower-case is refused, whoever built it', () => {
    const url = { host: 'Tenant.example', hostname: 'Tenant.example', port: '', username: '', password: '' }
    expect(tenantOf(url, production)).toEqual({ refusal: 'host_malformed' })
  })
})

describe('requirement 18: the Host header', () => {
  const url = new URL('https://tenant.example/')
  const local = new URL('http://acme.localhost:8787/')

  test.each([
    [null, url],
    ['tenant.example', url],
    ['Tenant.EXAMPLE', url],
    ['tenant.example:443', url],
    ['acme.localhost:8787', local],
    ['ACME.localhost:8787', local],
    ['plain.example:80', new URL('http://plain.example/')],
  ])('%s spells the host of %s', (header, address) => {
    expect(refuseHostHeader(header, address)).toBeNull()
  })

  test.each([
    ['other.example', url],
    ['tenant.example:80', url],
    ['tenant.example:8443', url],
    ['tenant.example:', url],
    ['user@tenant.example', url],
    ['other.example@tenant.example', url],
    ['tenant\u3002example', url],
    ['ｔenant.example', url],
    ['tenant.example\u00ad', url],
    ['tenant.example, other.example', url],
    [' tenant.example', url],
    ['', url],
    ['acme.localhost', local],
    ['0x7f.1', new URL('http://127.0.0.1/')],
    ['constructor', url],
  ])('%j is another spelling than that of %s', (header, address) => {
    expect(refuseHostHeader(header, address)).toBe('host_ambiguous')
  })
})
