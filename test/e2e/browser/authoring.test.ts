/** A plugin from nothing: made outside of the repository, worked on in an open page, published, and built by other tools. */
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Author, REPOSITORY } from './fixture/author.ts'
import { cardOf } from './fixture/dashboard.ts'
import { ACME, eventually, useStage } from './fixture/stage.ts'

const stage = useStage()

let author: Author
/** One page for all of it: whatever happens, it is never loaded again. */
let page: Page
let card: Locator

beforeAll(async () => {
  author = new Author(stage().stack)
  await author.run(
    author.folder,
    'npm',
    'run',
    '--silent',
    '--prefix',
    REPOSITORY,
    'plugin:new',
    '--',
    'my-plugin',
    '--yes',
  )
})

afterAll(() => author.leave())

/** What a page or the gateway told the author of the last build. */
function notes(kind: string): readonly unknown[] {
  return author.said.filter(({ event }) => event === kind)
}

async function open(): Promise<void> {
  const opened = await stage().open(ACME, { as: 'alice' })
  page = opened.page
  card = cardOf(page, 'my-plugin')
}

test('it builds, passes its own tests, and the check has nothing to say', async () => {
  expect(await author.run(author.at('my-plugin'), 'npm', 'test')).toMatch(/Tests +3 passed/)
  expect(await author.script('check')).toContain('my-plugin 0.1.0 can be published')
})

test('a change shows in the open page without a reload; what goes wrong is told in both places', async () => {
  stage().provokes(/403/, /404/, /img-src/)
  await open()
  author.dev()
  await card.getByText('Hello, auth:account:demo:alice.').waitFor()
  await page.evaluate('globalThis.untouched = true')
  await eventually(() => notes('page')).toContainEqual(expect.objectContaining({ what: 'mounted' }))

  author.edit('my-plugin/src/widget.tsx', 'Hello, {who}', 'Welcome, {who}')
  await card.getByText('Welcome, auth:account:demo:alice.').waitFor()

  author.edit('my-plugin/src/widget.tsx', '</Stack>', '</Stakc>')
  const said = page.locator('[data-plugin="my-plugin"] [data-host="development"]').first()
  await said.getByText('The last change is not shown').waitFor()
  await said.getByText(/src\/widget\.tsx:\d+:\d+/).waitFor()
  await card.getByText('Welcome, auth:account:demo:alice.').waitFor()
  await eventually(() => notes('broken')).toHaveLength(1)

  author.edit('my-plugin/src/widget.tsx', '</Stakc>', '<img alt="" src="https://cdn.example/x.png" /></Stack>')
  await said.getByText(/^Content-Security-Policy: img-src stopped https:\/\/cdn.example\/x.png$/).waitFor()
  await eventually(() => notes('page')).toContainEqual(expect.objectContaining({ what: 'violation', about: 'img-src' }))

  author.edit('my-plugin/src/widget.tsx', '<img alt="" src="https://cdn.example/x.png" />', '')
  author.edit('my-plugin/src/widget.tsx', "'/api/plugins/secure-echo'", "'/api/crud/items'")
  const line = '- { method: GET, path: /api/crud/items }'
  await said.getByText(`Add to permissions.api of the manifest: ${line}`).waitFor()
  await eventually(() => notes('call')).toContainEqual(
    expect.objectContaining({ path: '/api/crud/items', outcome: 'allowlist_violation' }),
  )
  await stage().screenshot(page, 'development')

  expect(await author.script('learn', '--write')).toContain(`Added to manifest.yaml:\n  ${line}`)
  expect(author.read('my-plugin/manifest.yaml')).toContain(`    ${line}\n`)
  // The same bundle, which may now do what it was refused: it begins anew, and asks again.
  await said.waitFor({ state: 'detached' })
  await card.getByText('Welcome, .').waitFor()
  author.edit('my-plugin/src/widget.tsx', "'/api/crud/items'", "'/api/plugins/secure-echo'")
  await card.getByText('Welcome, auth:account:demo:alice.').waitFor()

  await author.stopDev()
  await card.getByText('is gone').waitFor()
  expect(await page.evaluate('globalThis.untouched')).toBe(true)
})

test('the other recipes’ bundles of the same source mount as well', async () => {
  stage().provokes(/404/)
  await open()
  author.said.length = 0
  author.dev('--bundle', 'dist/index.esm.js')
  const mounted = (): number => author.said.filter(({ event, what }) => event === 'page' && what === 'mounted').length
  await eventually(mounted).toBe(1)
  const folder = author.at('my-plugin')
  const bin = (name: string): string => join(REPOSITORY, 'node_modules/.bin', name)
  const recipes = join(REPOSITORY, 'test/fixtures/recipes')
  const external = ['react', 'react-dom', '@empowernow/ui'].map((name) => `--external:${name}`)
  const esbuild = ['--bundle', '--format=esm', '--platform=browser', '--target=es2020', '--outfile=dist/index.esm.js']
  await author.run(folder, bin('esbuild'), 'src/index.tsx', ...esbuild, ...external)
  await eventually(mounted).toBe(2)
  await author.run(folder, bin('rollup'), '-c', join(recipes, 'rollup/rollup.config.mjs'))
  await eventually(mounted).toBe(3)
  await author.run(folder, bin('vite'), 'build', '--config', join(recipes, 'vite/vite.config.mjs'))
  await eventually(mounted).toBe(4)
  await card.getByText('Welcome, auth:account:demo:alice.').waitFor()
  expect(author.said.filter(({ what }) => what === 'failed' || what === 'threw')).toEqual([])
  await author.stopDev()
})

test('what is published stays, for everybody', async () => {
  stage().provokes(/404/) // of the page, which asks why the plugin is gone once it is removed
  await author.script('publish:local')
  try {
    await open()
    await card.getByText('Welcome, auth:account:demo:alice.').waitFor()
    expect(await page.locator('[data-host="development"]').count()).toBe(0)
  } finally {
    await author.experience('remove', 'my-plugin', '--tenant', ACME, '--yes')
  }
})
