/** A plugin under development in an open page: it swaps by itself, and what goes wrong is told to its author. */
import { expect, test } from 'vitest'
import { followDevelopment } from '../../spa/host/development.ts'
import { pluginsOf } from '../../spa/host/store.ts'
import { arrange, deciding, manifest, problem } from './scripted-gateway.ts'

const MANIFESTS = '/api/plugins/manifests'

function draft(build: string, findings: readonly unknown[] = []) {
  const declared = manifest('draft', '*', [], '0.1.0')
  const url = declared.bundle.url.replace('h=00', `h=${build}`)
  return { ...declared, bundle: { url, integrity: `sha256:${build}` }, development: { findings } }
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
    severity: 'error',
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
  expect(host.troubles.of(draft('aa').bundle.url)).toEqual([
    { message: 'Not on the allow-list (allowlist_violation)', fix },
  ])
  await offer(gateway, draft('bb'))
  expect(host.troubles.of(draft('bb').bundle.url)).toEqual([])
})

test('the author is told what became of each build, once', async () => {
  const notes: unknown[] = []
  const gateway = await developing(draft('aa'), manifest('hello'))
  const { store, troubles } = gateway.host
  const fetch = async (path: string, { body }: RequestInit) => {
    notes.push(path, jsonOf(body))
    return problem(404, 'not_found')
  }
  const violated = followDevelopment({ store, troubles, fetch })
  const about = { plugin: 'draft', what: 'failed', about: 'missing_export', message: 'The bundle lacks Page' }
  expect(notes.splice(0)).toEqual(['/api/dev/notes', { notes: [about] }])
  store.send({ type: 'crashed', id: 'draft', component: 'Page', message: 'boom' })
  expect(notes.splice(0)).toEqual([
    '/api/dev/notes',
    { notes: [{ plugin: 'draft', what: 'threw', about: 'Page', message: 'boom' }] },
  ])
  store.send({ type: 'crashed', id: 'hello', component: 'Page', message: 'boom' })
  expect(notes).toEqual([])
  const violation = {
    effectiveDirective: 'img-src',
    blockedURI: 'https://cdn.example/x.png',
    lineNumber: 3,
    columnNumber: 9,
  }
  violated({ ...violation, sourceFile: 'http://acme.localhost/assets/host.js' })
  expect(notes).toEqual([])
  violated({ ...violation, sourceFile: `http://acme.localhost${draft('aa').bundle.url}` })
  const message = 'img-src stopped https://cdn.example/x.png (bundle 3:9)'
  expect(notes.splice(0)).toEqual([
    '/api/dev/notes',
    { notes: [{ plugin: 'draft', what: 'violation', about: 'img-src', message }] },
  ])
  expect(troubles.of(draft('aa').bundle.url)).toMatchObject([{ message: `Content-Security-Policy: ${message}` }])
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
  followDevelopment({ store, troubles, fetch })
  expect(notes).toMatchObject([{ notes: [{ plugin: 'draft', what: 'denied', about: 'Page' }] }])
})
