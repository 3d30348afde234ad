import { describe, expect, test } from 'vitest'
import { parseConfiguration } from '../../src/core/configuration.ts'
import type { DeclaredManifest } from '../../src/core/declared-manifest.ts'
import type { Rejection } from '../../src/core/rejection.ts'
import { seedWith } from './seed-configuration.ts'

const FILE = 'config/plugins.yaml'
const SOUND = '    - { id: sound, version: "1.0.0" }'

/** The lines of one manifest, beside a sound one of the same tenant; the first line is line 4 of the file. */
function declare(...lines: readonly string[]): {
  manifests: readonly DeclaredManifest[]
  rejections: readonly Rejection[]
} {
  const manifest = lines.map((line, index) => (index === 0 ? `    - ${line}` : `      ${line}`))
  const text = ['tenants:', '  acme.localhost:', SOUND, ...manifest].join('\n')
  const { configuration, rejections } = parseConfiguration(seedWith({ ...LONE_TENANT, [FILE]: text }))
  return { manifests: configuration?.tenants.get('acme.localhost') ?? [], rejections }
}

/** The seed's other files name tenants that these tests do not have. */
const LONE_TENANT = {
  'config/idps.yaml': 'idps: []',
  'config/ui.yaml': null,
  'config/settings.yaml': null,
  'config/routes.yaml': `
services: { crud: { url: https://crud.internal } }
routes:
  - { path: /api/crud/*, methods: [GET], service: crud }
  - { path: /api/admin/:area, methods: [GET], service: crud, auth: operator }
`,
}

const HELLO = ['id: hello', 'version: "1.0.0"']

describe('defaults', () => {
  test('a manifest of id and version has every default', () => {
    const { manifests, rejections } = declare(...HELLO)
    expect(rejections).toEqual([])
    expect(manifests[1]).toMatchObject({
      id: 'hello',
      version: '1.0.0',
      enabled: true,
      title: null,
      engine: { experience: '*' },
      bundleKey: 'plugins/hello/1.0.0/index.esm.js',
      sha256: null,
      contributions: { routes: [], widgets: [] },
      permissions: { api: [], sse: [] },
      additive: {},
    })
  })

  test('contributions get their hints', () => {
    const { manifests } = declare(
      ...HELLO,
      'contributions:',
      '  routes: [{ path: /hello, component: Hello }]',
      '  widgets: [{ slot: dashboard.main, component: HelloWidget }]',
    )
    expect(manifests[1]?.contributions).toEqual({
      routes: [{ path: '/hello', component: 'Hello', resource: 'plugin.route', action: 'view' }],
      widgets: [{ slot: 'dashboard.main', component: 'HelloWidget', resource: 'plugin.widget', action: 'view' }],
    })
  })

  test('keys we do not know are passed through at every level', () => {
    const { manifests, rejections } = declare(
      ...HELLO,
      'owner: { team: retail, pager: [1, true, ~, "x"] }',
      'engine: { experience: ">=1.0.0", node: "24" }',
      'contributions: { commands: [{ name: x }], routes: [{ path: /hello, component: Hello, badge: 3 }] }',
      'permissions: { clipboard: true, api: [{ method: GET, path: /api/crud/x, note: why }] }',
    )
    expect(rejections).toEqual([])
    expect(manifests[1]).toMatchObject({
      additive: { owner: { team: 'retail', pager: [1, true, null, 'x'] } },
      engine: { experience: '>=1.0.0', node: '24' },
      contributions: { commands: [{ name: 'x' }], routes: [{ path: '/hello', badge: 3 }] },
      permissions: { clipboard: true, api: [{ method: 'GET', path: '/api/crud/x', note: 'why' }] },
    })
  })

  test('title, icon, enabled, integrity and shapes are kept', () => {
    const { manifests, rejections } = declare(
      ...HELLO,
      'title: Hello',
      'enabled: false',
      `bundle: { integrity: "sha256:${'AB'.repeat(32)}" }`,
      'permissions: { api: [{ method: PUT, path: /api/crud/items/:id, params: { id: uuid } }], sse: [orders, "a:b.c"] }',
      'contributions: { routes: [{ path: /hello/:id, component: Hello, title: One, icon: box }] }',
    )
    expect(rejections).toEqual([])
    expect(manifests[1]).toMatchObject({
      title: 'Hello',
      enabled: false,
      sha256: 'ab'.repeat(32),
      permissions: {
        api: [{ method: 'PUT', path: '/api/crud/items/:id', params: { id: 'uuid' } }],
        sse: ['orders', 'a:b.c'],
      },
      contributions: { routes: [{ path: '/hello/:id', component: 'Hello', title: 'One', icon: 'box' }] },
    })
  })

  test.each([
    ['/app/plugins/hello/1.0.0/index.esm.js', 'plugins/hello/1.0.0/index.esm.js'],
    ['plugins/shared/hello.js', 'plugins/shared/hello.js'],
  ])('bundle.file %s is the key %s', (file, key) => {
    const { manifests, rejections } = declare(...HELLO, `bundle: { file: ${file} }`)
    expect(rejections).toEqual([])
    expect(manifests[1]?.bundleKey).toBe(key)
  })

  test('both calls that are built in for plugins can be granted', () => {
    const { rejections } = declare(
      ...HELLO,
      'permissions:',
      '  api: [{ method: GET, path: /api/plugins/secure-echo }, { method: POST, path: /api/plugins/telemetry }]',
    )
    expect(rejections).toEqual([])
  })
})

