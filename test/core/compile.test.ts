import { describe, expect, test } from 'vitest'
import { bundleUrl } from '../../src/core/bundle.ts'
import { bundleKeysOf, compileRegistry } from '../../src/core/compile.ts'
import { parseConfiguration, type Configuration } from '../../src/core/configuration.ts'
import { seedWith } from './seed-configuration.ts'

const HASH = 'ab'.repeat(32)
const OTHER_HASH = 'cd'.repeat(32)
const ACME = 'acme.localhost'
const SOURCE_TENANT = 'experience.ocg.labs.empowernow.ai'

/** The example of the format's specification, letter by letter. */
const SOURCE_EXAMPLE = `tenants:
  experience.ocg.labs.empowernow.ai:
    - id: hello
      version: "1.0.0"
      engine:
        experience: ">=1.0.0"
      bundle:
        file: "/app/plugins/hello/1.0.0/index.esm.js"
        # integrity: "sha256:<optional_hex_hash>"
      permissions:
        api:
          - method: GET
            path: /api/plugins/secure-echo
          - method: POST
            path: /api/plugins/telemetry
        sse: []
      contributions:
        routes:
          - path: /hello
            component: Hello
            resource: plugin.route
            action: view
        widgets:
          - slot: dashboard.main
            component: HelloWidget
            resource: plugin.widget
            action: view

    - id: hello-page
      version: "1.0.0"
      engine:
        experience: ">=1.0.0"
      bundle:
        file: "/app/plugins/hello-page/1.0.0/index.esm.js"
      permissions:
        api:
          - method: GET
            path: /api/plugins/secure-echo
        sse: []
      contributions:
        routes:
          - path: /hello-page
            component: HelloPage
            resource: plugin.route
            action: view

    - id: hello-widget
      version: "1.0.0"
      engine:
        experience: ">=1.0.0"
      bundle:
        file: "/app/plugins/hello-widget/1.0.0/index.esm.js"
      permissions:
        api:
          - method: POST
            path: /api/plugins/telemetry
        sse: []
      contributions:
        widgets:
          - slot: dashboard.main
            component: HelloWidget
            resource: plugin.widget
            action: view
`

function configurationOf(replaced: Readonly<Record<string, string | null>> = {}): Configuration {
  const { configuration, rejections } = parseConfiguration(seedWith(replaced))
  expect(rejections).toEqual([])
  if (configuration === null) throw new Error('no configuration')
  return configuration
}

/** Every bundle the tenant needs, all with the same bytes. */
function allBundles(configuration: Configuration, tenant: string): Map<string, string | null> {
  return new Map(bundleKeysOf(configuration, tenant).map((key) => [key, HASH]))
}

function withManifest(manifest: string): Configuration {
  return configurationOf({ 'config/plugins.yaml': `tenants:\n  ${ACME}:\n    - ${manifest}\n` })
}

/** What the browser gets for one of the example's plugins. */
function served(id: string, api: readonly object[], contributions: object) {
  return {
    id,
    version: '1.0.0',
    enabled: true,
    bundleKey: `plugins/${id}/1.0.0/index.esm.js`,
    sha256: HASH,
    manifest: {
      id,
      version: '1.0.0',
      engine: { experience: '>=1.0.0' },
      bundle: { url: `/api/plugins/bundle/${id}/1.0.0?h=${HASH}`, integrity: `sha256:${HASH}` },
      contributions,
      permissions: { api, sse: [] },
    },
  }
}

describe('the example of the specification', () => {
  const ECHO = { method: 'GET', path: '/api/plugins/secure-echo' }
  const TELEMETRY = { method: 'POST', path: '/api/plugins/telemetry' }
  const WIDGET = { slot: 'dashboard.main', component: 'HelloWidget', resource: 'plugin.widget', action: 'view' }
  const PLUGINS = [
    served('hello', [ECHO, TELEMETRY], {
      routes: [{ path: '/hello', component: 'Hello', resource: 'plugin.route', action: 'view' }],
      widgets: [WIDGET],
    }),
    served('hello-page', [ECHO], {
      routes: [{ path: '/hello-page', component: 'HelloPage', resource: 'plugin.route', action: 'view' }],
      widgets: [],
    }),
    served('hello-widget', [TELEMETRY], { routes: [], widgets: [WIDGET] }),
  ]

  test.each([
    ['as the specification has it', { 'config/plugins.yaml': SOURCE_EXAMPLE }],
    ['as the seed has it', {}],
  ])('compiles unmodified, %s', (_name, files) => {
    const configuration = configurationOf(files)
    const { registry, rejections } = compileRegistry(
      configuration,
      SOURCE_TENANT,
      allBundles(configuration, SOURCE_TENANT),
    )
    expect(rejections).toEqual([])
    expect(registry?.plugins).toEqual(PLUGINS)
  })

  test('the bare manifest compiles with every default', () => {
    const configuration = configurationOf()
    const { registry } = compileRegistry(configuration, ACME, allBundles(configuration, ACME))
    expect(registry?.plugins.find(({ id }) => id === 'sales-analytics')?.manifest).toEqual({
      id: 'sales-analytics',
      version: '1.0.0',
      engine: { experience: '*' },
      bundle: {
        url: `/api/plugins/bundle/sales-analytics/1.0.0?h=${HASH}`,
        integrity: `sha256:${HASH}`,
      },
      contributions: {
        routes: [],
        widgets: [
          { slot: 'dashboard.main', component: 'SalesWidget', height: 32, resource: 'plugin.widget', action: 'view' },
        ],
      },
      permissions: { api: [{ method: 'GET', path: '/api/sales/*' }], sse: [] },
    })
  })
})

