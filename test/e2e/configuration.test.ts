/** Operators put files with mistakes: each is named with file, place and line, and what is live stays as it is. */
import { createHash } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { Operator } from './fixture/operator.ts'
import { jsonOf } from './fixture/problem.ts'
import { type TestStack, useStack } from './fixture/stack.ts'
import { openStores, type Stores } from './fixture/stores.ts'
import { signedIn, type Visitor } from './fixture/visitor.ts'

const ACME = 'acme.localhost'
const KINDS = ['plugins', 'routes', 'settings', 'idps', 'ui'] as const
type Kind = (typeof KINDS)[number]

interface Rejection {
  readonly file: string
  readonly where: string
  readonly line?: number
  readonly column?: number
  readonly why: string
}

let stack: TestStack
let stores: Stores
let script: Operator
let alice: Visitor
/** Every file as it was. */
const files = new Map<Kind, string>()

beforeAll(async () => {
  stack = await useStack('laboratory')
  stores = await openStores(stack)
  script = new Operator(stack, ACME)
  alice = await signedIn(stack, ACME, 'alice')
  for (const kind of KINDS) files.set(kind, (await stores.kv.get(keyOf(kind))) ?? '')
  await script.refresh()
})
afterEach(async () => {
  for (const [kind, text] of files) await stores.kv.put(keyOf(kind), text)
})
afterAll(async () => {
  await script.refresh()
  await stores.close()
})

function keyOf(kind: Kind): string {
  return `config/${kind}.yaml`
}

/** Refreshes, and says what came of it. */
async function refreshed(): Promise<{ readonly status: number; readonly rejections: readonly Rejection[] }> {
  const answer = await script.post('/api/plugins/refresh')
  const { rejections = [] }: { rejections?: readonly Rejection[] } = JSON.parse(await answer.text())
  return { status: answer.status, rejections }
}

async function manifests(): Promise<string> {
  return (await alice.request('/api/plugins/manifests')).text()
}

/** The line, beginning with 1, in which a text first stands. */
function lineOf(text: string, wanted: string): number {
  return text.slice(0, text.indexOf(wanted)).split('\n').length
}

/** A file, what takes the place of what in it, and where the mistake must be found. */
type Mistake = readonly [kind: Kind, what: string, from: string, to: string, where: string]