describe('a mistake takes its manifest along and no other', () => {
  test.each([
    [
      ['id: Hello', 'version: "1.0.0"'],
      'id',
      4,
      11,
      'must be made of a-z, 0-9 and -, at most 64, and not begin with -',
    ],
    [['id: -x', 'version: "1.0.0"'], 'id', 4, 11, 'must be made of a-z, 0-9 and -, at most 64, and not begin with -'],
    [['id: sound', 'version: "1.0.0"'], 'id', 4, 11, 'the entry in line 3 has this id already'],
    [['version: "1.0.0"'], 'id', 4, 7, 'is missing: must be text'],
    [['id: hello'], 'version', 4, 7, 'is missing: must be text'],
    [['id: hello', 'version: 1.10'], 'version', 5, 16, 'must be text, is the number 1.10; quote it: "1.10"'],
    [['id: hello', 'version: 1'], 'version', 5, 16, 'must be text, is the number 1; quote it: "1"'],
    [['id: hello', 'version: "1.10"'], 'version', 5, 16, 'must be a semver version like "1.10.0"'],
    [['id: hello', 'version: v1.0.0'], 'version', 5, 16, 'must be a semver version like "1.10.0"'],
    [['id: hello', 'version: 1.0.0+build'], 'version', 5, 16, 'must be a semver version like "1.10.0"'],
    [['id: hello', 'version: ../1.0.0'], 'version', 5, 16, 'must be a semver version like "1.10.0"'],
    [[...HELLO, 'enabled: "no"'], 'enabled', 6, 16, 'must be true or false, is "no"'],
    [[...HELLO, 'title: 7'], 'title', 6, 14, 'must be text, is the number 7; quote it: "7"'],
    [[...HELLO, 'engine: ">=1.0.0"'], 'engine', 6, 15, 'must be keys with values, is ">=1.0.0"'],
    [
      [...HELLO, 'engine: { experience: 1.2 }'],
      'engine.experience',
      6,
      29,
      'must be text, is the number 1.2; quote it: "1.2"',
    ],
    [
      [...HELLO, 'engine: { experience: next }'],
      'engine.experience',
      6,
      29,
      'must be a semver range like ">=1.2.0 <2.0.0"',
    ],
    [[...HELLO, 'engine: {}'], 'engine.experience', 6, 15, 'is missing: must be text'],
    [[...HELLO, 'bundle: x.js'], 'bundle', 6, 15, 'must be keys with values, is "x.js"'],
    [
      [...HELLO, 'bundle: { integrity: sha256:abc }'],
      'bundle.integrity',
      6,
      28,
      'must be sha256: and 64 hex digits, is "sha256:abc"',
    ],
    [[...HELLO, 'contributions: []'], 'contributions', 6, 22, 'must be keys with values, is a list'],
    [[...HELLO, 'contributions: { routes: {} }'], 'contributions.routes', 6, 32, 'must be a list, is keys with values'],
    [[...HELLO, 'permissions:'], 'permissions', 6, 19, 'must be keys with values, is empty'],
    [[...HELLO, 'permissions: { sse: orders }'], 'permissions.sse', 6, 27, 'must be a list, is "orders"'],
  ])('%j: %s', (lines, where, line, column, why) => {
    const { manifests, rejections } = declare(...lines)
    expect(rejections).toEqual([{ file: FILE, where: `tenants.acme.localhost[1].${where}`, line, column, why }])
    expect(manifests.map(({ id }) => id)).toEqual(['sound'])
  })

  test.each([
    `sha256:${'a'.repeat(63)}`,
    `sha256:${'a'.repeat(65)}`,
    `sha256:${'g'.repeat(64)}`,
    `sha256-${'a'.repeat(64)}`,
    `xsha256:${'a'.repeat(64)}`,
    `sha512:${'a'.repeat(64)}`,
    `sha256:${'a'.repeat(64)} sha256:${'b'.repeat(64)}`,
  ])('%s is no hash of a bundle', (integrity) => {
    const { manifests, rejections } = declare(...HELLO, `bundle: { integrity: "${integrity}" }`)
    expect(rejections).toEqual([
      expect.objectContaining({ why: expect.stringContaining('must be sha256: and 64 hex') }),
    ])
    expect(manifests.map(({ id }) => id)).toEqual(['sound'])
  })

  test.each([
    [
      'a rollout’s bundle.file',
      'rollout: { version: "1.1.0", percent: 1, bundle: { file: "../x.js" } }',
      'rollout.bundle.file',
    ],
    ['a rollout of the version itself', 'rollout: { version: "1.0.0", percent: 1 }', 'rollout.version'],
    ['a rollout to more than everybody', 'rollout: { version: "1.1.0", percent: 101 }', 'rollout.percent'],
  ])('%s is refused where it stands', (_, line, where) => {
    const { rejections } = declare(...HELLO, line)
    expect(rejections).toEqual([expect.objectContaining({ where: `tenants.acme.localhost[1].${where}` })])
  })

  test('an entry that is no manifest at all is one mistake', () => {
    const { manifests, rejections } = declare('hello')
    const why = 'must be keys with values, is "hello"'
    expect(rejections).toEqual([{ file: FILE, where: 'tenants.acme.localhost[1]', line: 4, column: 7, why }])
    expect(manifests.map(({ id }) => id)).toEqual(['sound'])
  })

  test('every mistake of a manifest is reported at once', () => {
    const { rejections } = declare(
      'id: Hello',
      'version: 2',
      'permissions: { api: [{ method: HEAD, path: /api/crud/../x }, { method: GET }] }',
      'contributions: { widgets: [{ component: 1 }] }',
    )
    expect(rejections.map(({ where, line }) => `${line} ${where.replace('tenants.acme.localhost[1].', '')}`)).toEqual([
      '4 id',
      '5 version',
      '7 contributions.widgets[0].slot',
      '7 contributions.widgets[0].component',
      '6 permissions.api[0].method',
      '6 permissions.api[0].path',
      '6 permissions.api[1].path',
    ])
  })

  test.each([
    '../../etc/passwd',
    '/app/plugins/../config/settings.yaml',
    '/app/plugins/hello/%2e%2e/x.js',
    '/app/plugins//x.js',
    '/app/plugins-of-others/x.js',
    'config/settings.yaml',
    'registry/acme.localhost/current',
    'https://cdn.example/x.js',
  ])('bundle.file %s leaves the jail', (file) => {
    const { manifests, rejections } = declare(...HELLO, 'bundle:', `  file: "${file}"`)
    expect(rejections).toEqual([
      expect.objectContaining({ where: 'tenants.acme.localhost[1].bundle.file', line: 7, column: 15 }),
    ])
    expect(manifests).toHaveLength(1)
  })
})