describe('the seed', () => {
  const configuration = configurationOf()

  test.each([...configuration.tenants.keys(), 'ops.localhost'])('%s compiles without a rejection', (tenant) => {
    const { registry, rejections } = compileRegistry(configuration, tenant, allBundles(configuration, tenant))
    expect(rejections).toEqual([])
    expect(registry?.tenant).toBe(tenant)
    expect(registry?.idps).toHaveLength(1)
  })

  test('no manifest says where its bundle lies', () => {
    const { registry } = compileRegistry(configuration, ACME, allBundles(configuration, ACME))
    const text = JSON.stringify(registry?.plugins.map(({ manifest }) => manifest))
    expect(text).not.toContain('/app/plugins')
    expect(text).not.toContain('index.esm.js')
  })

  test('a tenant gets its own providers and its own look, and nobody else’s', () => {
    const { registry } = compileRegistry(
      configuration,
      'globex.localhost',
      allBundles(configuration, 'globex.localhost'),
    )
    expect(registry?.idps.map(({ name }) => name)).toEqual(['demo-globex'])
    expect(registry?.ui.brand).toEqual({ name: 'Globex', logo: '/assets/brand/globex.svg' })
    expect(JSON.stringify(registry?.plugins)).not.toContain('inventory')
  })

  test('operators have a provider and no plugin', () => {
    const { registry } = compileRegistry(configuration, 'ops.localhost', new Map())
    expect(registry).toMatchObject({
      plugins: [],
      idps: [{ name: 'demo-ops' }],
      ui: { brand: { name: 'ops.localhost' } },
    })
  })

  test('what nobody is has no registry', () => {
    expect(compileRegistry(configuration, 'localhost', new Map())).toEqual({
      registry: null,
      rejections: [{ where: 'tenants', why: 'no such tenant: localhost' }],
    })
    expect(bundleKeysOf(configuration, 'localhost')).toEqual([])
  })
})