const MISTAKES: readonly Mistake[] = [
  ['plugins', 'a version that is a number', 'version: 1.2.0', 'version: 1.20', 'tenants.acme.localhost[3].version'],
  ['plugins', 'a version that is none', 'version: 1.2.0', 'version: one', 'tenants.acme.localhost[3].version'],
  ['plugins', 'an id in capitals', 'id: inventory', 'id: Inventory', 'tenants.acme.localhost[3].id'],
  ['plugins', 'an id that another has', 'id: inventory', 'id: hello', 'tenants.acme.localhost[3].id'],
  ['plugins', 'an id that every object has', 'id: inventory', 'id: __proto__', 'tenants.acme.localhost[3].id'],
  [
    'plugins',
    'a method that there is not',
    'method: DELETE\n            path: /api/crud/items/:id',
    'method: ERASE\n            path: /api/crud/items/:id',
    'tenants.acme.localhost[3].permissions.api[4].method',
  ],
  [
    'plugins',
    'a path with dots',
    'path: /api/sales/*',
    'path: /api/sales/../admin',
    'tenants.acme.localhost[4].permissions.api[0].path',
  ],
  [
    'plugins',
    'a grant of everything',
    'path: /api/sales/*',
    'path: /api/*',
    'tenants.acme.localhost[4].permissions.api[0].path',
  ],
  [
    'plugins',
    'a grant of the operators’ routes',
    'path: /api/sales/*',
    'path: /api/admin/x',
    'tenants.acme.localhost[4].permissions.api[0].path',
  ],
  [
    'plugins',
    'a grant of the kill switch',
    'path: /api/sales/*',
    'path: /api/plugins/quarantine/:id',
    'tenants.acme.localhost[4].permissions.api[0].path',
  ],
  [
    'plugins',
    'a regular expression for a path',
    'path: /api/sales/*',
    'path: /api/sales/(.*)+',
    'tenants.acme.localhost[4].permissions.api[0].path',
  ],
  [
    'plugins',
    'a shape that there is not',
    'id: uuid',
    'id: regex',
    'tenants.acme.localhost[3].permissions.api[2].params.id',
  ],
  [
    'plugins',
    'a topic with a wildcard',
    'sse:\n          - orders\n',
    'sse:\n          - orders.*\n',
    'tenants.acme.localhost[5].permissions.sse[0]',
  ],
  [
    'plugins',
    'a page of the host’s',
    'path: /hello-page',
    'path: /api/hello-page',
    'tenants.acme.localhost[1].contributions.routes[0].path',
  ],
  [
    'plugins',
    'a page that another plugin has',
    'path: /hello-page',
    'path: /hello',
    'tenants.acme.localhost[1].contributions.routes[0].path',
  ],
  [
    'plugins',
    'an engine range that is none',
    'experience: ">=1.2.0 <2.0.0"',
    'experience: latest',
    'tenants.acme.localhost[3].engine.experience',
  ],
  [
    'plugins',
    'a bundle outside',
    'file: /app/plugins/hello/1.0.0/index.esm.js',
    'file: /app/plugins/../config/idps.yaml',
    'tenants.acme.localhost[0].bundle.file',
  ],
  [
    'plugins',
    'a bundle that is not there',
    'file: /app/plugins/hello/1.0.0/index.esm.js',
    'file: /app/plugins/hello/9.9.9/index.esm.js',
    'tenants.acme.localhost[0].bundle.file',
  ],
  [
    'plugins',
    'a hash of other bytes',
    'file: /app/plugins/hello/1.0.0/index.esm.js',
    `file: /app/plugins/hello/1.0.0/index.esm.js\n        integrity: sha256:${'0'.repeat(64)}`,
    'tenants.acme.localhost[0].bundle.integrity',
  ],
  ['routes', 'a service that there is not', 'service: sales', 'service: salse', 'routes[1].service'],
  ['routes', 'a path of the gateway’s own', 'path: /api/sales/*', 'path: /api/plugins/*', 'routes[1].path'],
  ['routes', 'a path outside', 'path: /api/sales/*', 'path: /*', 'routes[1].path'],
  [
    'routes',
    'a service with a path',
    'firstByteMs: 5000',
    'firstByteMs: 5000\n    prefix: /x',
    'services.sales.prefix',
  ],
  ['routes', 'a time that is none', 'firstByteMs: 5000', 'firstByteMs: soon', 'services.sales.firstByteMs'],
  ['routes', 'who may that is nobody', 'auth: session', 'auth: anybody', 'routes[0].auth'],
  ['settings', 'an environment that there is not', 'environment: development', 'environment: dev', 'environment'],
  ['settings', 'a key with a slip', 'hostVersion:', 'hostversion:', 'hostversion'],
  ['settings', 'a limit without measure', 'streamSeconds: 10', 'streamSeconds: 99999999', 'limits.streamSeconds'],
  ['settings', 'a PDP in clear text', 'timeoutMs: 2000', 'timeoutMs: 2000\n  url: http://pdp.example', 'pdp.url'],
  ['idps', 'a secret in the file', 'secret: IDP_SECRET_DEMO', 'secret: hunter2', 'idps[0].client.secret'],
  [
    'idps',
    'two aliases for one issuer',
    'name: demo-globex\n    provider: demo',
    'name: demo-globex\n    provider: other',
    'idps[1].provider',
  ],
  ['idps', 'a list that is none', 'tenants:\n      - acme.localhost', 'tenants: acme.localhost', 'idps[0].tenants'],
  [
    'ui',
    'a colour that is none',
    "color-accent: '#4de3ff'",
    'color-accent: bluish',
    'tenants.acme.localhost.theme.dark.color-accent',
  ],
  [
    'ui',
    'a logo from elsewhere',
    'logo: /assets/brand/acme.svg',
    'logo: https://evil.example/x.svg',
    'tenants.acme.localhost.brand.logo',
  ],
]

