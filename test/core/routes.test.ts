import { expect, test } from 'vitest'
import type { Rejection } from '../../src/core/rejection.ts'
import { readRouting, type Routing } from '../../src/core/routes.ts'
import { parseYaml } from '../../src/core/yaml.ts'

const FILE = 'config/routes.yaml'

function read(text: string): { routing: Routing | null; rejections: readonly Rejection[] } {
  const rejections: Rejection[] = []
  const root = parseYaml(FILE, text, rejections)
  return { routing: root && readRouting(root, rejections), rejections }
}

/** One route, in line 3. */
function readRoute(route: string) {
  return read(`services: { crud: { url: https://crud.internal } }\nroutes:\n  - ${route}`)
}

/** One service, in line 2. */
function readService(service: string) {
  return read(`services:\n  crud: ${service}`)
}

test('services and routes have defaults that open and tell as little as possible', () => {
  const { routing, rejections } = readRoute('{ path: /api/crud/*, methods: [GET, PUT], service: crud }')
  expect(rejections).toEqual([])
  expect(routing).toEqual({
    services: new Map([
      ['crud', { url: 'https://crud.internal', firstByteMs: 10_000, totalMs: 60_000, identity: 'none' }],
    ]),
    routes: [{ path: '/api/crud/*', methods: ['GET', 'PUT'], auth: 'session', service: 'crud', sse: false }],
  })
})

test('what is given is kept', () => {
  const { routing, rejections } = read(`
services:
  events: { url: "http://127.0.0.1:9500", firstByteMs: 5000, totalMs: 5000, identity: access_token }
routes:
  - { path: /api/events, methods: [GET], service: events, sse: true, auth: public }
  - { path: /api/events, methods: [POST], service: events, auth: operator }
`)
  expect(rejections).toEqual([])
  expect(routing?.services.get('events')).toEqual({
    url: 'http://127.0.0.1:9500',
    firstByteMs: 5000,
    totalMs: 5000,
    identity: 'access_token',
  })
  expect(routing?.routes).toEqual([
    { path: '/api/events', methods: ['GET'], auth: 'public', service: 'events', sse: true },
    { path: '/api/events', methods: ['POST'], auth: 'operator', service: 'events', sse: false },
  ])
})

test.each([
  ['https://crud.internal/', 'an origin'],
  ['https://crud.internal/v1', 'an origin'],
  ['https://crud.internal?x', 'an origin'],
  ['https://user:secret@crud.internal', 'an origin'],
  ['https://CRUD.internal', 'an origin'],
  ['https://crud.internal:443', 'an origin'],
  ['//crud.internal', 'an origin'],
  ['crud.internal', 'an origin'],
  ['file:///etc/passwd', 'an origin'],
  ['ftp://crud.internal', 'an origin'],
  ['data:text/plain,x', 'an origin'],
])('%s is no service url', (url, why) => {
  const { routing, rejections } = readService(`{ url: "${url}" }`)
  expect(rejections).toEqual([
    { file: FILE, where: 'services.crud.url', line: 2, column: 16, why: expect.stringContaining(why) },
  ])
  expect(routing?.services.size).toBe(0)
})

test.each([
  ['{}', 'url', 9, 'is missing: must be text'],
  ['https://crud.internal', '', 9, 'must be keys with values, is "https://crud.internal"'],
  ['{ url: "http://crud.internal", identity: access_token }', 'url', 16, 'must be https to carry access tokens'],
  ['{ url: "https://a.b", identity: all }', 'identity', 41, 'must be one of none, assertion, access_token, is "all"'],
  [
    '{ url: "https://a.b", firstByteMs: 0 }',
    'firstByteMs',
    44,
    'must be a whole number from 50 to 300000, is the number 0',
  ],
  ['{ url: "https://a.b", totalMs: 10s }', 'totalMs', 40, 'must be a whole number from 50 to 300000, is "10s"'],
  ['{ url: "https://a.b", firstByteMs: 99, totalMs: 98 }', 'totalMs', 57, 'must not be shorter than firstByteMs'],
  ['{ url: "https://a.b", uri: x }', 'uri', 31, 'unknown key; known here: url, firstByteMs, totalMs, identity'],
])('the service %s is refused', (service, key, column, why) => {
  const { routing, rejections } = readService(service)
  const where = key === '' ? 'services.crud' : `services.crud.${key}`
  expect(rejections).toEqual([{ file: FILE, where, line: 2, column, why }])
  expect(routing?.services.size).toBe(0)
})

test.each([
  ['path: /api/plugins/refresh', 'path', '/api/plugins is answered by the gateway itself'],
  ['path: /api/plugins/secure-echo', 'path', '/api/plugins is answered by the gateway itself'],
  ['path: /api/:any/x', 'path', 'takes in everything below /api/: name the first segment, like /api/sales/*'],
  ['path: /api/*', 'path', 'takes in everything below /api/: name the first segment, like /api/sales/*'],
  ['path: /api/session', 'path', '/api/session is answered by the gateway itself'],
  ['path: /api/configs/*', 'path', '/api/configs is answered by the gateway itself'],
  ['path: /api/ops/audit', 'path', '/api/ops is answered by the gateway itself'],
  ['path: /api/csp-reports', 'path', '/api/csp-reports is answered by the gateway itself'],
  ['path: /access/v1/evaluation', 'path', 'must begin with /api/: everything else is the host application'],
  ['path: /auth/*', 'path', 'must begin with /api/: everything else is the host application'],
  ['path: /healthz', 'path', 'must begin with /api/: everything else is the host application'],
  ['path: /.well-known/x', 'path', 'must begin with /api/: everything else is the host application'],
  ['path: /api/crud/../ops', 'path', 'segment .. is a dot segment'],
  ['path: /api/crud/', 'path', 'a segment is empty (no double and no trailing slash)'],
])('a route with %s is refused', (path, key, why) => {
  const { routing, rejections } = readRoute(`{ methods: [GET], service: crud, ${path} }`)
  expect(rejections).toEqual([{ file: FILE, where: `routes[0].${key}`, line: 3, column: 44, why }])
  expect(routing?.routes).toEqual([])
})

