/** The edges of rules: the last value that passes and the first that does not. Each was found by changing the rule. */
import { describe, expect, test } from 'vitest'
import { isClearText, isHost } from '../../src/core/address.ts'
import { compileAllowList, compileRouteTable } from '../../src/core/allowlist.ts'
import { parseQuestion } from '../../src/core/authzen-question.ts'
import { toPdpCalls } from '../../src/core/authzen.ts'
import { bundleKeyOf, parseBundleQuery } from '../../src/core/bundle.ts'
import { hasOpened, settled } from '../../src/core/breaker.ts'
import { judgeCall } from '../../src/core/call.ts'
import { isTicketGood } from '../../src/core/capability.ts'
import { refuseCsrf } from '../../src/core/csrf.ts'
import { forwardedRequestHeaders, forwardedResponseHeaders, safeContentType } from '../../src/core/headers.ts'
import { parseJsonText } from '../../src/core/json-text.ts'
import { refuseLogoutClaims } from '../../src/core/logout-token.ts'
import { refuseQuery } from '../../src/core/path.ts'
import { isRejection } from '../../src/core/rejection.ts'
import { safeReturnPath } from '../../src/core/return-path.ts'
import { hasShape } from '../../src/core/shape.ts'
import { fillTemplate, parseTemplate } from '../../src/core/template.ts'

describe('dates', () => {
  test.each(['2024-01-01', '2024-12-31', '2024-04-30', '2024-06-30', '2024-09-30', '2024-11-30', '2024-07-31'])(
    '%s is one',
    (text) => {
      expect(hasShape('date', text)).toBe(true)
    },
  )

  test.each(['2024-00-10', '2024-13-10', '2024-10-00', '2024-04-31', '2024-06-31', '2024-09-31', '2024-11-31'])(
    '%s is none',
    (text) => {
      expect(hasShape('date', text)).toBe(false)
    },
  )
})

describe('JSON', () => {
  const refusal = (text: string, bytes = 1000) => {
    const parsed = parseJsonText(text, { bytes, depth: 4 })
    return 'refusal' in parsed ? parsed.refusal : null
  }

  test('of exactly the limit is read, one byte more is not, and letters of several bytes count as those', () => {
    expect(refusal('"1234"', 6)).toBeNull()
    expect(refusal('"12345"', 6)).toBe('too_large')
    expect(refusal('"éé"', 6)).toBeNull()
    expect(refusal('"éé1"', 6)).toBe('too_large')
  })

  test('has a key twice only where it is twice in one object', () => {
    expect(refusal('{"a":{"b":1},"b":2}')).toBeNull()
    expect(refusal('[{"a":1},{"a":2}]')).toBeNull()
    expect(refusal('{"a":["a"],"b":"a"}')).toBeNull()
    expect(refusal('{"a":[],"a":1}')).toBe('key_repeated')
    expect(refusal('{"a":[{}],"b":{},"a":1}')).toBe('key_repeated')
  })

  test('is as deep as its deepest part, not as long as its list', () => {
    expect(refusal('[[],[],[],[],[],[]]')).toBeNull()
    expect(refusal('[[[[]]]]')).toBeNull()
    expect(refusal('[[[[[]]]]]')).toBe('too_deep')
  })
})

test.each(['%2', '%2g', '%', '%g2', 'a%2Fb%2'])('the escape in the query %s is none', (text) => {
  expect(refuseQuery(`?a=${text}`)).toBe(text === 'a%2Fb' ? null : 'malformed_escape')
})

describe('answers', () => {
  test.each([
    [' text/plain ; charset = "utf-8" ', 'text/plain; charset=utf-8'],
    ['text/plain;charset=utf-8', 'text/plain; charset=utf-8'],
    ['text/plain;charset=x"utf-8"', 'application/octet-stream'],
    ['text/plain;charset="utf-8"x', 'application/octet-stream'],
    ['text/plain;format=flowed', 'text/plain'],
    ['text/plain;charset', 'application/octet-stream'],
  ])('of type %s arrive as %s', (given, type) => {
    expect(safeContentType(given, { sse: false })).toBe(type)
  })

  test('keep their length unless it is that of other bytes, or the body has no end', () => {
    const names = (pairs: readonly [string, string][], sse?: boolean) => {
      const passed = sse === undefined ? forwardedResponseHeaders(pairs) : forwardedResponseHeaders(pairs, { sse })
      return passed.map(([name]) => name)
    }
    const length: [string, string] = ['Content-Length', '7']
    expect(names([length])).toContain('content-length')
    expect(names([length, ['Content-Encoding', 'identity']])).toContain('content-length')
    expect(names([length, ['Content-Encoding', 'gzip']])).not.toContain('content-length')
    expect(names([length], true)).not.toContain('content-length')
    expect(
      names([
        ['ETag', '"a"'],
        ['Content-Encoding', 'gzip'],
      ]),
    ).toContain('etag')
  })

  test('of two types are opaque, and none is too', () => {
    const types = [
      ['Content-Type', 'text/plain'],
      ['Content-Type', 'text/plain'],
    ] as const
    expect(forwardedResponseHeaders(types)[0]).toEqual(['content-type', 'application/octet-stream'])
    expect(forwardedResponseHeaders([])[0]).toEqual(['content-type', 'application/octet-stream'])
  })
})

