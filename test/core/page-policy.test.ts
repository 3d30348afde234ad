import { describe, expect, test } from 'vitest'
import {
  openerPolicy,
  PAGE_VARY,
  pagePolicy,
  PERMISSIONS_POLICY,
  REPORTING_ENDPOINTS,
  TRANSPORT_POLICY,
  VARY,
} from '../../src/core/page-policy.ts'

test.each([
  ['"Chromium";v="131", "Not_A Brand";v="24"', 'noopener-allow-popups'],
  ['"Not(A:Brand";v="8", "Chromium";v="156", "Google Chrome";v="156"', 'noopener-allow-popups'],
  ['"Chromium";v="130", "Google Chrome";v="130"', 'same-origin'],
  ['"Firefox";v="200"', 'same-origin'],
  ['"Chromium"; v="156"', 'same-origin'],
  ['"Chromium";v="15600000"', 'same-origin'],
  ['', 'same-origin'],
  [null, 'same-origin'],
])('a browser that says %j gets %s', (brands, policy) => {
  expect(openerPolicy(brands)).toBe(policy)
})

describe('requirement 33: what a page may do', () => {
  const REST = [
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
    "worker-src 'none'",
    "frame-src 'none'",
    "form-action 'self'",
    "require-trusted-types-for 'script'",
    'trusted-types react empowernow-sdk',
  ]
  const PLACES = 'acme.example/assets/ acme.example/api/plugins/bundle acme.example/api/plugins/bundle/'

  test('a page has script from two places, what its hashes name in itself, and reports', () => {
    const policy = pagePolicy(
      { scripts: ['sha256-MAP', 'sha256-HOST'], styles: ['sha256-STYLE'] },
      new URL('https://acme.example/hello'),
    )
    expect(policy.split('; ')).toEqual([
      "default-src 'self'",
      `script-src ${PLACES} 'sha256-MAP' 'sha256-HOST'`,
      "style-src 'self' 'sha256-STYLE'",
      ...REST,
      'report-uri /api/csp-reports',
      'report-to csp',
    ])
  })

  test('endpoints are for TLS alone', () => {
    const directives = pagePolicy({ scripts: ['sha256-MAP'], styles: [] }, new URL('http://acme.example/')).split('; ')
    expect(directives).toContain('report-uri /api/csp-reports')
    expect(directives).not.toContain('report-to csp')
    expect(directives).toContain("style-src 'self'")
  })

  test('a file that is no page holds nothing itself, and reports nothing', () => {
    expect(pagePolicy().split('; ')).toEqual(["default-src 'self'", "script-src 'self'", "style-src 'self'", ...REST])
  })

  test('the headers beside it', () => {
    expect(REPORTING_ENDPOINTS).toBe('csp="/api/csp-reports"')
    expect(PERMISSIONS_POLICY.split(', ')).toEqual(
      'accelerometer autoplay camera geolocation gyroscope magnetometer microphone payment usb'
        .split(' ')
        .map((feature) => `${feature}=()`),
    )
    expect(TRANSPORT_POLICY).toBe('max-age=31536000; includeSubDomains')
    expect([VARY, PAGE_VARY]).toEqual(['Cookie, X-Plugin-Id', 'Cookie, X-Plugin-Id, Sec-Fetch-Dest'])
  })
})
