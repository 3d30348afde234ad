/** The operators' console: every page of it, worked by keyboard and mouse, against the product as it runs. */
import { readFileSync } from 'node:fs'
import type { BrowserContext, Page } from 'playwright-core'
import { expect, onTestFinished, test } from 'vitest'
import { rawRequest } from '../../../dev/raw-request.ts'
import { OPERATOR_ACTIONS } from '../../fixtures/operator-actions.ts'
import { jsonOf } from '../fixture/problem.ts'
import { Operator } from '../fixture/operator.ts'
import { findings, type Look } from './fixture/accessible.ts'
import { ACME, eventually, GLOBEX, OPS, useStage } from './fixture/stage.ts'

const stage = useStage()

/** Many steps, each a round through the gateway, beside whatever else the machine does. */
const LONG_TEST_MS = 150_000
/** When an open page is told that nobody is signed in any more. */
const HEARTBEAT_MS = 15_000
const FILE = 'config/plugins.yaml'
const REASON = 'Shows figures of another department'
/** Globex's entry for its first plugin, as the seed has it. */
const GRANTED = `      permissions:
        api:
          - method: GET
            path: /api/plugins/secure-echo
      contributions:
        routes:
          - path: /hello-page
            component: HelloPage
            title: Welcome`
const WIDER = GRANTED.replace(
  '            path: /api/plugins/secure-echo',
  '$&\n          - method: GET\n            path: /api/sales/*',
)
const MISTAKEN = WIDER.replace(
  'method: GET\n            path: /api/sales',
  'method: FETCH\n            path: /api/sales',
)

const operator = () => new Operator(stage().stack, GLOBEX)

interface File {
  readonly text: string
  readonly etag: string
}

async function readStored(): Promise<File> {
  return jsonOf<File>(await operator().request(`/api/ops/config?file=${FILE}`))
}

async function writeFile(text: string, etag: string): Promise<void> {
  const { port, operatorToken } = stage().stack
  const headers = { Authorization: `Bearer ${operatorToken}`, 'If-Match': `"${etag}"` }
  const init = { method: 'PUT', body: text, headers }
  const answer = await rawRequest(port, `${GLOBEX}:${port}`, `/api/ops/config?file=${FILE}`, init)
  expect(answer.status, await answer.text()).toBe(200)
}

/** Puts the file back, and makes it live, when the test is over. */
async function keepConfiguration(): Promise<File> {
  const file = await readStored()
  onTestFinished(async () => {
    await writeFile(file.text, (await readStored()).etag)
    await operator().refresh()
  })
  return file
}

async function openConsole(path: string, look: Look = 'light'): Promise<Page> {
  const { page, requests } = await stage().open(OPS, {
    as: 'olivia',
    path,
    options: { colorScheme: look, reducedMotion: 'reduce' },
    prepare: async (context: BrowserContext) => {
      await context.addInitScript(
        `if (location.protocol.startsWith("http")) localStorage.setItem('ee-mode', '${look}')`,
      )
    },
  })
  await isReady(page)
  expect(requests.filter((request) => request.includes('/api/plugins/bundle'))).toEqual([])
  return page
}

async function isReady(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor()
  await eventually(() => page.locator('[data-ee="skeleton"], [aria-busy="true"]').count()).toBe(0)
}

function editorOf(page: Page) {
  return page.getByRole('textbox', { name: `Text of ${FILE}` })
}