describe('allow-lists', () => {
  function grant(path: string, more = ''): readonly Rejection[] {
    return declare(...HELLO, 'permissions:', '  api:', `    - { path: "${path}", method: GET${more} }`).rejections
  }

  test.each([
    '/*',
    '/:all/*',
    '/api/*',
    '/api/:scope',
    '/api/:scope/items',
    '/:root/crud',
    '/hello',
    '/',
    '/api',
    '/api/plugins',
    '/api/plugins/*',
    '/api/plugins/:name',
    '/api/plugins/manifests',
    '/api/plugins/bundle',
    '/api/plugins/refresh',
    '/api/plugins/quarantine/:id',
    '/api/plugins/unquarantine/hello',
    '/api/plugins/secure-echo/more',
    '/api/session',
    '/api/session/*',
    '/api/configs/ui',
    '/api/configs/:name',
    '/api/ops/metrics',
    '/api/csp-reports',
    '/access/v1/evaluations',
    '/auth/login',
    '/auth/*',
    '/healthz',
    '/assets/*',
    '/.well-known/authzen-configuration',
    '/api/admin/users',
    '/api/admin/:any',
    '/api/admin/*',
  ])('%s is never granted', (path) => {
    expect(grant(path)).toEqual([
      expect.objectContaining({
        file: FILE,
        where: 'tenants.acme.localhost[1].permissions.api[0].path',
        line: 8,
        column: 21,
      }),
    ])
  })

  test.each([
    '/api/crud/*',
    '/api/crud',
    '/api/pluginsX',
    '/api/plugins-of-mine/x',
    '/api/sessions',
    '/api/operations/:id',
  ])('%s can be granted', (path) => {
    expect(grant(path)).toEqual([])
  })

  test.each([
    'api/crud',
    '/api/crud/',
    '/api//crud',
    '/api/crud/../ops',
    '/api/crud/./x',
    '/api/crud/*/x',
    '/api/crud/**',
    '/api/crud/a*',
    '/api/crud/(.*)',
    '/api/crud/[a-z]+',
    '/api/crud/:',
    '/api/crud/:id?',
    '/api/crud/:id/:id',
    '/api/crud/%2e%2e',
    '/api/crud/a b',
    '/api/crud/x?y=1',
    '/api/crud/x#y',
    'https://crud.internal/api/crud',
  ])('%s is outside the grammar', (path) => {
    expect(grant(path)).toEqual([
      expect.objectContaining({ where: 'tenants.acme.localhost[1].permissions.api[0].path' }),
    ])
  })

  test.each([
    ['params: { id: guid }', 'params.id', 'must be one of uuid, int, slug, date, is "guid"'],
    ['params: { id: "[0-9]+" }', 'params.id', 'must be one of uuid, int, slug, date, is "[0-9]+"'],
    ['params: { key: uuid }', 'params.key', 'the path has no :key'],
    ['params: uuid', 'params', 'must be keys with values, is "uuid"'],
  ])('%s is no shape of /api/crud/:id', (params, where, why) => {
    expect(grant('/api/crud/:id', `, ${params}`)).toEqual([
      expect.objectContaining({ where: `tenants.acme.localhost[1].permissions.api[0].${where}`, line: 8, why }),
    ])
  })

  test.each(['get', 'HEAD', 'OPTIONS', 'TRACE', 'CONNECT', '*', 'GET, POST'])('%s is no method', (method) => {
    const { rejections } = declare(...HELLO, `permissions: { api: [{ path: /api/crud/x, method: "${method}" }] }`)
    const why = `must be one of GET, POST, PUT, PATCH, DELETE, is "${method}"`
    expect(rejections).toEqual([
      expect.objectContaining({ where: 'tenants.acme.localhost[1].permissions.api[0].method', why }),
    ])
  })

  test.each(['""', '"orders."', '".orders"', '"a..b"', '"*"', '"orders*"', '"a b"', '"a/b"', '"bücher"', '7'])(
    '%s is no topic prefix',
    (prefix) => {
      const { rejections } = declare(...HELLO, `permissions: { sse: [orders, ${prefix}] }`)
      expect(rejections).toEqual([
        expect.objectContaining({ where: 'tenants.acme.localhost[1].permissions.sse[1]', line: 6 }),
      ])
    },
  )
})