test('only Connection names what is for one hop', () => {
  const headers = [
    ['Accept', 'application/json'],
    ['X-Note', 'accept'],
    ['Connection', 'close'],
  ] as const
  expect(forwardedRequestHeaders(headers)).toEqual([['accept', 'application/json']])
})

describe('forms', () => {
  const sound = {
    method: 'POST',
    origin: 'https://a.example',
    expectedOrigin: 'https://a.example',
    secFetchSite: 'same-origin',
    token: 't',
    sessionToken: 't',
  }

  test.each(['text/plain', ' Text/Plain ', 'TEXT/PLAIN ;charset=utf-8', 'text/plain; a=b'])(
    '%j are refused',
    (type) => {
      expect(refuseCsrf({ ...sound, contentType: type })).toBe('form_content_type')
    },
  )

  test.each(['application/json; a=text/plain', 'text/plainx', ''])('%j is no form', (type) => {
    expect(refuseCsrf({ ...sound, contentType: type })).toBeNull()
  })
})

describe('the way back', () => {
  test('may be as long as a path, and no longer', () => {
    expect(safeReturnPath(`/${'a'.repeat(2047)}`)).not.toBe('/')
    expect(safeReturnPath(`/${'a'.repeat(2048)}`)).toBe('/')
  })

  test.each(['/a', '/a?b', '/a?b=c?d=e', '/a/?b'])('%s is kept whole', (path) => {
    expect(safeReturnPath(path)).toBe(path)
  })

  test.each(['x/a', '/a b', '/a\n', '/a\u00e9', '/a?b c', '/a?b#c'])('%j is none', (path) => {
    expect(safeReturnPath(path)).toBe('/')
  })
})

describe('logout tokens', () => {
  const expectation = { issuer: 'i', clientId: 'c', nowSeconds: 1000 }
  const sound = {
    iss: 'i',
    aud: 'c',
    iat: 1000,
    exp: 1100,
    jti: 'j',
    sub: 's',
    events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
  }

  test.each([
    [{ iat: 1060 }, null],
    [{ iat: 1061 }, 'iat'],
    [{ exp: 941 }, null],
    [{ exp: 940 }, 'exp'],
    [{ exp: '1100' }, 'exp'],
    [{ jti: 'j'.repeat(256) }, null],
    [{ jti: 'j'.repeat(257) }, 'jti'],
  ])('%o: %s', (claims, refusal) => {
    expect(refuseLogoutClaims({ typ: 'logout+jwt' }, { ...sound, ...claims }, expectation)).toBe(refusal)
  })
})

test('a stream of the operators’ is no plugin’s, whatever topic it may hear', () => {
  const routes = compileRouteTable([{ path: '/api/x', methods: ['GET'], auth: 'operator', service: 's', sse: true }])
  const plugin = { enabled: true, allowList: compileAllowList([]), topics: ['orders'] }
  const call = {
    pluginId: 'p',
    plugin,
    quarantined: false,
    capability: null,
    method: 'GET',
    pathname: '/api/x',
    routes,
  }
  expect(judgeCall({ ...call, search: '?topic=orders' })).toEqual({ refusal: 'allowlist_violation' })
})

test('a template may have 1,024 characters, a key of a bundle 512', () => {
  expect(isRejection(parseTemplate(`/${'a'.repeat(1023)}`))).toBe(false)
  expect(isRejection(parseTemplate(`/${'a'.repeat(1024)}`))).toBe(true)
  expect(isRejection(bundleKeyOf(`plugins/${'a'.repeat(504)}`))).toBe(false)
  expect(isRejection(bundleKeyOf(`plugins/${'a'.repeat(505)}`))).toBe(true)
})