/** Puts a text in the place of the one there is, as people do with a long one. */
async function paste(page: Page, text: string): Promise<void> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`)
  await editorOf(page).focus()
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.press('ControlOrMeta+V')
}

/** Types a first line, key by key. */
async function typeFirstLine(page: Page, line: string): Promise<void> {
  await editorOf(page).focus()
  await page.keyboard.press('ControlOrMeta+Home')
  await page.keyboard.type(`${line}\n`)
}

test('a plugin is quarantined with a reason, found in the trail, and put back, without a mouse', async () => {
  const page = await openConsole(`/tenants/${ACME}/plugins/hello-widget`)
  await page.getByRole('button', { name: 'Quarantine' }).press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Quarantine hello-widget?' })
  await dialog.getByRole('button', { name: 'Quarantine' }).press('Enter')
  await dialog.getByText('Say why, for whoever finds it gone.').waitFor()
  await dialog.getByLabel('Reason').focus()
  await page.keyboard.insertText(REASON)
  await page.keyboard.press('Enter')

  const receipt = page.getByRole('status').filter({ hasText: 'hello-widget is quarantined' })
  await receipt.getByText('9 of 9 acknowledged').waitFor()
  await receipt.getByText('auth:account:demo:olivia').waitFor()
  const request = await receipt.locator('dt:text-is("Request") + dd').innerText()
  await page.getByText('Quarantined for this tenant').waitFor()
  const refused = await operatorOfAcme().request('/api/ops/explain?plugin=hello-widget')
  expect(await refused.text()).toContain(REASON)

  await page.getByRole('link', { name: 'Audit trail' }).press('Enter')
  await page.getByText('Chain verified').waitFor()
  await page.getByLabel('Who, what or which plugin').focus()
  await page.keyboard.insertText(request)
  await eventually(() => page.getByRole('rowheader').count()).toBe(2)
  await page.getByRole('cell', { name: new RegExp(`after: .*${REASON}`) }).waitFor()

  await page.getByRole('link', { name: 'Plugins' }).press('Enter')
  await page.getByRole('button', { name: 'Put back hello-widget' }).press('Enter')
  await page.getByRole('dialog').getByRole('button', { name: 'Put back' }).press('Enter')
  await page.getByText('hello-widget is back in service').waitFor()
  await page.getByRole('button', { name: 'Quarantine hello-widget' }).waitFor()
})

function operatorOfAcme(): Operator {
  return new Operator(stage().stack, ACME)
}

test('every gate is told, with who decided and what to do', async () => {
  const page = await openConsole(`/tenants/${ACME}/plugins/hello`)
  await page.getByLabel('Person').fill('auth:account:demo:bob')
  await page.getByLabel('Path of a call').fill('/api/crud/items')
  await page.keyboard.press('Enter')
  const gates = page.getByRole('region', { name: 'Gates' })
  await gates.getByText('This person gets 1 of its 2 contributions. The call would be refused.').waitFor()
  const denied = gates.getByRole('listitem').filter({ hasText: 'plugin.widget hello:HelloWidget' })
  expect(await denied.innerText()).toMatch(/Stop[^]*denied[^]*Decided by PDP/)
  const call = gates.getByRole('listitem').filter({ hasText: 'allow-list' })
  expect(await call.innerText()).toContain('add to permissions.api')
})

test('a mistake is shown at its line, mended, saved, made live, and rolled back', async () => {
  stage().provokes(/status of 422 .*\/api\/ops\/config/)
  const { text } = await keepConfiguration()
  expect(text).toContain(GRANTED)
  const page = await openConsole(`/tenants/${GLOBEX}/configuration`)
  const mistaken = text.replace(GRANTED, MISTAKEN)
  await paste(page, mistaken)
  await page.getByRole('button', { name: 'Save' }).click()
  const line = mistaken.split('\n').findIndex((each) => each.includes('FETCH')) + 1
  await page.getByRole('alert').getByText('Not accepted: 1 mistake. Nothing was written.').waitFor()
  await page.getByRole('button', { name: `Line ${line}`, exact: true }).click()
  await page.locator('.cm-lint-marker-error').waitFor()
  expect(await page.locator('.cm-activeLine').innerText()).toBe('          - method: FETCH')
  expect(await page.locator('.cm-lintRange-error').innerText()).toContain('FETCH')
  await stage().screenshot(page, 'console-mistake')
  expect(await findings(page)).toEqual([])
  expect((await readStored()).text).toBe(text)

  await paste(page, text.replace(GRANTED, WIDER))
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Saved, and not live yet').waitFor()
  expect((await readStored()).text).toBe(text.replace(GRANTED, WIDER))
  await page.getByRole('button', { name: `Refresh ${GLOBEX}` }).click()
  const receipt = page.getByRole('status').filter({ hasText: 'The configuration is live' })
  await receipt.getByText('Wider: hello-page may call GET /api/sales/*').waitFor()

  await page.getByRole('link', { name: 'Plugins' }).click()
  await page.getByRole('link', { name: 'hello-page' }).click()
  await page.getByText('Wider than before:').waitFor()
  const added = page.getByRole('listitem').filter({ hasText: 'GET /api/sales/*' })
  await added.getByRole('img', { name: 'added' }).waitFor()
  await stage().screenshot(page, 'console-difference')

  await page.getByRole('link', { name: 'Revisions' }).click()
  await page
    .getByRole('button', { name: /^Roll back to/ })
    .first()
    .click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('hello-page: GET /api/sales/* goes away').waitFor()
  expect(await findings(page)).toEqual([])
  await stage().screenshot(page, 'console-rollback')
  await dialog.getByRole('button', { name: 'Roll back' }).click()
  await page.getByText(`${GLOBEX} is back at`).waitFor()
})

test('what somebody else wrote meanwhile is neither lost nor hidden', async () => {
  stage().provokes(/status of 409 .*\/api\/ops\/config/)
  const file = await keepConfiguration()
  const page = await openConsole(`/tenants/${GLOBEX}/configuration`)
  await typeFirstLine(page, '# mine')
  await writeFile(`# theirs\n${file.text}`, file.etag)
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Somebody else has changed this file meanwhile').waitFor()
  expect((await readStored()).text).toBe(`# theirs\n${file.text}`)

  // Another page of the console, and back: what was typed is still there.
  await page.getByRole('link', { name: 'Revisions' }).click()
  await page.getByRole('link', { name: 'Configuration' }).click()
  await editorOf(page).getByText('# mine').waitFor()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: 'Take theirs' }).click()
  await editorOf(page).getByText('# theirs').waitFor()
})

