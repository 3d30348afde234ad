/** A plugin under development in an open page: it swaps by itself, and what goes wrong is told to its author. */
import { describe, expect, test } from 'vitest'
import type { DevelopmentFinding } from '#core/development-finding'
import { followDevelopment } from '../../spa/host/development.ts'
import { buildOf } from '../../spa/host/plugin-state.ts'
import { pluginsOf } from '../../spa/host/store.ts'
import { placeOf } from '../../spa/host/thrown.ts'
import { arrange, deciding, manifest, problem } from './scripted-gateway.ts'

const MANIFESTS = '/api/plugins/manifests'
const PAGE = { origin: 'http://acme.localhost', pointingAt: () => [] }

function draft(build: string, findings: readonly DevelopmentFinding[] = [], grants = '{}') {
  const declared = manifest('draft', '*', [], '0.1.0')
  const url = declared.bundle.url.replace('h=00', `h=${build}`)
  return { ...declared, bundle: { url, integrity: `sha256:${build}` }, development: { findings, grants } }
}

function jsonOf(body: unknown): unknown {
  return JSON.parse(typeof body === 'string' ? body : 'null')
}

type Arranged = ReturnType<typeof arrange>

async function developing(...manifests: readonly object[]): Promise<Arranged> {
  const gateway = arrange({ [MANIFESTS]: () => Response.json(manifests) })
  await gateway.host.start()
  await gateway.tell('plugins', 'r1')
  gateway.imported.length = 0
  return gateway
}

function shown({ host }: Arranged) {
  return pluginsOf(host.store).map(({ manifest: { bundle }, load, next }) => [
    bundle.url.slice(-2),
    load.state,
    next === null ? null : 'next',
  ])
}

async function offer(gateway: Arranged, ...manifests: readonly object[]): Promise<void> {
  gateway.answers[MANIFESTS] = () => Response.json(manifests)
  await gateway.tell('plugins')
}

test('a new build takes over at once, without a reload and without a word of the person', async () => {
  const gateway = await developing(draft('aa'))
  await offer(gateway, draft('bb'))
  expect(shown(gateway)).toEqual([['bb', 'loaded', null]])
  expect(gateway.imported).toEqual([draft('bb').bundle.url])
})

test('one that does not load is shown as it is', async () => {
  const gateway = await developing(draft('aa'))
  gateway.answers[`import ${draft('bb').bundle.url}`] = () => Response.json({})
  await offer(gateway, draft('bb'))
  expect(shown(gateway)).toEqual([['bb', 'failed', null]])
})

test('what was published comes back at once when its author is done', async () => {
  const published = manifest('draft', '*', [], '1.0.0')
  const gateway = await developing(published)
  await offer(gateway, draft('bb'))
  expect(shown(gateway)).toEqual([['bb', 'loaded', null]])
  await offer(gateway, published)
  expect(shown(gateway)).toEqual([['00', 'loaded', null]])
})

test('findings alone change nothing that runs', async () => {
  const gateway = await developing(draft('aa'))
  const finding = {
    severity: 'error' as const,
    file: 'src/index.tsx',
    line: 1,
    column: 1,
    rule: 'build',
    message: 'no',
    fix: '',
  }
  await offer(gateway, draft('aa', [finding]))
  expect(gateway.imported).toEqual([])
  expect(pluginsOf(gateway.host.store)[0]?.manifest.development?.findings).toEqual([finding])
})

test('a version that is only published is offered, as ever', async () => {
  const gateway = await developing(manifest('draft', '*', ['Widget'], '1.0.0'))
  await offer(gateway, manifest('draft', '*', ['Widget'], '1.1.0'))
  expect(shown(gateway)).toEqual([['00', 'loaded', 'next']])
})

test('a refused call stands beside the plugin, with what its manifest lacks, until the next build', async () => {
  const gateway = await developing(draft('aa'))
  const fix = 'Add to permissions.api of the manifest: - { method: GET, path: /api/x }'
  gateway.answers['/api/x'] = () => {
    const body = { status: 403, code: 'allowlist_violation', title: 'Not on the allow-list', fix }
    return new Response(JSON.stringify(body), { status: 403, headers: { 'Content-Type': 'application/problem+json' } })
  }
  const { host } = gateway
  const call = async (): Promise<unknown> => {
    const [plugin] = pluginsOf(host.store)
    return plugin && host.sdkOf(plugin).sdk.api.fetch('/api/x')
  }
  await expect(call()).rejects.toMatchObject({ code: 'allowlist_violation' })
  await expect(call()).rejects.toMatchObject({ code: 'allowlist_violation' })
  expect(host.troubles.of(buildOf(draft('aa')))).toEqual([
    { message: 'Not on the allow-list (allowlist_violation)', fix },
  ])
  await offer(gateway, draft('bb'))
  expect(host.troubles.of(buildOf(draft('bb')))).toEqual([])
})