test('what cannot be filled in is said by name, with the reason', () => {
  const template = parseTemplate('/a/:id/*', { id: 'int' })
  if (isRejection(template)) throw new Error(template.why)
  const why = (params: Record<string, string | number>) => {
    const filled = fillTemplate(template, params)
    return isRejection(filled) ? `${filled.where}: ${filled.why}` : filled
  }
  expect(why({ id: 7, '*': 'b/c' })).toBe('/a/7/b/c')
  expect(why({ id: 7, '*': 'b', x: 1 })).toBe('params.x: the path has no :x')
  expect(why({ id: 'x', '*': 'b' })).toBe('params.id: must have the shape int')
  expect(why({ id: Number.NaN, '*': 'b' })).toBe('params.id: must be a finite number')
  expect(why({ '*': 'b' })).toBe('params.id: must be a string or a number')
  expect(why({ id: 7, '*': 'b/..' })).toBe('params.*: cannot stand in a path: dot_segment')
  expect(why({ id: 7, '*': 'a'.repeat(2048) })).toBe('path: the path is refused: too_long')
})

describe('a question', () => {
  const limits = { bytes: 1000, depth: 8, evaluations: 5 }
  const subject = { type: 'a', id: 'b' }

  test.each(['[]', '"x"', 'null', '1'])('%s is malformed as a whole', (text) => {
    for (const kind of ['single', 'batch'] as const) {
      expect(parseQuestion(text, kind, subject, limits)).toEqual({ refusal: 'malformed', where: '' })
    }
  })

  test('that is no JSON has no place', () => {
    expect(parseQuestion('{', 'single', subject, limits)).toEqual({ refusal: 'not_json', where: '' })
  })

  test('with other properties of its action is another reading of the same resource', () => {
    const asked = (x: number) => ({
      subject,
      resource: { type: 't', id: 'i' },
      action: { name: 'view', properties: { x } },
      context: {},
    })
    const edge = { tenant: 't', ip: '', country: '', plugin: '', request_id: 'r' }
    const calls = toPdpCalls([asked(1), asked(2), asked(1)], edge, { ip: '', user_agent: '' })
    expect(calls.map(({ positions }) => positions)).toEqual([[0, 2], [1]])
  })
})

describe('hosts', () => {
  const label = 'a'.repeat(63)

  test.each(['a', 'a-b.c1', label, [label, label, label, 'a'.repeat(61)].join('.')])('%s is one', (host) => {
    expect(isHost(host)).toBe(true)
  })

  test.each([
    '',
    '-a',
    'a-',
    'a..b',
    '.a',
    'a.',
    'a_b',
    'A',
    `${label}a`,
    [label, label, label, 'a'.repeat(62)].join('.'),
  ])('%s is none', (host) => {
    expect(isHost(host)).toBe(false)
  })
})

test.each([
  ['http://127.0.0.1:9500', false],
  ['http://127.8.8.8', false],
  ['http://[::1]:80', false],
  ['http://localhost', false],
  ['http://acme.localhost', false],
  ['https://id.example', false],
  ['http://id.example', true],
  ['http://id127.1.example', true],
  ['http://x.127.0.0.1.example', true],
  ['http://notlocalhost', true],
  ['http://localhost.example', true],
  ['ftp://id.example', false],
])('what is sent to %s could be read on the way: %j', (address, isClear) => {
  expect(isClearText(address)).toBe(isClear)
})

describe('a bundle is asked for', () => {
  const refusalOf = (query: string) => {
    const parsed = parseBundleQuery(new URLSearchParams(query))
    return 'refusal' in parsed ? parsed.refusal : null
  }
  const hash = 'ab'.repeat(32)

  test('by a hash that is one from end to end', () => {
    expect(refusalOf(`entry=a&id=a&h=${hash}`)).toBeNull()
    expect(refusalOf(`entry=a&id=a&h=0${hash}`)).toBe('h_invalid')
    expect(refusalOf(`entry=a&id=a&h=${hash}0`)).toBe('h_invalid')
  })

  test('by a name with dots in it, and by none of dots alone', () => {
    expect(bundleKeyOf('plugins/a/..b')).toBe('plugins/a/..b')
    expect(bundleKeyOf('plugins/a/b..')).toBe('plugins/a/b..')
    expect(isRejection(bundleKeyOf('plugins/a/...'))).toBe(true)
  })
})

test('a ticket may be as far ahead of us as clocks may be apart, and no further', () => {
  const stamp = { issuedAt: 1_800_000_000_000, signature: 'x' }
  expect(isTicketGood(stamp, true, stamp.issuedAt - 5000)).toBe(true)
  expect(isTicketGood(stamp, true, stamp.issuedAt - 5001)).toBe(false)
})

test('a circuit that was opened by another rule opens again with the first failure', () => {
  const rules = { failures: 3, openMs: 1000 }
  const open = { failures: 0, openUntil: 500, probeUntil: 0 }
  const again = settled(open, true, 600, rules)
  expect(again.openUntil).toBe(1600)
  expect(hasOpened(open, again)).toBe(false)
  const counting = { failures: 1, openUntil: null, probeUntil: 0 }
  expect(hasOpened(counting, settled(counting, true, 600, rules))).toBe(false)
})