test('a check says what a refresh would change, and changes nothing', async () => {
  const { text } = await keepConfiguration()
  const page = await openConsole(`/tenants/${GLOBEX}/configuration`)
  await paste(page, text.replace(GRANTED, WIDER))
  await page.getByRole('button', { name: 'Check' }).click()
  await page.getByText('Sound: this is what a refresh would change').waitFor()
  await page.getByText('Wider: hello-page may call GET /api/sales/*').waitFor()
  expect((await readStored()).text).toBe(text)
})

test(
  'a rollout is begun, seen to be halted, begun again, widened with the slider, and ended',
  async () => {
    await keepConfiguration()
    const page = await openConsole(`/tenants/${GLOBEX}/plugins/hello-page`)
    await page.getByLabel('Version', { exact: true }).fill('1.1.0')
    const bundle = 'export const routes = { HelloPage: () => null }'
    await page.getByLabel('Bundle').setInputFiles(fileOf('index.esm.js', bundle))
    await page.getByRole('button', { name: 'Begin the rollout' }).click()
    await page.getByText('10 % have hello-page 1.1.0').waitFor()

    const halt = [
      'kv',
      'key',
      'put',
      '--local',
      '--binding',
      'CONFIG',
      `rollout/${GLOBEX}/hello-page/1.1.0`,
      'It threw',
    ]
    await stage().stack.wrangler(...halt)
    await operator().refresh()
    await page.getByRole('link', { name: 'Plugins' }).click()
    await page.getByText('1.1.0 halted').waitFor()
    await page.getByRole('link', { name: 'hello-page' }).click()
    const note = page.getByRole('alert').filter({ hasText: 'Halted: everybody has the version before' })
    await note.getByText('It threw').waitFor()
    await stage().screenshot(page, 'console-halted')
    await page.getByRole('button', { name: 'Begin again with 10 %' }).click()
    await note.waitFor({ state: 'detached' })

    const slider = page.getByRole('slider', { name: /People with 1\.1\.0/ })
    await slider.focus()
    await page.keyboard.press('End')
    await page.keyboard.press('ArrowLeft')
    await page.getByRole('button', { name: 'Set to 99 %' }).press('Enter')
    await page.getByText('99 % have hello-page 1.1.0').waitFor()
    expect((await readStored()).text).toContain('percent: 99')
    await eventually(() => slider.inputValue()).toBe('99')
    expect(await findings(page)).toEqual([])
    await stage().screenshot(page, 'console-rollout')
    await page.getByRole('button', { name: 'End it: 1.0.0 for everybody' }).press('Enter')
    await page.getByText('Everybody has hello-page 1.0.0').waitFor()
    expect((await readStored()).text).not.toContain('rollout')
  },
  LONG_TEST_MS,
)

