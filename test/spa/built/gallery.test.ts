import { AxeBuilder } from '@axe-core/playwright'
import { join } from 'node:path'
import { mkdir } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest'
import { launchBrowser } from '../../../dev/browser.ts'
import { buildClient } from '../../../spa/build/client.ts'
import { BOOT_SKELETON } from '../../../spa/build/document.ts'
import { servePage } from './page-server.ts'
import { buildRecipe, RECIPES } from './recipes.ts'
import { ROOT } from './root.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** Pictures of the gallery go here when it is set. */
const PICTURES = process.env['GALLERY_PICTURES']

/** A page with axe on it takes seconds where other tests share the processor. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

process.env['NODE_ENV'] = 'production'
const folder = await temporaryFolder()
const entries = { host: 'test/spa/gallery/main.tsx', ops: 'test/spa/gallery/recipes.tsx' }
const shell = await buildClient(ROOT, folder, entries)
const bundles = await Promise.all(
  RECIPES.map(async (name) => [`/recipes/${name}.js`, await buildRecipe(name)] as const),
)
const files = new Map([['/recipes', shell.ops], ...bundles])
const server = await servePage(join(folder, 'client'), shell.host, shell.importMapHash, files)
const browser = await launchBrowser()
if (PICTURES) await mkdir(PICTURES, { recursive: true })

let page: Page
const complaints: string[] = []

beforeEach(async () => {
  complaints.length = 0
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
  page = await context.newPage()
  page.on('console', (message) => complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
})

/** A page that loads clean proves little: each test ends with a look at what the policy and the console said. */
afterEach(async () => {
  await page.context().close()
  expect(complaints).toEqual([])
})

afterAll(async () => {
  await browser.close()
  await server.close()
})

async function open(query = ''): Promise<void> {
  await page.goto(`${server.origin}/${query}`)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.evaluate('document.fonts.ready.then(() => true)')
}

