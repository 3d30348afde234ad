import { describe, expect, test } from 'vitest'
import { isSessionId, parseSessionCookie, refuseSession, SESSION_COOKIE } from '../../src/core/session.ts'

const ID = 'A'.repeat(43)
const OTHER = `${'b'.repeat(42)}E`

describe('requirement 14: one cookie of our name, of our making', () => {
  test.each([
    [`${SESSION_COOKIE}=${ID}`, ID],
    [`theme=dark; ${SESSION_COOKIE}=${OTHER}; x=y`, OTHER],
    [`a=b;${SESSION_COOKIE}=${ID}`, ID],
    [`${SESSION_COOKIE}=${ID}; theme=dark`, ID],
    [`x${SESSION_COOKIE}=${OTHER}; ${SESSION_COOKIE}=${ID}`, ID],
  ])('%s', (header, id) => {
    expect(parseSessionCookie(header)).toBe(id)
  })

  test.each([
    null,
    '',
    'theme=dark',
    SESSION_COOKIE,
    ID,
    `=${ID}`,
    `${SESSION_COOKIE}=`,
    `${SESSION_COOKIE}=${ID}; ${SESSION_COOKIE}=${OTHER}`,
    `${SESSION_COOKIE}=${ID}; ${SESSION_COOKIE}=${ID}`,
    `${SESSION_COOKIE}=${ID}; ${SESSION_COOKIE}=`,
    `${SESSION_COOKIE}=${ID}; ${SESSION_COOKIE}`,
    `${SESSION_COOKIE}=${ID}; ${SESSION_COOKIE.toLowerCase()}=${OTHER}`,
    `${SESSION_COOKIE.toLowerCase()}=${ID}`,
    `__Host-sid=${ID}`,
    `${SESSION_COOKIE}="${ID}"`,
    `${SESSION_COOKIE}=${ID}=`,
    `${SESSION_COOKIE}=${ID}, ${SESSION_COOKIE}=${OTHER}`,
    `${SESSION_COOKIE}=${ID.slice(1)}`,
    `${SESSION_COOKIE}=${ID}A`,
    `${SESSION_COOKIE}=${ID.slice(1)}+`,
    `${SESSION_COOKIE}=${ID.slice(1)}B`,
    `${SESSION_COOKIE}=../${ID.slice(3)}`,
    `${SESSION_COOKIE}=${ID.slice(1)}é`,
  ])('%j is refused', (header) => {
    expect(parseSessionCookie(header)).toBeNull()
  })

  test('an id is what base64url writes for 32 bytes', () => {
    for (const byte of [0, 1, 127, 254, 255]) {
      const bytes = Array.from({ length: 32 }, (_, index) => String.fromCharCode((byte + index) % 256)).join('')
      const id = btoa(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
      expect(isSessionId(id)).toBe(true)
      expect(isSessionId(`${id}=`)).toBe(false)
    }
  })
})

describe('requirement 15: a session has two ends', () => {
  const start = 1_700_000_000_000
  const limits = { idleSeconds: 1800, absoluteSeconds: 28_800 }
  const record = { tenant: 'acme.localhost', createdAt: start, lastSeenAt: start + 27_900_000 }

  test.each([
    ['acme.localhost', start + 27_900_000, null],
    ['acme.localhost', start + 28_799_999, null],
    ['acme.localhost', start + 28_800_000, 'expired'],
    ['acme.localhost', Number.NaN, 'expired'],
    ['globex.localhost', start + 27_900_000, 'wrong_tenant'],
    ['acme.localhost.', start + 27_900_000, 'wrong_tenant'],
    ['', start + 27_900_000, 'wrong_tenant'],
  ])('for %j at %d: %s', (tenant, now, refusal) => {
    expect(refuseSession(record, tenant, now, limits)).toBe(refusal)
  })

  test('idle', () => {
    const seen = { ...record, lastSeenAt: start }
    expect(refuseSession(seen, 'acme.localhost', start + 1_799_999, limits)).toBeNull()
    expect(refuseSession(seen, 'acme.localhost', start + 1_800_000, limits)).toBe('idle')
  })

  test('times that are no numbers refuse', () => {
    const broken = { ...record, createdAt: Number.NaN }
    expect(refuseSession(broken, 'acme.localhost', start, limits)).toBe('expired')
    const unseen = { ...record, lastSeenAt: Number.NaN }
    expect(refuseSession(unseen, 'acme.localhost', start, limits)).toBe('idle')
  })
})