test.each([
  ['{ path: /api/x, methods: [GET], service: other }', 'service', 46, 'no such service; there are: crud'],
  ['{ path: /api/x, methods: [GET] }', 'service', 5, 'is missing: must be text'],
  ['{ path: /api/x, service: crud }', 'methods', 5, 'is missing: must be a list'],
  ['{ path: /api/x, methods: [], service: crud }', 'methods', 30, 'must name at least one method'],
  ['{ path: /api/x, methods: [GET, GET], service: crud }', 'methods', 30, 'names a method twice'],
  ['{ path: /api/x, methods: GET, service: crud }', 'methods', 30, 'must be a list, is "GET"'],
  [
    '{ path: /api/x, methods: [TRACE], service: crud }',
    'methods[0]',
    31,
    'must be one of GET, POST, PUT, PATCH, DELETE, is "TRACE"',
  ],
  ['{ path: /api/x, methods: [POST], service: crud, sse: true }', 'methods', 30, 'an event stream is GET only'],
  ['{ path: /api/x, methods: [GET], service: crud, sse: yes }', 'sse', 57, 'must be true or false, is "yes"'],
  [
    '{ path: /api/x, methods: [GET], service: crud, auth: none }',
    'auth',
    58,
    'must be one of session, operator, public, is "none"',
  ],
  [
    '{ path: /api/x, methods: [GET], service: crud, prefix: /v1 }',
    'prefix',
    52,
    'unknown key; known here: path, methods, auth, service, sse',
  ],
])('the route %s is refused', (route, key, column, why) => {
  const { routing, rejections } = readRoute(route)
  expect(rejections).toEqual([{ file: FILE, where: `routes[0].${key}`, line: 3, column, why }])
  expect(routing?.routes).toEqual([])
})

test('of two routes for the same calls the second is refused, whatever its parameter is called', () => {
  const { routing, rejections } = read(`
services: { crud: { url: https://crud.internal } }
routes:
  - { path: /api/x/:id, methods: [GET, PUT], service: crud }
  - { path: /api/x/:key, methods: [POST, PUT], service: crud }
  - { path: /api/x/:key, methods: [DELETE], service: crud }
`)
  expect(rejections).toEqual([
    { file: FILE, where: 'routes[1].path', line: 5, column: 13, why: 'PUT /api/x/:id has a route already' },
  ])
  expect(routing?.routes.map(({ methods }) => methods.join())).toEqual(['GET,PUT', 'DELETE'])
})

test('a service with a mistake is reported once, and its routes are left out with it', () => {
  const { routing, rejections } = read(`
services:
  crud: { url: not-a-url }
  sales: { url: https://sales.internal }
routes:
  - { path: /api/crud/*, methods: [GET], service: crud }
  - { path: /api/sales/*, methods: [GET], service: sales }
`)
  expect(rejections.map(({ where }) => where)).toEqual(['services.crud.url'])
  expect(routing?.routes.map(({ path }) => path)).toEqual(['/api/sales/*'])
})

test.each(['crud', '7', 'a-b-', 'x'.repeat(64)])('a service can be named %s', (name) => {
  const { routing, rejections } = read(`services:\n  "${name}": { url: https://crud.internal }`)
  expect(rejections).toEqual([])
  expect([...(routing?.services.keys() ?? [])]).toEqual([name])
})

test.each(['Crud', 'crud!', '!crud', '-crud', 'crud.x', 'x'.repeat(65)])('a service cannot be named %s', (name) => {
  const { rejections } = read(`services:\n  "${name}": { url: https://crud.internal }`)
  const why = 'a service is named with a-z, 0-9 and -, at most 64'
  expect(rejections).toEqual([{ file: FILE, where: `services.${name}`, line: 2, column: name.length + 7, why }])
})

test.each([
  ['services alone', 'services: { crud: { url: https://crud.internal } }', []],
  ['nothing', '{}', []],
  [
    'routes without services',
    'routes: [{ path: /api/x, methods: [GET], service: crud }]',
    ['routes[0].service: no such service; there are: none'],
  ],
  [
    'a route to a service that is not among several',
    'services: { a: { url: "https://a.internal" }, b: { url: "https://b.internal" } }\nroutes: [{ path: /api/x, methods: [GET], service: c }]',
    ['routes[0].service: no such service; there are: a, b'],
  ],
  [
    'a route without a path',
    'services: { a: { url: "https://a.internal" } }\nroutes: [{ methods: [GET], service: a }]',
    ['routes[0].path: is missing: must be text'],
  ],
  [
    'a stream that also takes something',
    'services: { a: { url: "https://a.internal" } }\nroutes: [{ path: /api/x, methods: [GET, POST], service: a, sse: true }]',
    ['routes[0].methods: an event stream is GET only'],
  ],
])('a file of %s', (_, text, said) => {
  expect(read(text).rejections.map(({ where, why }) => `${where}: ${why}`)).toEqual(said)
})