async function violations(): Promise<readonly string[]> {
  const { violations: found } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
    .analyze()
  return found.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`))
}

test.each([
  ['light', '?mode=light'],
  ['dark', '?mode=dark'],
  ['globex-light', '?mode=light&theme=globex'],
  ['globex-dark', '?mode=dark&theme=globex'],
  ['right-to-left', '?mode=light&dir=rtl'],
])('every component is accessible: %s', async (name, query) => {
  await open(query)
  if (PICTURES) await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true })
  expect(await violations()).toEqual([])
})

test('no part of the page is wider than a phone', async () => {
  await page.setViewportSize({ width: 360, height: 800 })
  await open('?mode=dark')
  if (PICTURES) await page.screenshot({ path: join(PICTURES, 'phone.png'), fullPage: true })
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)
})

test('a select opens, moves and chooses by keyboard', async () => {
  await open()
  const select = page.getByRole('combobox', { name: 'Region' })
  await select.focus()
  await page.keyboard.press('Enter')
  await page.getByRole('option', { name: 'United States' }).waitFor()
  expect(await violations()).toEqual([])
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.getByRole('option', { name: 'United States' }).waitFor({ state: 'detached' })
  expect(await select.innerText()).toBe('United States')
})

test('a menu opens by mouse, walks by arrows, tells what was chosen and gives the focus back', async () => {
  await open()
  const button = page.getByRole('button', { name: 'Alice Archer' })
  await button.click()
  await page.getByRole('menuitem', { name: 'Dark' }).waitFor()
  if (PICTURES) await page.screenshot({ path: join(PICTURES, 'menu.png') })
  expect(await violations()).toEqual([])
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await page.getByRole('menu').waitFor({ state: 'detached' })
  expect(await page.locator('html').getAttribute('data-selected')).toBe('out')
  await page.locator('button:focus', { hasText: 'Alice Archer' }).waitFor()
})

test('choosing by mouse gives the focus back as well', async () => {
  await open()
  await page.getByRole('button', { name: 'Alice Archer' }).click()
  await page.getByRole('menuitem', { name: 'Dark' }).click()
  await page.getByRole('menu').waitFor({ state: 'detached' })
  await page.locator('button:focus', { hasText: 'Alice Archer' }).waitFor()
  expect(await page.locator('html').getAttribute('data-selected')).toBe('dark')
  await page.getByRole('combobox', { name: 'Region' }).click()
  await page.getByRole('option', { name: 'United States' }).click()
  await page.getByRole('listbox').waitFor({ state: 'detached' })
  await page.locator('button:focus', { hasText: 'United States' }).waitFor()
})

test('a modal keeps the focus, its select opens above it, and Escape closes one thing at a time', async () => {
  await open()
  await page.getByRole('button', { name: 'Open modal' }).click()
  const modal = page.getByRole('dialog', { name: 'Delete “Blue lamp”?' })
  await modal.waitFor()
  const reason = modal.getByRole('combobox', { name: 'Reason' })
  await reason.click()
  const option = page.getByRole('option', { name: 'It is broken' })
  await option.waitFor()
  if (PICTURES) await page.screenshot({ path: join(PICTURES, 'modal.png') })
  expect(await violations()).toEqual([])
  await page.keyboard.press('Escape')
  await option.waitFor({ state: 'detached' })
  expect(await modal.isVisible()).toBe(true)
  await reason.click()
  await option.click()
  expect(await reason.innerText()).toBe('It is broken')
  await page.keyboard.press('Escape')
  await modal.waitFor({ state: 'hidden' })
  await page.locator('button:focus', { hasText: 'Open modal' }).waitFor()
})

test('a press beside a modal closes it, a press inside does not', async () => {
  await open()
  await page.getByRole('button', { name: 'Open modal' }).click()
  const modal = page.getByRole('dialog')
  await modal.getByRole('heading').click()
  expect(await modal.isVisible()).toBe(true)
  await page.mouse.click(20, 20)
  await modal.waitFor({ state: 'hidden' })
})

test('tabs follow the arrow keys, in the reading direction', async () => {
  await open()
  const chosen = () => page.getByRole('tab', { selected: true }).innerText()
  await page.getByRole('tab', { name: 'Details' }).focus()
  await page.keyboard.press('ArrowRight')
  expect([await chosen(), await page.getByRole('tabpanel').innerText()]).toEqual(['History', 'Nothing happened yet.'])
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowLeft')
  expect(await chosen()).toBe('Access')
  await page.keyboard.press('Home')
  expect(await chosen()).toBe('Details')
  await open('?dir=rtl')
  await page.getByRole('tab', { name: 'Details' }).focus()
  await page.keyboard.press('ArrowLeft')
  expect(await chosen()).toBe('History')
})

test('a toast is read out, and can be dismissed', async () => {
  await open()
  await page.getByRole('button', { name: 'Show toast' }).click()
  const toast = page.getByRole('status').filter({ hasText: 'Blue lamp has 42 in stock.' })
  await toast.waitFor()
  await page.getByRole('button', { name: 'Show failure' }).click()
  if (PICTURES) await page.screenshot({ path: join(PICTURES, 'toast.png') })
  expect(await violations()).toEqual([])
  await toast.getByRole('button', { name: 'Dismiss' }).click()
  await toast.waitFor({ state: 'detached' })
})

test('a chart gives its figures as a table', async () => {
  await open()
  const chart = page.getByRole('figure', { name: 'Sales by day, in euros' })
  expect(await chart.getByRole('img', { name: 'Sales by day, in euros' }).count()).toBe(1)
  await chart.getByText('Figures').click()
  expect(await chart.getByRole('row', { name: 'Fri 8,200' }).isVisible()).toBe(true)
})

test('a busy button keeps the focus and ignores presses', async () => {
  await open()
  const busy = page.getByRole('button', { name: 'Saving' })
  await busy.focus()
  await page.keyboard.press('Enter')
  expect(await busy.getAttribute('aria-busy')).toBe('true')
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Saving')
})

test.each(RECIPES)('a plugin built by the recipe %s mounts unchanged and shares the host’s React', async (recipe) => {
  await page.goto(`${server.origin}/recipes`)
  await page.getByRole('button', { name: `Add one to ${recipe}` }).click()
  await page.getByTestId(`${recipe}-count`).filter({ hasText: '1' }).waitFor()
  expect(await page.getByTestId(`${recipe}-portal`).innerText()).toBe('1')
  expect(await page.getByRole('heading', { name: `Built with ${recipe}` }).count()).toBe(1)
})

test('the skeleton that is served and the one that is rendered are the same', async () => {
  await page.route('**/recipes/*.js', () => undefined) // never answered: the page stays as it began
  await page.goto(`${server.origin}/recipes`, { waitUntil: 'commit' })
  await page.locator('[data-ee="boot"][style]').waitFor({ state: 'attached' })
  const rendered = await page.locator('#root').innerHTML()
  expect(rendered.replace(/ style="animation-delay: -?\d+m?s;"/, '')).toBe(BOOT_SKELETON)
})

test('a theme replaces the one before it, and the person’s choice of mode outlives the page', async () => {
  await open('?mode=light&theme=globex')
  const look = 'getComputedStyle(document.documentElement).getPropertyValue("--ee-radius").trim()'
  expect([await page.locator('html').getAttribute('data-mode'), await page.evaluate(look)]).toEqual(['light', '4px'])
  const plain = '{ brand: { name: "Acme" }, theme: { mode: "light", light: {}, dark: {} } }'
  await page.evaluate(`import('@empowernow/ui').then(({ applyTheme }) => applyTheme(${plain}))`)
  expect([await page.locator('html').getAttribute('style'), await page.evaluate(look)]).toEqual(['', '12px'])
  await page.evaluate(`import('@empowernow/ui').then(({ chooseMode }) => chooseMode('dark'))`)
  await open('?mode=light')
  expect(await page.locator('html').getAttribute('data-mode')).toBe('dark')
  await page.evaluate(`import('@empowernow/ui').then(({ chooseMode }) => chooseMode('auto'))`)
  expect(await page.locator('html').getAttribute('data-mode')).toBe('light')
})

test('without a choice of tenant or person the mode follows the system as it changes', async () => {
  await page.emulateMedia({ colorScheme: 'dark' })
  await open()
  const system = '{ brand: { name: "Acme" }, theme: { mode: "auto", light: {}, dark: {} } }'
  await page.evaluate(`import('@empowernow/ui').then(({ applyTheme }) => applyTheme(${system}))`)
  expect(await page.locator('html').getAttribute('data-mode')).toBe('dark')
  await page.emulateMedia({ colorScheme: 'light' })
  await page.locator('html[data-mode="light"]').waitFor()
})
