import { describe, expect, test } from 'vitest'
import { parseConfiguration } from '../../src/core/configuration.ts'
import { seedWith } from './seed-configuration.ts'

const ACME = 'tenants:\n  acme.localhost:\n    - { id: hello, version: "1.0.0" }\n'

/** @param others As {@link parseConfiguration} has it: `[]` where all tenants are in these files. */
function parseWith(files: Readonly<Record<string, string | null>>, others: readonly string[] | null = null) {
  return parseConfiguration(seedWith(files), others)
}

describe('the seed', () => {
  const { configuration, rejections } = parseConfiguration(seedWith(), [])

  test('holds no mistake', () => {
    expect(rejections).toEqual([])
  })

  test('demands capabilities, where a configuration that says nothing only observes them', () => {
    expect(configuration?.settings.security.capability).toBe('required')
    const silent = parseWith({
      'config/settings.yaml': 'operator: { host: ops.localhost }\ntenancy: { stripPort: true }\n',
    })
    expect(silent.configuration?.settings.security.capability).toBe('observed')
  })

  test('has three tenants, and operators on a host of their own', () => {
    expect([...(configuration?.tenants.keys() ?? [])]).toEqual([
      'acme.localhost',
      'globex.localhost',
      'experience.ocg.labs.empowernow.ai',
    ])
    expect(configuration?.settings.operator.host).toBe('ops.localhost')
  })

  test.each([
    ['acme.localhost', ['hello', 'hello-page', 'hello-widget', 'inventory', 'sales-analytics', 'orders-live']],
    ['globex.localhost', ['hello-page', 'sales-analytics', 'orders-live']],
    ['experience.ocg.labs.empowernow.ai', ['hello', 'hello-page', 'hello-widget']],
  ])('%s has %j', (tenant, ids) => {
    expect(configuration?.tenants.get(tenant)?.map(({ id }) => id)).toEqual(ids)
  })

  test('both brands have a whole palette for light and for dark', () => {
    for (const tenant of ['acme.localhost', 'globex.localhost']) {
      const theme = configuration?.ui.get(tenant)?.theme
      expect(Object.keys(theme?.light ?? {})).toHaveLength(12)
      expect(Object.keys(theme?.dark ?? {})).toHaveLength(12)
    }
  })
})

describe('where tenants are many', () => {
  const LIST = '- { id: hello, version: "1.0.0" }\n- { id: hello-page, version: "1.0.0" }\n'

  test('a tenant may have a file of its own: its list, and nothing around it', () => {
    const { configuration, rejections } = parseWith({ 'config/plugins/initech.localhost.yaml': LIST }, [])
    expect(rejections).toEqual([])
    expect(configuration?.tenants.get('initech.localhost')?.map(({ id }) => id)).toEqual(['hello', 'hello-page'])
    expect(configuration?.tenants.size).toBe(4)
  })

  test('and in no other', () => {
    const file = 'config/plugins/acme.localhost.yaml'
    const { configuration, rejections } = parseWith({ [file]: LIST })
    const why = 'tenant acme.localhost stands in another file already'
    expect(rejections).toEqual([{ file, where: '', line: 1, column: 1, why }])
    expect(configuration?.tenants.get('acme.localhost')).toHaveLength(6)
  })

  test('positions in it begin at its own root', () => {
    const file = 'config/plugins/initech.localhost.yaml'
    const { rejections } = parseWith({ [file]: '# Initech\n- id: hello\n  version: 1.0\n' })
    const why = 'must be text, is the number 1.0; quote it: "1.0"'
    expect(rejections).toEqual([{ file, where: '[0].version', line: 3, column: 12, why }])
  })

  test.each(['Initech.localhost', 'initech.localhost:8787', '*', '.', 'a..b', '-a', 'a_b'])(
    '%s is no tenant',
    (host) => {
      const file = `config/plugins/${host}.yaml`
      const { configuration, rejections } = parseWith({ [file]: LIST })
      expect(rejections).toEqual([expect.objectContaining({ file, line: 1, why: expect.stringContaining(host) })])
      expect(configuration?.tenants.size).toBe(3)
    },
  )
})

