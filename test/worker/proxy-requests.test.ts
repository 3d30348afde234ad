/** What of a plugin's call reaches the upstream: exactly the path that was judged, and headers from a list. */
import { createRemoteJWKSet, customFetch, jwtVerify } from 'jose'
import { describe, expect, test } from 'vitest'
import { problemOf } from './answer.ts'
import { newTenant, passTime, send } from './fixture.ts'
import { answerJson, NETWORK, seenOnce } from './network.ts'

const CALLER = {
  id: 'caller',
  version: '1.2.3',
  permissions: {
    api: [
      { method: 'GET', path: '/api/crud/items/*' },
      { method: 'GET', path: '/api/anonymous/*' },
    ],
  },
}
const tenant = await newTenant({
  plugins: [CALLER],
  services: { anonymous: { url: NETWORK } },
  routes: [{ path: '/api/anonymous/*', methods: ['GET'], service: 'anonymous' }],
})
const person = await tenant.signIn()

async function newItem(): Promise<string> {
  const item = `/api/crud/items/${crypto.randomUUID()}`
  await answerJson(item, {})
  return item
}

/** What the gateway says of its own, and what its runtime adds to every request that it makes. */
const OWN_HEADERS = ['authorization', 'cf-worker', 'host', 'x-request-id']

async function headersSeen(path: string): Promise<Record<string, string>> {
  return Object.fromEntries((await seenOnce(path)).headers)
}

test('requirement 8: of a browser with everything in its headers, this much reaches the upstream', async () => {
  const item = await newItem()
  const headers = {
    Accept: 'application/json',
    'If-None-Match': '"1"',
    'If-Modified-Since': 'Sun, 06 Nov 1994 08:49:37 GMT',
    traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    Cookie: `${person.cookie}; theme=dark`,
    'X-CSRF-Token': person.record.csrfToken,
    Origin: tenant.origin,
    Referer: `${tenant.origin}/secret`,
    'User-Agent': 'Mozilla/5.0',
    'Accept-Language': 'de',
    Range: 'bytes=0-1',
    Forwarded: 'for=1.2.3.4',
    'X-Forwarded-For': '1.2.3.4',
    'X-Forwarded-Host': 'evil.test',
    'X-Forwarded-Proto': 'http',
    X_Forwarded_For: '1.2.3.4',
    'X-Real-IP': '1.2.3.4',
    'True-Client-IP': '1.2.3.4',
    'CF-Connecting-IPv6': '::1',
    'CF-Worker': 'evil',
    'CF-IPCountry': 'CH',
    'CF-Ray': '1',
    'X-Tenant': 'globex',
    'X-User': 'root',
    'X-Plugin-Version': '9',
    'X-Original-URL': '/admin',
    'X-Rewrite-URL': '/admin',
    'MF-Original-URL': 'https://evil.test/',
    'X-HTTP-Method-Override': 'DELETE',
    TE: 'trailers',
    Trailer: 'X-Late',
    'Keep-Alive': 'timeout=5',
    'Proxy-Authorization': 'Basic eDp5',
    'Proxy-Connection': 'keep-alive',
  }
  await person.call('caller', item, { headers })
  const sent = await headersSeen(item)
  expect(Object.keys(sent).toSorted()).toEqual(
    [...OWN_HEADERS, 'accept', 'if-modified-since', 'if-none-match', 'traceparent'].toSorted(),
  )
  expect(sent).toMatchObject({ accept: 'application/json', 'if-none-match': '"1"' })
  expect(sent['cf-worker']).not.toBe('evil')
})

test('requirement 9: headers that Connection names go no further, and take none of ours with them', async () => {
  const item = await newItem()
  const connection = 'close, accept, if-none-match, authorization, x-request-id'
  await person.call('caller', item, { headers: { Connection: connection, Accept: 'a/b', 'If-None-Match': '"1"' } })
  const sent = await headersSeen(item)
  expect(sent).toHaveProperty('authorization')
  expect(sent).toHaveProperty('x-request-id')
  expect(sent).not.toHaveProperty('if-none-match')
  expect(sent['accept']).not.toBe('a/b')
})

test('the request id of the answer is the one that the upstream got', async () => {
  const item = await newItem()
  const response = await person.call('caller', item, { headers: { 'X-Request-Id': 'chosen-by-the-client' } })
  expect((await headersSeen(item))['x-request-id']).toBe(response.headers.get('X-Request-Id'))
  expect(response.headers.get('X-Request-Id')).toMatch(/^[0-9a-f-]{36}$/)
})

describe('requirement 1: what was judged is what is forwarded, byte for byte', () => {
  test.each([
    ['/a', '/a'],
    ['/a/b.c~d_e-f', '/a/b.c~d_e-f'],
    ['/n%40127.0.0.1%3A9', '/n%40127.0.0.1%3A9'],
    ['/%C3%BC', '/%C3%BC'],
    ['/a%20b', '/a%20b'],
    ['/a?x=1&y=%2F..%2F#fragment', '/a?x=1&y=%2F..%2F'],
    ['/a?', '/a'],
  ])('%s is forwarded as %s', async (suffix, forwarded) => {
    const item = await newItem()
    await person.call('caller', item + suffix)
    const [path = ''] = (item + forwarded).split('?')
    const { target } = await seenOnce(path)
    expect(target).toBe(item + forwarded)
  })
})

test('requirement 11: a host in the path does not become the host of the call', async () => {
  const other = `/api/crud/items/@127.0.0.1:9/${crypto.randomUUID()}`
  expect(await problemOf(await person.call('caller', other))).toEqual([400, 'path_not_canonical'])
})

describe('what a service learns of the person', () => {
  test('a signed assertion, which the published keys verify', async () => {
    const item = await newItem()
    await person.call('caller', item, { headers: { Authorization: null } })
    const { authorization = '' } = await headersSeen(item)
    const published = createRemoteJWKSet(new URL(`${tenant.origin}/.well-known/jwks.json`), {
      [customFetch]: async (url) => send(String(url)),
    })
    const { payload, protectedHeader } = await jwtVerify(authorization.replace(/^Bearer /, ''), published)
    expect(protectedHeader).toEqual({ alg: 'ES256', kid: 'test', typ: 'JWT' })
    expect(payload).toEqual({
      iss: 'experience-edge',
      aud: 'crud',
      sub: 'auth:account:demo:alice',
      tenant: tenant.host,
      plugin: 'caller',
      plugin_version: '1.2.3',
      iat: Math.floor(Date.now() / 1000),
      exp: Math.floor(Date.now() / 1000) + 60,
    })
  })

  test('the published keys hold no private part', async () => {
    const response = await tenant.fetch('/.well-known/jwks.json')
    expect(await response.json()).toEqual({
      keys: [
        {
          kty: 'EC',
          crv: 'P-256',
          x: expect.any(String),
          y: expect.any(String),
          kid: 'test',
          alg: 'ES256',
          use: 'sig',
        },
      ],
    })
  })

  test('an assertion is used again for a while, then signed anew, and always alive', async () => {
    const assertions: string[] = []
    for (const wait of [0, 10_000, 25_000]) {
      passTime(wait)
      const item = await newItem()
      await person.call('caller', item)
      assertions.push((await headersSeen(item))['authorization'] ?? '')
    }
    expect(assertions[1]).toBe(assertions[0])
    expect(assertions[2]).not.toBe(assertions[0])
  })

  test('nothing, where routes.yaml says nothing', async () => {
    const path = `/api/anonymous/${crypto.randomUUID()}`
    await person.call('caller', path)
    expect(Object.keys(await headersSeen(path))).not.toContain('authorization')
  })
})