function fileOf(name: string, text: string) {
  return { name, mimeType: 'application/octet-stream', buffer: Buffer.from(text) }
}

test(
  'a version is published, mounted in an open page of its tenant, switched off and on, and removed',
  async () => {
    // A page whose plugin goes away asks why.
    stage().provokes(/status of 422 .*\/api\/ops\/entries/, /status of 404 .*\/bundle\/console-made\//)
    await keepConfiguration()
    const made = 'Made in the console'
    const { page: portal } = await stage().open(GLOBEX, { as: 'gina' })
    await portal.locator('[data-slot="dashboard.main"] > [data-plugin]').first().waitFor()
    const page = await openConsole(`/tenants/${GLOBEX}`)
    await page.getByRole('button', { name: 'Publish a version' }).click()
    const dialog = page.getByRole('dialog')
    const manifest = `id: console-made
version: '1.0.0'
contributions:
  widgets:
    - { slot: dashboard.main, component: Made, tittle: Made }
permissions:
  api:
    - { method: GET, path: /api/sales/* }
`
    const bundle = `import { createElement } from 'react'
export const widgets = { Made: () => createElement('p', null, '${made}') }
`
    await dialog.getByLabel('Bundle').setInputFiles(fileOf('index.esm.js', bundle))
    await dialog.getByLabel('Manifest').setInputFiles(fileOf('manifest.yaml', manifest.replace('GET', 'FETCH')))
    await dialog.getByRole('button', { name: 'Check' }).click()
    await dialog.getByText('This cannot be published').waitFor()
    await dialog.getByRole('cell', { name: /must be one of GET/ }).waitFor()
    await dialog.getByLabel('Manifest').setInputFiles(fileOf('manifest.yaml', manifest))
    await dialog.getByRole('button', { name: 'Check' }).click()
    await dialog.getByText('Wider: console-made may call GET /api/sales/*').waitFor()
    await dialog.getByText('did you mean title?').waitFor()
    expect(await findings(page)).toEqual([])
    await stage().screenshot(page, 'console-publish')
    await dialog.getByRole('button', { name: 'Publish, and grant that' }).click()
    await page.getByText('console-made 1.0.0 is live').waitFor()
    await portal.getByText(made).waitFor()

    await page.getByRole('link', { name: 'console-made' }).click()
    await page.getByRole('button', { name: 'Disable' }).click()
    await dialog.getByText('Changed: console-made').waitFor()
    await dialog.getByRole('button', { name: 'Disable' }).click()
    await page.getByText('console-made is disabled').waitFor()
    await eventually(() => portal.getByText(made).count()).toBe(0)
    await page.getByRole('button', { name: 'Enable' }).click()
    await dialog.getByText('Wider: console-made may call GET /api/sales/*').waitFor()
    await dialog.getByRole('button', { name: 'Enable' }).click()
    await page.getByText('console-made is enabled').waitFor()
    await portal.getByText(made).waitFor()
    await page.getByRole('button', { name: 'Remove' }).click()
    await dialog.getByText('Removed: console-made').waitFor()
    await dialog.getByRole('button', { name: 'Remove' }).click()
    await page.getByRole('heading', { level: 1, name: 'Plugins' }).waitFor()
    await page.getByRole('rowheader', { name: 'hello-page' }).waitFor()
    expect(await page.getByRole('rowheader', { name: 'console-made' }).count()).toBe(0)
  },
  LONG_TEST_MS,
)

test('everything is exported; an archive is checked as a whole before anything of it is written', async () => {
  stage().provokes(/status of 422 .*\/api\/ops\/import/)
  const page = await openConsole(`/tenants/${GLOBEX}/configuration`)
  const downloading = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Export' }).click()
  const archive = await (await downloading).path()
  await page.getByRole('button', { name: 'Import' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Archive').setInputFiles(fileOf('broken.tar.gz', 'no archive'))
  await dialog.getByRole('button', { name: 'Check' }).click()
  await dialog.getByText('This cannot be imported').waitFor()
  await dialog.getByLabel('Archive').setInputFiles(archive)
  await dialog.getByRole('button', { name: 'Check' }).click()
  await dialog.getByText('Everything is there already.').waitFor()
  expect(await findings(page)).toEqual([])
  await stage().screenshot(page, 'console-import')
  await dialog.getByRole('button', { name: 'Import' }).click()
  await page.getByText(/^0 written, \d+ were there already/).waitFor()
})

test('a person is signed out, and their open page says so', async () => {
  stage().provokes(/status of 401 /)
  const { page: portal } = await stage().open(GLOBEX, { as: 'gina', alone: true })
  await portal.locator('[data-slot="dashboard.main"] > [data-plugin]').first().waitFor()
  const page = await openConsole(`/tenants/${GLOBEX}/sessions`)
  await page.getByRole('button', { name: 'End their sessions' }).press('Enter')
  await page.getByText('Say who.').waitFor()
  await page.getByLabel('Person').fill('gina')
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'End every session of gina?' })
  expect(await findings(page)).toEqual([])
  await stage().screenshot(page, 'console-sign-out')
  await dialog.getByRole('button', { name: 'End them' }).press('Enter')
  await page.getByText(/^\d+ sessions? of auth:account:demo:gina ended$/).waitFor()
  await stage().screenshot(page, 'console-signed-out')
  await portal.getByRole('heading', { level: 1, name: 'Your session has ended' }).waitFor({ timeout: 2 * HEARTBEAT_MS })
})

test('the whole audit trail is taken away as a file', async () => {
  const page = await openConsole(`/tenants/${ACME}/audit`)
  const downloading = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Export' }).click()
  const download = await downloading
  expect(download.suggestedFilename()).toMatch(/^audit-acme\.localhost-.*\.json$/)
  const trail: unknown = JSON.parse(readFileSync(await download.path(), 'utf8'))
  expect(trail).toMatchObject({ tenant: ACME, head: { seq: expect.any(Number) } })
})

test('the gates are told of a text that is not saved', async () => {
  const { text } = await keepConfiguration()
  const page = await openConsole(`/tenants/${GLOBEX}/configuration`)
  await paste(page, text.replace('      title: Welcome\n      engine', '      enabled: false\n$&'))
  await page.getByLabel('Plugin', { exact: true }).fill('hello-page')
  await page.getByLabel('Person').fill('gina')
  await page.keyboard.press('Enter')
  const gates = page.getByRole('region', { name: 'Gates' })
  await stage().screenshot(page, 'console-explain-draft')
  await gates.getByText('the manifest says enabled: false').waitFor()
  expect((await readStored()).text).toBe(text)
})

test('whatever the API and the command line do, the console has a place for', async () => {
  await keepConfiguration()
  const disabled = { method: 'PATCH', body: '{"enabled":false}' }
  expect((await operator().request('/api/ops/entries/hello-page', disabled)).status).toBe(200)
  const pages = Map.groupBy(OPERATOR_ACTIONS, (action) => action.console.page)
  const page = await openConsole(`/tenants/${GLOBEX}`)
  for (const [place, actions] of pages) {
    const path = place === 'plugin' ? '/plugins/hello-page' : place === 'overview' ? '' : `/${place}`
    await page.goto(stage().url(OPS, `/tenants/${GLOBEX}${path}`))
    for (const { does, console: there } of actions) {
      // What is off can be switched on.
      const name = there.name === 'Disable' ? 'Enable' : there.name
      await page
        .getByRole(there.role, { name, exact: false })
        .first()
        .waitFor()
        .catch((cause: unknown) => {
          throw new Error(`${does}: no ${there.role} “${name}” on ${place}`, { cause })
        })
    }
  }
})

test('the tenant is changed on every page but the plugin’s, which leads to all of the other tenant’s', async () => {
  const page = await openConsole(`/tenants/${ACME}/audit`)
  const choose = async (tenant: string): Promise<void> => {
    await page.getByRole('combobox', { name: 'Tenant' }).click()
    await page.getByRole('option', { name: tenant, exact: true }).click()
  }
  await choose(GLOBEX)
  await eventually(() => new URL(page.url()).pathname).toBe(`/tenants/${GLOBEX}/audit`)
  await page.goto(stage().url(OPS, `/tenants/${ACME}/plugins/hello`))
  await isReady(page)
  await choose(GLOBEX)
  await page.getByRole('heading', { level: 1, name: 'Plugins' }).waitFor()
  await page.getByRole('rowheader', { name: 'hello-page' }).waitFor()
  expect(new URL(page.url()).pathname).toBe(`/tenants/${GLOBEX}`)
})

test.each(['/tenants/nobody.localhost', `/tenants/${ACME}/nothing`, '/plugins/hello'])(
  '%s is no page of the console',
  async (path) => {
    const page = await openConsole(path)
    await page.getByRole('heading', { name: 'There is no such page' }).waitFor()
  },
)

test('a plugin that the tenant has not says so', async () => {
  stage().provokes(/status of 404 .*\/api\/ops\/plugin\?/)
  const page = await openConsole(`/tenants/${ACME}/plugins/nothing`)
  await page.getByText('The plugin cannot be shown').waitFor()
})

const PAGES = [
  ['plugins', `/tenants/${ACME}`],
  ['plugin', `/tenants/${ACME}/plugins/inventory`],
  ['revisions', `/tenants/${ACME}/revisions`],
  ['audit', `/tenants/${ACME}/audit`],
  ['sessions', `/tenants/${ACME}/sessions`],
  ['configuration', `/tenants/${ACME}/configuration`],
] as const

for (const look of ['light', 'dark'] as const) {
  test.each(PAGES)(`%s is sound to axe, ${look}, wide and narrow`, async (name, path) => {
    const page = await openConsole(path, look)
    if (name === 'configuration') await editorOf(page).waitFor()
    if (name === 'plugin') {
      await page.getByLabel('Person').fill('auth:account:demo:bob')
      await page.keyboard.press('Enter')
      await page.getByRole('region', { name: 'Gates' }).waitFor()
    }
    expect(await findings(page, look)).toEqual([])
    await stage().screenshot(page, `console-${name}-${look}`)
    await page.setViewportSize({ width: 390, height: 800 })
    await stage().screenshot(page, `console-${name}-${look}-narrow`)
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0)
    // Width changes no colour.
    expect(look === 'light' ? await findings(page) : []).toEqual([])
  })
}