describe('a sound part survives', () => {
  test('a manifest with a mistake is left out', () => {
    const text = `${ACME}    - { id: bad, version: 1 }\n    - { id: good, version: "1.0.0" }\n`
    const { configuration, rejections } = parseWith({ 'config/plugins.yaml': text })
    expect(rejections.map(({ where, line }) => [where, line])).toEqual([['tenants.acme.localhost[1].version', 4]])
    expect(configuration?.tenants.get('acme.localhost')?.map(({ id }) => id)).toEqual(['hello', 'good'])
  })

  test.each([
    ['config/plugins.yaml', 'tenants: ['],
    ['config/plugins.yaml', 'a: &x 1'],
    ['config/ui.yaml', 'tenants: { acme.localhost: { theme: { mode: 1 } } }'],
    ['config/ui.yaml', 'tenants: ['],
    ['config/idps.yaml', 'idps: [{}]'],
    ['config/routes.yaml', 'services: { crud: {} }'],
  ])('%s with %s is reported, and the rest can be used', (file, text) => {
    const { configuration, rejections } = parseWith({ [file]: text }, [])
    expect(configuration).not.toBeNull()
    expect(rejections.length).toBeGreaterThan(0)
    expect(rejections.every((rejection) => rejection.file === file && rejection.line === 1)).toBe(true)
  })

  test.each([
    ['config/settings.yaml', 'pdp: { url: htps://pdp }'],
    ['config/settings.yaml', 'pdp: ['],
    ['config/routes.yaml', 'routes: ['],
    ['config/idps.yaml', '{'],
    ['config/routes.yaml', null],
    ['config/idps.yaml', null],
  ])('without %s as good as %s nothing can be used', (file, text) => {
    const { configuration, rejections } = parseWith({ [file]: text })
    expect(configuration).toBeNull()
    expect(rejections.map((rejection) => rejection.file)).toEqual([file])
  })

  test('settings and looks may be absent', () => {
    const { configuration, rejections } = parseWith({ 'config/settings.yaml': null, 'config/ui.yaml': null })
    expect(rejections).toEqual([])
    expect(configuration?.settings.environment).toBe('production')
    expect(configuration?.ui.size).toBe(0)
  })

  test('mistakes in several files are reported together', () => {
    const { rejections } = parseWith({
      'config/plugins.yaml': `${ACME}    - { id: BAD, version: "1.0.0" }\n`,
      'config/settings.yaml': 'environment: prod',
      'config/ui.yaml': 'tenants: { acme.localhost: { theme: { mode: 1 } } }',
    })
    expect(rejections.map(({ file }) => file)).toEqual([
      'config/settings.yaml',
      'config/ui.yaml',
      'config/plugins.yaml',
    ])
  })

  test('no more than 200 are listed, and the last says how many there are', () => {
    const text = `tenants:\n  acme.localhost:\n${'    - x\n'.repeat(1000)}`
    const { rejections } = parseWith({ 'config/plugins.yaml': text })
    expect(rejections).toHaveLength(201)
    expect(rejections.at(-1)).toMatchObject({ line: 203, why: 'and 800 more from here on' })
  })

  test.each([
    ['no file', null, 'there is no tenant'],
    ['an empty list of tenants', 'tenants: {}', 'there is no tenant'],
    ['an empty file', '', 'must be keys with values, is empty'],
    ['a list', '[]', 'must be keys with values, is a list'],
    ['other keys', 'acme.localhost: []', 'unknown key; known here: tenants'],
  ])('%s of plugins is a mistake', (_name, text, why) => {
    const { rejections } = parseWith({ 'config/plugins.yaml': text })
    expect(rejections[0]).toMatchObject({ file: 'config/plugins.yaml', why })
  })
})