test('a list that admits more is a new build of the same bundle: what was refused is forgotten', async () => {
  const gateway = await developing(draft('aa'))
  const { store, troubles } = gateway.host
  troubles.add(buildOf(draft('aa')), { message: 'refused', fix: null })
  store.send({ type: 'crashed', id: 'draft', component: 'Page', message: 'refused' })
  await offer(gateway, draft('aa', [], '{"api":["more"]}'))
  expect(gateway.imported).toEqual([])
  const [now] = pluginsOf(store)
  expect(now && buildOf(now.manifest)).not.toBe(buildOf(draft('aa')))
  expect(now && troubles.of(buildOf(now.manifest))).toEqual([])
  expect(now?.crashes).toEqual({})
  expect(shown(gateway)).toEqual([['aa', 'loaded', null]])
})

test('the author is told what became of each build, once', async () => {
  const notes: unknown[] = []
  const gateway = await developing(draft('aa'), manifest('hello'))
  const { store, troubles } = gateway.host
  const fetch = async (path: string, { body }: RequestInit) => {
    notes.push(path, jsonOf(body))
    return problem(404, 'not_found')
  }
  followDevelopment({ store, troubles, fetch, page: PAGE })
  const about = { plugin: 'draft', what: 'failed', about: 'missing_export', message: 'The bundle lacks Page' }
  expect(notes.splice(0)).toEqual(['/api/dev/notes', { notes: [about] }])
  store.send({ type: 'crashed', id: 'draft', component: 'Page', message: 'boom' })
  expect(notes.splice(0)).toEqual([
    '/api/dev/notes',
    { notes: [{ plugin: 'draft', what: 'threw', about: 'Page', message: 'boom' }] },
  ])
  store.send({ type: 'crashed', id: 'hello', component: 'Page', message: 'boom' })
  expect(notes).toEqual([])
})

describe('what the page’s policy stops', () => {
  const violation = {
    effectiveDirective: 'img-src',
    blockedURI: 'https://cdn.example/x.png',
    sourceFile: '',
    lineNumber: 0,
    columnNumber: 0,
  }
  const words = 'img-src stopped https://cdn.example/x.png'
  const whole = `${PAGE.origin}${draft('aa').bundle.url}`
  const whoever = '; the browser does not say whose code it was'

  test.each<readonly [where: string, Partial<typeof violation>, pointing: readonly string[], told: string | null]>([
    ['by its whole address', { sourceFile: whole, lineNumber: 3, columnNumber: 9 }, [], `${words} (bundle 3:9)`],
    [
      'by an address without its query, as Chromium has it',
      { sourceFile: whole.replace(/\?.*/, ''), lineNumber: 3, columnNumber: 9 },
      [],
      `${words} (bundle 3:9)`,
    ],
    ['by an element in the page alone', {}, ['draft'], words],
    ['by nothing', {}, [], words + whoever],
    ['of the neighbour, by an element', {}, ['hello'], null],
    ['of the neighbour, by its address', { sourceFile: whole.replace('draft', 'hello') }, ['draft'], null],
    ['of an extension of the browser', { sourceFile: 'chrome-extension://abc/x.js' }, ['draft'], null],
  ])('is told to its author: %s', async (_, more, pointing, told) => {
    const notes: unknown[] = []
    const gateway = await developing(draft('aa'), manifest('hello'))
    const { store, troubles } = gateway.host
    const fetch = async (path: string, { body }: RequestInit) => {
      notes.push(path, jsonOf(body))
      return problem(404, 'not_found')
    }
    const page = { ...PAGE, pointingAt: () => pointing }
    const violated = followDevelopment({ store, troubles, fetch, page })
    notes.length = 0
    violated({ ...violation, ...more })
    violated({ ...violation, ...more })
    const note = { plugin: 'draft', what: 'violation', about: 'img-src', message: told }
    expect(notes).toEqual(told === null ? [] : ['/api/dev/notes', { notes: [note] }])
    const shownBeside = troubles.of(buildOf(draft('aa'))).map(({ message }) => message)
    expect(shownBeside).toEqual(told === null ? [] : [`Content-Security-Policy: ${told}`])
  })
})

test('what a plugin throws is told with its place in the bundle, where the browser says one', () => {
  const { url } = draft('aa').bundle
  const thrown = Object.assign(new Error('boom'), {
    stack: `Error: boom\n    at Page (http://acme.localhost${url}:48:26)`,
  })
  expect([placeOf(thrown, url), placeOf('boom', url), placeOf(new Error('boom'), url)]).toEqual([
    ' (bundle 48:26)',
    '',
    '',
  ])
})

test('what the policy denies is told, for nothing else would show why nothing shows', async () => {
  const notes: unknown[] = []
  const gateway = await developing(draft('aa'))
  gateway.answers['/access/v1/evaluations'] = deciding(() => false)
  await offer(gateway, draft('bb'))
  const { store, troubles } = gateway.host
  const fetch = async (_: string, { body }: RequestInit) => {
    notes.push(jsonOf(body))
    return problem(404, 'not_found')
  }
  followDevelopment({ store, troubles, fetch, page: PAGE })
  expect(notes).toMatchObject([{ notes: [{ plugin: 'draft', what: 'denied', about: 'Page' }] }])
})
