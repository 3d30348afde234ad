import { describe, expect, test } from 'vitest'
import { compileAllowList, compileRouteTable } from '../../src/core/allowlist.ts'
import { judgeCall, parsePluginHeader, type Call, type CallablePlugin } from '../../src/core/call.ts'

const plugin: CallablePlugin = {
  enabled: true,
  allowList: compileAllowList([
    { method: 'GET', path: '/api/crud/items/:id' },
    { method: 'POST', path: '/api/crud/items' },
    { method: 'GET', path: '/api/nowhere' },
    { method: 'GET', path: '/api/machines/*' },
    { method: 'GET', path: '/api/events' },
    { method: 'POST', path: '/api/plugins/telemetry' },
  ]),
  topics: ['orders'],
}

const routes = compileRouteTable([
  { path: '/api/crud/*', methods: ['GET', 'POST'], auth: 'session', service: 'crud', sse: false },
  { path: '/api/machines/*', methods: ['GET'], auth: 'operator', service: 'machines', sse: false },
  { path: '/api/events', methods: ['GET', 'POST'], auth: 'session', service: 'events', sse: true },
])

const sound: Call = {
  pluginId: 'inventory',
  plugin,
  quarantined: false,
  capability: null,
  method: 'GET',
  pathname: '/api/crud/items/7',
  search: '?page=2',
  routes,
}

describe('a call that is admitted', () => {
  test('comes with its rule, its route and the bytes to forward', () => {
    expect(judgeCall(sound)).toEqual({
      admitted: {
        rule: 'GET /api/crud/items/:id',
        route: { path: '/api/crud/*', methods: ['GET', 'POST'], auth: 'session', service: 'crud', sse: false },
        path: { raw: '/api/crud/items/7', segments: ['api', 'crud', 'items', '7'] },
        topic: null,
      },
    })
  })

  test('HEAD is judged as GET', () => {
    expect(judgeCall({ ...sound, method: 'HEAD' })).toMatchObject({ admitted: { rule: 'GET /api/crud/items/:id' } })
  })

  test('a call that the gateway answers itself needs no route', () => {
    const call = { ...sound, method: 'POST', pathname: '/api/plugins/telemetry', routes: null }
    expect(judgeCall(call)).toMatchObject({ admitted: { rule: 'POST /api/plugins/telemetry', route: null } })
  })

  test('an event stream is granted by its topic', () => {
    const call = { ...sound, pathname: '/api/events', search: '?topic=orders.eu' }
    expect(judgeCall(call)).toMatchObject({ admitted: { rule: 'SSE orders.eu', topic: 'orders.eu' } })
    const granted = { ...plugin, allowList: compileAllowList([]) }
    expect(judgeCall({ ...call, plugin: granted })).toMatchObject({ admitted: { topic: 'orders.eu' } })
  })
})

describe('requirements 1 to 6, 23 and 28: each refusal', () => {
  const cases: readonly (readonly [string, Partial<Call>, string])[] = [
    ['no plugin is named', { pluginId: null }, 'plugin_header_invalid'],
    ['the tenant has no such plugin', { plugin: null }, 'plugin_unknown'],
    ['the plugin is switched off', { plugin: { ...plugin, enabled: false } }, 'plugin_unknown'],
    ['the plugin is quarantined', { quarantined: true }, 'plugin_quarantined'],
    ['TRACE', { method: 'TRACE' }, 'method_not_allowed'],
    ['OPTIONS', { method: 'OPTIONS' }, 'method_not_allowed'],
    ['a method in lower case', { method: 'get' }, 'method_not_allowed'],
    ['an encoded slash', { pathname: '/api/crud/items/a%2Fb' }, 'path_not_canonical'],
    ['a dot segment', { pathname: '/api/crud/items/%2e%2e' }, 'path_not_canonical'],
    ['a trailing slash', { pathname: '/api/crud/items/7/' }, 'path_not_canonical'],
    ['a query that servers read differently', { search: '?a=1;b=2' }, 'query_refused'],
    ['another path', { pathname: '/api/crud/other' }, 'allowlist_violation'],
    ['another case', { pathname: '/API/crud/items/7' }, 'allowlist_violation'],
    ['another method', { method: 'DELETE' }, 'allowlist_violation'],
    ['a route of operators, though on the list', { pathname: '/api/machines/x' }, 'allowlist_violation'],
    ['no route behind it', { pathname: '/api/nowhere' }, 'service_unknown'],
    ['a path off the list that has no route either', { pathname: '/api/elsewhere' }, 'allowlist_violation'],
    ['a stream without a topic', { pathname: '/api/events', search: '' }, 'topic_invalid'],
    ['a stream with two topics', { pathname: '/api/events', search: '?topic=orders&topic=x' }, 'topic_invalid'],
    [
      'a stream with a topic off the list',
      { pathname: '/api/events', search: '?topic=orders-x' },
      'allowlist_violation',
    ],
    ['a stream by POST', { pathname: '/api/events', method: 'POST', search: '?topic=orders' }, 'method_not_allowed'],
    ['a stream by HEAD', { pathname: '/api/events', method: 'HEAD', search: '?topic=orders' }, 'method_not_allowed'],
  ]
  test.each(cases)('%s', (_, change, refusal) => {
    expect(judgeCall({ ...sound, ...change })).toMatchObject({ refusal })
  })

  test('come in their order when everything is wrong at once', () => {
    const wrong: Call = {
      pluginId: null,
      plugin: null,
      quarantined: true,
      capability: 'capability_missing',
      method: 'TRACE',
      pathname: '/api/%2e%2e',
      search: '?a;b',
      routes,
    }
    const steps: readonly (readonly [Partial<Call>, string])[] = [
      [{}, 'plugin_header_invalid'],
      [{ pluginId: 'inventory' }, 'plugin_unknown'],
      [{ plugin }, 'plugin_quarantined'],
      [{ quarantined: false }, 'capability_missing'],
      [{ capability: 'capability_expired' }, 'capability_expired'],
      [{ capability: null }, 'method_not_allowed'],
      [{ method: 'GET' }, 'path_not_canonical'],
      [{ pathname: '/api/elsewhere' }, 'query_refused'],
      [{ search: '' }, 'allowlist_violation'],
      [{ pathname: '/api/nowhere' }, 'service_unknown'],
    ]
    let call = wrong
    for (const [change, refusal] of steps) {
      call = { ...call, ...change }
      expect(judgeCall(call)).toMatchObject({ refusal })
    }
    expect(judgeCall({ ...call, pathname: '/api/crud/items/7' })).toHaveProperty('admitted')
  })
})

describe('requirement 5: X-Plugin-Id is exactly one id', () => {
  test.each(['hello', 'a', '0', 'hello-page', 'a'.repeat(64)])('%s is one', (value) => {
    expect(parsePluginHeader(value)).toBe(value)
  })

  test.each([
    null,
    '',
    ' hello',
    'hello ',
    'hello, hello',
    'hello,inventory',
    'Hello',
    'HELLO',
    '-hello',
    'hello_page',
    'hello.page',
    'hello/page',
    '../hello',
    'hello\n',
    'hello\u0000',
    'héllo',
    '__proto__',
    'a'.repeat(65),
  ])('%j is none', (value) => {
    expect(parsePluginHeader(value)).toBeNull()
  })
})