describe('what one file says of another', () => {
  test('a tenant that does not exist is misspelled', () => {
    const { rejections } = parseWith({ 'config/plugins.yaml': ACME }, ['globex.localhost'])
    const unknown = 'experience.ocg.labs.empowernow.ai'
    const why = `no such tenant: ${unknown} stands neither in config/plugins.yaml nor in config/plugins/${unknown}.yaml`
    expect(rejections.map(({ file, where, why: reason }) => [file, where, reason])).toEqual([
      ['config/idps.yaml', 'idps[2].tenants[0]', why],
      ['config/ui.yaml', `tenants.${unknown}`, why],
    ])
  })

  test('an alias of a tenant that does not exist is misspelled', () => {
    const text = 'operator: { host: ops.localhost }\ntenancy:\n  aliases: { localhost: acme.localhos }'
    const { rejections } = parseWith({ 'config/settings.yaml': text }, [])
    const file = 'config/settings.yaml'
    const why = expect.stringContaining('no such tenant: acme.localhos ')
    expect(rejections).toEqual([{ file, where: 'tenancy.aliases.localhost', line: 3, column: 25, why }])
  })

  test('which tenants exist is not judged where they are not known', () => {
    expect(parseWith({ 'config/plugins.yaml': ACME }).rejections).toEqual([])
  })

  test('nor while a file that might name them cannot be read', () => {
    const { rejections } = parseWith({ 'config/plugins.yaml': 'tenants: [' }, [])
    expect(rejections.every(({ file }) => file === 'config/plugins.yaml')).toBe(true)
  })

  test.each([
    [
      'operator: { host: acme.localhost }',
      'operator.host',
      'is a tenant: operators need a host on which no plugin runs',
    ],
    [
      'tenancy: { aliases: { globex.localhost: acme.localhost } }',
      'tenancy.aliases.globex.localhost',
      'globex.localhost is a tenant itself, so it cannot be an alias',
    ],
    [
      'tenancy: { aliases: { "localhost:8787": acme.localhost } }',
      'tenancy.aliases.localhost:8787',
      'localhost:8787 is no host in lower case without port',
    ],
    [
      '{ operator: { host: o.localhost }, tenancy: { aliases: { o.localhost: acme.localhost } } }',
      'tenancy.aliases.o.localhost',
      "o.localhost is the operators' host, so it cannot be an alias",
    ],
    [
      '{ operator: { host: o.localhost }, tenancy: { aliases: { x.localhost: o.localhost } } }',
      'tenancy.aliases.x.localhost',
      "o.localhost is the operators' host, which has no aliases",
    ],
  ])('%s makes one host two things', (text, where, why) => {
    const { rejections } = parseWith({ 'config/settings.yaml': text })
    expect(rejections).toEqual([{ file: 'config/settings.yaml', where, line: 1, column: expect.any(Number), why }])
  })

  test('a plugin is not granted what routes.yaml keeps for operators', () => {
    const { configuration, rejections } = parseWith({
      'config/routes.yaml': `
services: { crud: { url: https://crud.internal } }
routes: [{ path: /api/crud/items/*, methods: [GET], service: crud, auth: operator }]
`,
    })
    expect(new Set(rejections.map(({ why }) => why))).toEqual(new Set(['/api/crud/items/* is for operators']))
    expect(configuration?.tenants.get('acme.localhost')?.map(({ id }) => id)).not.toContain('inventory')
    expect(configuration?.tenants.get('acme.localhost')?.map(({ id }) => id)).toContain('hello')
  })

  test.each([
    [
      'disabled',
      '{ id: off, enabled: false, version: "1.0.0", contributions: { routes: [{ path: /a, component: A }] } }',
    ],
    ['elsewhere', '{ id: other, version: "1.0.0", contributions: { routes: [{ path: /b, component: A }] } }'],
  ])('a plugin that is %s takes nobody’s page', (_, later) => {
    const first = '{ id: first, version: "1.0.0", contributions: { routes: [{ path: /a, component: A }] } }'
    const text = `tenants:\n  acme.localhost:\n    - ${first}\n    - ${later}\n`
    expect(parseWith({ 'config/plugins.yaml': text }).rejections).toEqual([])
  })

  test.each([
    ['ids', '{ version: "1.0.0" }', 'id'],
    [
      'paths',
      '{ id: ID, version: "1.0.0", contributions: { routes: [{ component: A }] } }',
      'contributions.routes[0].path',
    ],
  ])('plugins without %s are missing them, and do not have the same', (_, entry, where) => {
    const lines = ['a', 'b'].map((id) => `    - ${entry.replace('ID', id)}\n`)
    const { rejections } = parseWith({ 'config/plugins.yaml': `tenants:\n  acme.localhost:\n${lines.join('')}` })
    expect(rejections.map((rejection) => [rejection.where, rejection.why])).toEqual(
      [0, 1].map((index) => [`tenants.acme.localhost[${index}].${where}`, 'is missing: must be text']),
    )
  })

  test('two plugins of a tenant cannot have one page, unless one of them is disabled', () => {
    const page = 'version: "1.0.0", contributions: { routes: [{ path: /a, component: A }] }'
    const lines = [`{ id: off, enabled: false, ${page} }`, `{ id: first, ${page} }`, `{ id: second, ${page} }`]
    const text = `tenants:\n  acme.localhost:\n${lines.map((line) => `    - ${line}\n`).join('')}`
    const { configuration, rejections } = parseWith({ 'config/plugins.yaml': text })
    const where = 'tenants.acme.localhost[2].contributions.routes[0].path'
    const why = 'plugin first has a page at this path already'
    expect(rejections).toEqual([{ file: 'config/plugins.yaml', where, line: 5, column: 73, why }])
    expect(configuration?.tenants.get('acme.localhost')?.map(({ id }) => id)).toEqual(['off', 'first'])
  })
})