describe('bundles', () => {
  test('one that is not there takes its manifest along, and says how to bring it', () => {
    const configuration = configurationOf()
    const bundles = allBundles(configuration, SOURCE_TENANT).set('plugins/hello/1.0.0/index.esm.js', null)
    bundles.delete('plugins/hello-page/1.0.0/index.esm.js')
    const { registry, rejections } = compileRegistry(configuration, SOURCE_TENANT, bundles)
    expect(registry?.plugins.map(({ id }) => id)).toEqual(['hello-widget'])
    expect(rejections).toEqual([
      {
        file: 'config/plugins.yaml',
        where: `tenants.${SOURCE_TENANT}[0].bundle.file`,
        line: expect.any(Number),
        column: 15,
        why:
          'there is no bundle plugins/hello/1.0.0/index.esm.js in R2; upload it: npx wrangler r2 object put ' +
          'experience-bundles/plugins/hello/1.0.0/index.esm.js --file dist/index.esm.js --remote',
      },
      expect.objectContaining({ where: `tenants.${SOURCE_TENANT}[1].bundle.file` }),
    ])
  })

  test('a manifest without a bundle key is placed where it begins', () => {
    const { rejections } = compileRegistry(withManifest('{ id: hello, version: "1.0.0" }'), ACME, new Map())
    const where = `tenants.${ACME}[0].bundle`
    expect(rejections).toEqual([expect.objectContaining({ file: 'config/plugins.yaml', where, line: 3, column: 7 })])
  })

  test.each([HASH, HASH.toUpperCase()])('a declared hash that fits is kept: %s', (declared) => {
    const configuration = withManifest(`{ id: hello, version: "1.0.0", bundle: { integrity: "sha256:${declared}" } }`)
    const { registry, rejections } = compileRegistry(configuration, ACME, allBundles(configuration, ACME))
    expect(rejections).toEqual([])
    expect(registry?.plugins[0]).toMatchObject({ sha256: HASH, manifest: { bundle: { integrity: `sha256:${HASH}` } } })
  })

  test('a declared hash that differs from the bytes takes its manifest along', () => {
    const configuration = withManifest(`{ id: hello, version: "1.0.0", bundle: { integrity: "sha256:${OTHER_HASH}" } }`)
    const { registry, rejections } = compileRegistry(configuration, ACME, allBundles(configuration, ACME))
    expect(registry?.plugins).toEqual([])
    expect(rejections).toEqual([
      {
        file: 'config/plugins.yaml',
        where: `tenants.${ACME}[0].bundle.integrity`,
        line: 3,
        column: 59,
        why: `the bytes of plugins/hello/1.0.0/index.esm.js have sha256:${HASH}`,
      },
    ])
  })

  test('two plugins may share a bundle, which is hashed once', () => {
    const file = 'bundle: { file: plugins/shared.js }'
    const configuration = withManifest(
      `{ id: a, version: "1.0.0", ${file} }\n    - { id: b, version: "2.0.0", ${file} }`,
    )
    expect(bundleKeysOf(configuration, ACME)).toEqual(['plugins/shared.js'])
  })

  test('of a rollout are hashed and pinned beside the stable one, and whether it is halted stands there', () => {
    const configuration = withManifest('{ id: a, version: "1.0.0", rollout: { version: "1.1.0", percent: 10 } }')
    const [stable, fresh] = ['plugins/a/1.0.0/index.esm.js', 'plugins/a/1.1.0/index.esm.js']
    expect(bundleKeysOf(configuration, ACME)).toEqual([stable, fresh])
    const hashes = new Map([
      [stable, HASH],
      [fresh, OTHER_HASH],
    ])
    const rolloutOf = (halts?: ReadonlyMap<string, string>) =>
      compileRegistry(configuration, ACME, hashes, halts).registry?.plugins[0]?.rollout
    expect(rolloutOf()).toEqual({
      version: '1.1.0',
      percent: 10,
      bundleKey: fresh,
      sha256: OTHER_HASH,
      halted: null,
      manifest: expect.objectContaining({
        version: '1.1.0',
        bundle: {
          url: bundleUrl('a', '1.1.0', OTHER_HASH),
          integrity: `sha256:${OTHER_HASH}`,
        },
      }),
    })
    expect(rolloutOf(new Map([['a 1.1.0', 'too many errors']]))?.halted).toBe('too many errors')
    expect(rolloutOf(new Map([['a 1.0.0', 'of another version']]))?.halted).toBeNull()
  })

  test('a rollout without its bundle takes its manifest along', () => {
    const configuration = withManifest('{ id: a, version: "1.0.0", rollout: { version: "1.1.0", percent: 10 } }')
    const { registry, rejections } = compileRegistry(
      configuration,
      ACME,
      new Map([['plugins/a/1.0.0/index.esm.js', HASH]]),
    )
    expect(registry?.plugins).toEqual([])
    expect(rejections).toEqual([
      expect.objectContaining({ why: expect.stringContaining('there is no bundle plugins/a/1.1.0/index.esm.js') }),
    ])
  })

  test('nothing that a manifest adds of its own can stand in for what was checked', () => {
    const bundle = '{ url: "https://evil.example/x.js", file: plugins/a.js }'
    const configuration = withManifest(`{ id: a, version: "1.0.0", bundle: ${bundle}, sha256: x, bundleKey: y }`)
    const { registry } = compileRegistry(configuration, ACME, allBundles(configuration, ACME))
    expect(registry?.plugins[0]).toMatchObject({ bundleKey: 'plugins/a.js', sha256: HASH })
    expect(registry?.plugins[0]?.manifest.bundle).toEqual({
      url: `/api/plugins/bundle/a/1.0.0?h=${HASH}`,
      integrity: `sha256:${HASH}`,
    })
  })
})

describe('the text of a registry', () => {
  function textOf(files: Readonly<Record<string, string>> = {}): string {
    const configuration = configurationOf(files)
    return JSON.stringify(compileRegistry(configuration, ACME, allBundles(configuration, ACME)).registry)
  }

  test('is the same for the same configuration', () => {
    expect(textOf()).toBe(textOf())
  })

  test('does not depend on comments, quotes, or the order of keys we know', () => {
    const one = `tenants:\n  ${ACME}:\n    - { id: a, version: "1.0.0", title: A, enabled: true, permissions: { sse: [x], api: [] } }\n`
    const other = `# more\ntenants:\n  ${ACME}:\n    - permissions: { api: [], sse: ['x'] }\n      title: A\n      version: '1.0.0'\n      id: a\n`
    expect(textOf({ 'config/plugins.yaml': other })).toBe(textOf({ 'config/plugins.yaml': one }))
  })

  test('differs when a bundle’s bytes do', () => {
    const configuration = configurationOf()
    const before = compileRegistry(configuration, ACME, allBundles(configuration, ACME)).registry
    const bundles = allBundles(configuration, ACME).set('plugins/inventory/1.2.0/index.esm.js', OTHER_HASH)
    const after = compileRegistry(configuration, ACME, bundles).registry
    expect(JSON.stringify(after)).not.toBe(JSON.stringify(before))
  })

  test('survives a journey through JSON', () => {
    const configuration = configurationOf()
    const { registry } = compileRegistry(configuration, ACME, allBundles(configuration, ACME))
    expect(JSON.parse(JSON.stringify(registry))).toEqual(registry)
  })
})
