import { describe, expect, test } from 'vitest'
import { refuseLogoutClaims } from '../../src/core/logout-token.ts'

const EVENT = 'http://schemas.openid.net/event/backchannel-logout'
const now = 1_700_000_000
const expectation = { issuer: 'https://id.example', clientId: 'experience', nowSeconds: now }
const header = { alg: 'ES256', typ: 'logout+jwt', kid: 'k1' }
const claims = {
  iss: 'https://id.example',
  aud: 'experience',
  iat: now - 5,
  exp: now + 115,
  jti: 'j1',
  sub: 'alice',
  sid: 's1',
  events: { [EVENT]: {} },
}

function without(name: string): unknown {
  return Object.fromEntries(Object.entries(claims).filter(([key]) => key !== name))
}

describe('requirement 15: logout tokens', () => {
  const sound: readonly (readonly [string, unknown, unknown])[] = [
    ['all members', header, claims],
    ['the whole media type', { ...header, typ: 'application/logout+jwt' }, claims],
    ['the type in another case', { ...header, typ: 'Logout+JWT' }, claims],
    ['a list of audiences', header, { ...claims, aud: ['other', 'experience'] }],
    ['sub alone', header, without('sid')],
    ['sid alone', header, without('sub')],
    ['a clock a little ahead', header, { ...claims, iat: now + 59 }],
    ['a clock a little behind', header, { ...claims, exp: now - 59 }],
    ['other events besides', header, { ...claims, events: { [EVENT]: {}, 'https://x.example': {} } }],
  ]
  test.each(sound)('%s', (_, givenHeader, givenClaims) => {
    expect(refuseLogoutClaims(givenHeader, givenClaims, expectation)).toBeNull()
  })

  const broken: readonly (readonly [string, unknown, unknown, string])[] = [
    ['no typ', { alg: 'ES256' }, claims, 'typ'],
    ['a typ that is no text', { ...header, typ: ['logout+jwt'] }, claims, 'typ'],
    ['a typ that only begins so', { ...header, typ: 'logout+jwt; x' }, claims, 'typ'],
    ['a typ that only ends so', { ...header, typ: 'x-logout+jwt' }, claims, 'typ'],
    ['an ID token by its typ', { ...header, typ: 'JWT' }, claims, 'typ'],
    ['an access token by its typ', { ...header, typ: 'at+jwt' }, claims, 'typ'],
    ['an extension that must be understood', { ...header, crit: ['x'] }, claims, 'crit'],
    ['another issuer', header, { ...claims, iss: 'https://id.example/' }, 'iss'],
    ['no issuer', header, without('iss'), 'iss'],
    ['another audience', header, { ...claims, aud: 'other' }, 'aud'],
    ['other audiences', header, { ...claims, aud: ['other'] }, 'aud'],
    ['no audience', header, without('aud'), 'aud'],
    ['issued in the future', header, { ...claims, iat: now + 61 }, 'iat'],
    ['issued at no time', header, without('iat'), 'iat'],
    ['issued at a text', header, { ...claims, iat: String(now) }, 'iat'],
    ['issued at NaN', header, { ...claims, iat: Number.NaN }, 'iat'],
    ['expired', header, { ...claims, exp: now - 60 }, 'exp'],
    ['without an end', header, without('exp'), 'exp'],
    ['no jti', header, without('jti'), 'jti'],
    ['an empty jti', header, { ...claims, jti: '' }, 'jti'],
    ['an endless jti', header, { ...claims, jti: 'j'.repeat(257) }, 'jti'],
    ['no events', header, without('events'), 'events'],
    ['another event', header, { ...claims, events: { 'https://x.example': {} } }, 'events'],
    ['events as a list', header, { ...claims, events: [EVENT] }, 'events'],
    ['an event that is no object', header, { ...claims, events: { [EVENT]: true } }, 'events'],
    ['an event on a prototype', header, { ...claims, events: Object.create({ [EVENT]: {} }) }, 'events'],
    ['a nonce', header, { ...claims, nonce: 'n' }, 'nonce'],
    ['an empty nonce', header, { ...claims, nonce: '' }, 'nonce'],
    ['a null nonce', header, { ...claims, nonce: null }, 'nonce'],
    ['nobody', header, { ...claims, sub: undefined, sid: undefined }, 'nobody_named'],
    ['an empty sub', header, { ...claims, sub: '' }, 'nobody_named'],
    ['a sid that is no text', header, { ...claims, sid: 7 }, 'nobody_named'],
    ['no claims', header, null, 'iss'],
    ['claims on a prototype', header, Object.create(claims), 'iss'],
  ]
  test.each(broken)('%s', (_, givenHeader, givenClaims, refusal) => {
    expect(refuseLogoutClaims(givenHeader, givenClaims, expectation)).toBe(refusal)
  })
})