/** Documents that are no YAML of ours at all. */
const BROKEN: readonly (readonly [what: string, text: string])[] = [
  ['a bracket that stays open', 'tenants: ['],
  ['a tab for a blank', 'tenants:\n\tacme.localhost: []'],
  ['a key twice', 'tenants: {}\ntenants: {}'],
  ['an anchor', 'a: &a 1'],
  ['an alias', 'a: &a [x]\nb: *a'],
  [
    'a billion laughs',
    `a: &a [x,x]\n${'bcdefgh'
      .split('')
      .map((name, at) => `${name}: &${name} [*${'abcdefg'[at]},*${'abcdefg'[at]}]`)
      .join('\n')}`,
  ],
  ['a merge key', 'base: {}\ntenants:\n  <<: {}'],
  ['a tag', 'tenants: !!js/function "x"'],
  ['a directive', '%YAML 1.1\n---\ntenants: {}'],
  ['two documents', 'tenants: {}\n---\ntenants: {}'],
  ['__proto__', '__proto__: {}\ntenants: {}'],
  ['a list at the top', '- tenants'],
  ['a text at the top', 'tenants'],
  ['nothing', ''],
  ['two hundred levels', `a: ${'['.repeat(200)}${']'.repeat(200)}`],
  ['twenty thousand levels', '['.repeat(20_000)],
  ['half a megabyte', `# ${'x'.repeat(500_000)}`],
  ['a control character', 'tenants: "\u0007"'],
]

describe('a mistake', () => {
  test.each(MISTAKES)('%s: %s', async (kind, _what, from, to, where) => {
    const [before, revision] = [await manifests(), await script.liveRevision()]
    const text = files.get(kind) ?? ''
    expect(text).toContain(from)
    await stores.kv.put(keyOf(kind), text.replace(from, to))
    const { status, rejections } = await refreshed()
    expect(status).toBe(422)
    const first = rejections.find((rejection) => rejection.where === where)
    expect(rejections.map((rejection) => `${rejection.file} ${rejection.where}`)).toContain(
      `config/${kind}.yaml ${where}`,
    )
    expect(first?.why.length).toBeGreaterThan(10)
    expect(first?.column).toBeGreaterThan(0)
    // In the line that was changed, or below it where lines were added.
    const changedIn = lineOf(text, from)
    expect(first?.line).toBeGreaterThanOrEqual(changedIn)
    expect(first?.line).toBeLessThanOrEqual(changedIn + to.split('\n').length - 1)
    expect([await manifests(), await script.liveRevision()]).toEqual([before, revision])
  })

  test.each(BROKEN.map(([what, text], at) => ({ what, text, kind: KINDS[at % KINDS.length] ?? 'plugins' })))(
    '$kind: $what',
    async ({ kind, text }) => {
      const revision = await script.liveRevision()
      await stores.kv.put(keyOf(kind), text)
      const { status, rejections } = await refreshed()
      expect(status).toBe(422)
      expect(rejections.map(({ file }) => file)).toContain(keyOf(kind))
      expect(rejections.every(({ why }) => why.length > 5)).toBe(true)
      expect(await script.liveRevision()).toBe(revision)
      expect((await alice.call('hello', '/api/plugins/secure-echo')).status).toBe(200)
    },
  )

  test('in several files: all are named at once', async () => {
    await stores.kv.put(keyOf('ui'), 'tenants: [')
    await stores.kv.put(keyOf('settings'), 'environment: dev')
    await stores.kv.put(keyOf('plugins'), 'tenants:\n  acme.localhost:\n    - id: A\n      version: 1.0\n')
    const { rejections } = await refreshed()
    expect(rejections.map(({ file, line }) => `${file}:${line}`)).toEqual(
      expect.arrayContaining([
        'config/plugins.yaml:3',
        'config/plugins.yaml:4',
        'config/settings.yaml:1',
        'config/ui.yaml:1',
      ]),
    )
  })

  test.each(['routes', 'idps'] as const)('%s.yaml missing', async (kind) => {
    await stores.kv.delete(keyOf(kind))
    expect(await refreshed()).toMatchObject({ status: 422, rejections: [{ file: keyOf(kind), why: 'is missing' }] })
    expect((await alice.request('/api/session')).status).toBe(200)
  })

  test('put with wrangler', async () => {
    const revision = await script.liveRevision()
    await stack.wrangler('kv', 'key', 'put', '--local', '--binding', 'CONFIG', 'config/ui.yaml', 'tenants: 1')
    const { status, rejections } = await refreshed()
    expect([status, rejections[0]]).toEqual([
      422,
      expect.objectContaining({ file: 'config/ui.yaml', where: 'tenants', line: 1 }),
    ])
    expect(await script.liveRevision()).toBe(revision)
  })
})