describe('contributions', () => {
  function page(path: string): readonly Rejection[] {
    return declare(...HELLO, `contributions: { routes: [{ path: "${path}", component: Hello }] }`).rejections
  }

  test.each(['/hello', '/hello/:id', '/hello/*', '/plugins/hello', '/plugins/hello/items/:id', '/apis'])(
    '%s can be a page',
    (path) => {
      expect(page(path)).toEqual([])
    },
  )

  test.each([
    '/',
    'hello',
    '/hello/',
    '/hello//x',
    '/hello/../admin',
    '/*',
    '/:any',
    '/api/hello',
    '/api',
    '/auth/login',
    '/access/x',
    '/assets/x',
    '/healthz',
    '/.well-known/x',
    '/signed-out',
    '/plugins',
    '/plugins/*',
    '/plugins/:id',
    '/plugins/inventory',
    '/hello(x)',
    '//evil.example',
    'javascript:alert(1)',
  ])('%s cannot be a page', (path) => {
    expect(page(path)).toEqual([
      expect.objectContaining({ where: 'tenants.acme.localhost[1].contributions.routes[0].path', line: 6 }),
    ])
  })

  test.each(['hello-world', '1Hello', 'constructor', 'prototype', 'a.b', 'Hello()', 'default export'])(
    '%s is no component',
    (name) => {
      const { rejections } = declare(
        ...HELLO,
        `contributions: { widgets: [{ slot: dashboard.main, component: "${name}" }] }`,
      )
      expect(rejections).toEqual([
        expect.objectContaining({ where: 'tenants.acme.localhost[1].contributions.widgets[0].component' }),
      ])
    },
  )

  test.each([
    ['slot: "dashboard main"', 'slot'],
    ['slot: dashboard..main', 'slot'],
    ['slot: dashboard.main, resource: "plugin widget"', 'resource'],
    ['slot: dashboard.main, action: "*"', 'action'],
    ['slot: dashboard.main, title: ""', 'title'],
  ])('a widget with %s is refused', (keys, where) => {
    const { rejections } = declare(...HELLO, `contributions: { widgets: [{ component: W, ${keys} }] }`)
    expect(rejections).toEqual([
      expect.objectContaining({ where: `tenants.acme.localhost[1].contributions.widgets[0].${where}` }),
    ])
  })

  test('one path is one page, whatever its parameter is called', () => {
    const { manifests, rejections } = declare(
      ...HELLO,
      'contributions: { routes: [{ path: /hello/:a, component: A }, { path: /hello/:b, component: B }] }',
    )
    const why = 'plugin hello has a page at this path already'
    expect(rejections).toEqual([
      expect.objectContaining({ where: 'tenants.acme.localhost[1].contributions.routes[1].path', line: 6, why }),
    ])
    expect(manifests).toHaveLength(1)
  })
})