describe('a good file', () => {
  const NEW = '/app/plugins/newcomer/1.0.0/index.esm.js'
  const ENTRY = [
    '    - id: newcomer',
    '      version: 1.0.0',
    '      bundle:',
    `        file: ${NEW}`,
    '      contributions:',
    '        routes:',
    '          - path: /newcomer',
    '            component: Newcomer',
    '      permissions:',
    '        api:',
    '          - method: GET',
    '            path: /api/sales/*',
    '',
  ].join('\n')

  test('flips the revision after one that was refused; what it adds is there, with its bytes pinned', async () => {
    const revision = await script.liveRevision()
    await stores.kv.put(keyOf('plugins'), 'tenants: [')
    expect((await refreshed()).status).toBe(422)
    const bytes = 'export const routes = {}\n'
    await stores.r2.put('plugins/newcomer/1.0.0/index.esm.js', Buffer.from(bytes))
    const text = (files.get('plugins') ?? '').replace('  globex.localhost:\n', `${ENTRY}  globex.localhost:\n`)
    await stores.kv.put(keyOf('plugins'), text)
    const [change] = await script.refresh()
    expect(change).toMatchObject({ tenant: ACME, added: ['newcomer'], changed: [], removed: [] })
    expect(change?.revision).not.toBe(revision)
    expect(await script.liveRevision()).toBe(change?.revision)
    const listed = await jsonOf<readonly { id: string; bundle: { url: string } }[]>(
      await alice.request('/api/plugins/manifests'),
    )
    const url = listed.find(({ id }) => id === 'newcomer')?.bundle.url ?? ''
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    expect(url).toBe(`/api/plugins/bundle/newcomer/1.0.0?h=${sha256}`)
    expect(await (await alice.request(url)).text()).toBe(bytes)
    expect((await alice.call('newcomer', '/api/sales/summary')).status).toBe(200)

    await stores.r2.put('plugins/newcomer/1.0.0/index.esm.js', Buffer.from('export const routes = { tampered: 1 }\n'))
    // An isolate serves the verified bytes it has for as long as `doorbell.storeMs`, then looks at the store again.
    let answer = await alice.request(url)
    for (; answer.status === 200; answer = await alice.request(url)) expect(await answer.text()).toBe(bytes)
    expect([answer.status, answer.headers.get('X-Integrity-Error')]).toEqual([409, '1'])
    expect(await answer.text()).not.toContain('tampered')
    await stores.r2.delete('plugins/newcomer/1.0.0/index.esm.js')
    expect((await alice.request(url)).status).toBe(404)

    await stores.kv.put(keyOf('plugins'), files.get('plugins') ?? '')
    expect(await script.refresh()).toMatchObject([{ tenant: ACME, added: [], removed: ['newcomer'] }])
    expect(await script.liveRevision()).toBe(revision)
    expect((await alice.call('newcomer', '/api/sales/summary')).status).toBe(403)
  })

  test('that widens what a plugin may do says so', async () => {
    const text = (files.get('plugins') ?? '').replace('path: /api/sales/*', 'path: /api/crud/*')
    await stores.kv.put(keyOf('plugins'), text)
    const answer = await jsonOf<{ tenants: readonly { widened: readonly unknown[] }[] }>(
      await script.post('/api/plugins/refresh'),
    )
    expect(answer.tenants[0]?.widened).toEqual([{ plugin: 'sales-analytics', what: 'may call GET /api/crud/*' }])
    await stores.kv.put(keyOf('plugins'), files.get('plugins') ?? '')
    await script.refresh()
  })

  test('that switches a plugin off takes it away, and its calls', async () => {
    const text = (files.get('plugins') ?? '').replace(
      'id: sales-analytics',
      'enabled: false\n      id: sales-analytics',
    )
    await stores.kv.put(keyOf('plugins'), text)
    await script.refresh()
    expect(await manifests()).not.toContain('"sales-analytics"')
    expect((await alice.call('sales-analytics', '/api/sales/summary')).status).toBe(403)
    expect((await alice.request('/api/plugins/bundle?entry=sales-analytics&id=sales-analytics')).status).toBe(404)
    await stores.kv.put(keyOf('plugins'), files.get('plugins') ?? '')
    await script.refresh()
    expect((await alice.call('sales-analytics', '/api/sales/summary')).status).toBe(200)
  })
})
