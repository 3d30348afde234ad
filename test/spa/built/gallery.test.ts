import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { describe, expect, test, vi } from 'vitest'
import { DOORS } from '../../../spa/build/client.ts'
import { BOOT_SKELETON } from '../../../spa/build/document.ts'
import { contrastViolations, useGallery, violations } from './gallery-stage.ts'
import { buildRecipe, RECIPES } from './recipes.ts'

/** Pictures of the gallery go here when it is set. */
const PICTURES = process.env['PICTURES']

/** A page with axe on it takes seconds where other tests share the processor. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const bundles = await Promise.all(
  RECIPES.map(async (name) => [`/recipes/${name}.js`, await buildRecipe(name)] as const),
)
const { open, server, complaints } = await useGallery(
  { ...DOORS, ops: 'test/spa/gallery/recipes.tsx' },
  ({ ops }) => new Map([['/recipes', ops], ...bundles]),
)
if (PICTURES) await mkdir(PICTURES, { recursive: true })

async function picture(page: Page, name: string, fullPage = false): Promise<void> {
  if (PICTURES) await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage })
}

/** The element with the focus, by its text and label. */
function focused(page: Page): Promise<string> {
  return page.evaluate('document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent')
}

async function hasFocus(locator: Locator): Promise<void> {
  await locator.and(locator.page().locator(':focus')).waitFor()
}

describe('every component', () => {
  test.each([
    ['flux-dark', '/all?mode=dark&code=off'],
    ['with-code', '/actions?mode=light'],
  ])('is accessible: %s', async (name, address) => {
    const page = await open(`/ui${address}`)
    await picture(page, name, true)
    expect(await violations(page)).toEqual([])
  })

  test.each([
    ['flux-light', '?mode=light&code=off&density=compact'],
    ['meadow-dark', '?brand=meadow&mode=dark&code=off'],
    ['meadow-light-rtl', '?brand=meadow&mode=light&code=off&dir=rtl'],
  ])('can be read: %s', async (name, query) => {
    const page = await open(`/ui/all${query}`)
    await picture(page, name, true)
    expect(await contrastViolations(page)).toEqual([])
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(1280)
  })

  test('what stands in for rows breathes, and keeps still for whoever wants no motion', async () => {
    const breathing = `document.getAnimations().some(({ effect }) => effect.target.matches('tbody'))`
    const motions = ['no-preference', 'reduce'] as const
    const pages = await Promise.all(motions.map((reducedMotion) => open('/ui/tables', { reducedMotion })))
    expect(await Promise.all(pages.map((page) => page.evaluate(breathing)))).toEqual([true, false])
  })

  test('fits a phone', async () => {
    const page = await open('/ui/all', { viewport: { width: 360, height: 800 } })
    await picture(page, 'phone', true)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)
  })

  test('stands on one of the pages, with the code it runs from beside it', async () => {
    const page = await open('/ui')
    const entries = page.getByRole('navigation', { name: 'Components' })
    for (const name of ['Layout', 'Charts']) {
      await entries.getByRole('link', { name }).click()
      await page.getByRole('heading', { level: 1, name }).waitFor()
    }
    const code = page.getByRole('region', { name: 'Code of Bar chart' })
    expect(await code.innerText()).toContain('values: [4200, 5100, 4700, 6800, 8200, 3900, 3100]')
  })
})

/** Files of the library that a page of the gallery asks for, without their hashes. */
async function partsOf(path: string): Promise<readonly string[]> {
  const page = await open(path)
  const files: readonly string[] = await page.evaluate(
    'performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname)',
  )
  const named = files.flatMap((file) => /^\/assets\/ui-(?!chunk)(\w+-\w+)-\w{8}\.js$/.exec(file)?.[1] ?? [])
  return [...new Set(named)].toSorted()
}

test.each([
  ['/ui/layout', []],
  ['/ui/charts', ['chart-plot']],
  ['/ui/forms', ['date-fields', 'select-choices']],
  ['/ui/tables', ['table-grid']],
])('%s fetches the parts it shows and no other', async (path, parts) => {
  expect(await partsOf(path)).toEqual(parts)
})

describe('by keyboard alone', () => {
  test('a select opens, moves, jumps by letter and chooses', async () => {
    const page = await open('/ui/forms')
    const select = page.getByRole('combobox', { name: 'Region' })
    await select.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('option', { name: 'United States' }).waitFor()
    expect(await violations(page, '[data-ee="popup"]')).toEqual([])
    await page.keyboard.press('u')
    await page.locator('[role=option][data-highlighted]', { hasText: 'United States' }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('option').first().waitFor({ state: 'detached' })
    expect(await select.innerText()).toBe('United States')
    await hasFocus(select)
    await page.keyboard.press('ArrowDown')
    await page.getByRole('listbox').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('listbox').waitFor({ state: 'detached' })
    await hasFocus(select)
  })

  test('a day is typed, and chosen from the calendar by arrows', async () => {
    const page = await open('/ui/forms')
    const day = page.getByRole('textbox', { name: 'Delivery' })
    await day.fill('')
    await day.pressSequentially('12/01/2026')
    await page.keyboard.press('Tab') // to the button; what was typed counts from here
    await page.keyboard.press('Enter')
    const calendar = page.getByRole('application').or(page.getByRole('dialog')).first()
    await calendar.waitFor()
    await picture(page, 'calendar')
    expect(await violations(page, '[data-ee="popup"]')).toEqual([])
    await page.locator('[data-ee="date-cell"]:focus', { hasText: /^1$/ }).waitFor()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await calendar.waitFor({ state: 'detached' })
    await expect.poll(() => day.inputValue()).toBe('12/09/2026')
  })

  test('a menu opens, walks by arrows, tells what was chosen and gives the focus back', async () => {
    const page = await open('/ui/actions')
    const button = page.getByRole('button', { name: 'Account' })
    await button.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Dark' }).waitFor()
    await picture(page, 'menu')
    expect(await violations(page, '[data-ee="popup"]')).toEqual([])
    await page.keyboard.press('End')
    await page.keyboard.press('Enter')
    await page.getByRole('menu').waitFor({ state: 'detached' })
    await page.getByRole('status').filter({ hasText: 'Chosen: out' }).waitFor()
    await hasFocus(button)
    await page.keyboard.press('ArrowDown')
    await page.locator('[role=menuitem][data-highlighted]', { hasText: 'Light' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('menu').waitFor({ state: 'detached' })
    await hasFocus(button)
  })

  test('tabs follow the arrow keys, in the reading direction', async () => {
    const page = await open('/ui/navigation')
    const chosen = () => page.getByRole('tab', { selected: true }).innerText()
    await page.getByRole('tab', { name: 'Details' }).focus()
    await page.keyboard.press('ArrowRight')
    expect([await chosen(), await page.getByRole('tabpanel').innerText()]).toEqual(['History', 'Nothing happened yet.'])
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowLeft')
    expect(await chosen()).toBe('Access')
    await page.keyboard.press('Home')
    expect(await chosen()).toBe('Details')
    const other = await open('/ui/navigation?dir=rtl')
    await other.getByRole('tab', { name: 'Details' }).focus()
    await other.keyboard.press('ArrowLeft')
    expect(await other.getByRole('tab', { selected: true }).innerText()).toBe('History')
  })

  test('a modal keeps the focus, its select opens above it, and Escape closes one thing at a time', async () => {
    const page = await open('/ui/navigation')
    const button = page.getByRole('button', { name: 'Open modal' })
    await button.focus()
    await page.keyboard.press('Enter')
    const modal = page.getByRole('dialog', { name: 'Delete “Blue lamp”?' })
    await modal.waitFor()
    const reason = modal.getByRole('combobox', { name: 'Reason' })
    await reason.waitFor()
    for (let at = 0; at < 8; at += 1) {
      await page.keyboard.press('Tab')
      const [inside, outside] = [
        'document.activeElement.closest("dialog") !== null',
        'document.activeElement === document.body',
      ]
      expect(await page.evaluate(`${inside} || ${outside}`)).toBe(true) // the body: the browser's own bar comes next
    }
    await reason.focus()
    await page.keyboard.press('Enter')
    const option = page.getByRole('option', { name: 'It is broken' })
    await option.waitFor()
    await picture(page, 'modal')
    expect(await violations(page, 'dialog')).toEqual([])
    await page.keyboard.press('Escape')
    await option.waitFor({ state: 'detached' })
    expect(await modal.isVisible()).toBe(true)
    await page.keyboard.press('Escape')
    await modal.waitFor({ state: 'hidden' })
    await hasFocus(button)
  })

  test('a checkbox and a switch toggle by Space', async () => {
    const page = await open('/ui/forms')
    for (const role of [page.getByRole('checkbox', { name: 'Send me' }), page.getByRole('switch', { name: 'Sound' })]) {
      const before = await role.isChecked()
      await role.focus()
      await page.keyboard.press('Space')
      expect(await role.isChecked()).toBe(!before)
    }
  })

  test('a toast is read out, reached by its key, and dismissed', async () => {
    const page = await open('/ui/feedback')
    await page.getByRole('button', { name: 'Show toast' }).focus()
    await page.keyboard.press('Enter')
    const toast = page.getByRole('status').filter({ hasText: 'Blue lamp has 42 in stock.' })
    await toast.waitFor()
    await picture(page, 'toast')
    expect(await violations(page, '[data-ee="toaster"]')).toEqual([])
    await toast.getByRole('button', { name: 'Dismiss' }).focus()
    await page.keyboard.press('Enter')
    await toast.waitFor({ state: 'detached' })
  })

  test('a form with mistakes reads them out, and each leads to its control', async () => {
    const page = await open('/ui/forms')
    const form = page.getByRole('form', { name: 'Request a delivery' })
    await form.getByRole('textbox', { name: 'Item' }).focus()
    await page.keyboard.press('Enter')
    const summary = form.getByRole('group', { name: 'Please put this right' })
    await summary.waitFor()
    await hasFocus(summary)
    expect(await violations(page, '[data-ee="form"]')).toEqual([])
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    expect(await focused(page)).toBe('Choose a day.')
    await page.keyboard.press('Enter')
    const until = form.getByRole('textbox', { name: 'Until' })
    await hasFocus(until)
    const note = await until.getAttribute('aria-describedby')
    expect([await until.getAttribute('aria-invalid'), await page.locator(`[id="${note}"]`).innerText()]).toEqual([
      'true',
      'Choose a day.',
    ])
  })

  test('a table is sorted by its headings and ticked by Space', async () => {
    const page = await open('/ui/tables')
    const table = page.getByRole('table', { name: 'Items to be counted' })
    const names = () => table.getByRole('rowheader').allInnerTexts()
    await table.getByRole('button', { name: 'Stock' }).focus()
    await page.keyboard.press('Enter')
    expect((await names())[0]).toBe('Desk organiser with a rather long name')
    expect(await table.getByRole('columnheader', { name: 'Stock' }).getAttribute('aria-sort')).toBe('ascending')
    await page.keyboard.press('Enter')
    expect((await names())[0]).toBe('Blue lamp')
    await table.getByRole('checkbox', { name: 'Select Blue lamp' }).focus()
    await page.keyboard.press('Space')
    await page.getByText('2 chosen').waitFor()
    await table.getByRole('checkbox', { name: 'Select all rows' }).focus()
    await page.keyboard.press('Space')
    await page.getByText('3 chosen').waitFor()
  })

  test('ten thousand rows: one stop, arrows from cell to cell, and few rows drawn', async () => {
    const page = await open('/ui/tables')
    const grid = page.getByRole('grid', { name: 'Orders of the year' })
    const cell = (text: string) => grid.locator('[data-cell]:focus', { hasText: text })
    expect(await grid.getAttribute('aria-rowcount')).toBe('10001')
    await grid.locator('[tabindex="0"]').focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowDown')
    await cell('A-00001').waitFor()
    await page.keyboard.press('PageDown')
    await cell('A-00011').waitFor()
    await page.keyboard.press('Control+End')
    const last = grid.locator('tr[aria-rowindex="10001"]')
    await last.locator(':focus').waitFor()
    expect(await last.getByRole('rowheader').innerText()).toBe('A-10000')
    expect(await grid.getByRole('row').count()).toBeLessThan(60)
    await page.keyboard.press('Space')
    expect(await last.getAttribute('aria-selected')).toBe('true')
    await page.keyboard.press('Control+Home')
    await page.keyboard.press('End')
    await cell('Amount').waitFor()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Enter')
    expect(await grid.locator('tr[aria-rowindex="2"]').getByRole('gridcell').last().innerText()).toBe('€ 899.27')
    expect(await violations(page, '[role=grid]')).toEqual([])
  })
})

describe('by mouse', () => {
  test('choosing from a menu and a select gives the focus back', async () => {
    const page = await open('/ui/all?code=off')
    const account = page.getByRole('button', { name: 'Account' })
    await account.click()
    await page.getByRole('menuitem', { name: 'Dark' }).click()
    await page.getByRole('menu').waitFor({ state: 'detached' })
    await hasFocus(account)
    await page.getByRole('combobox', { name: 'Region' }).click()
    await page.getByRole('option', { name: 'United States' }).click()
    await page.getByRole('listbox').waitFor({ state: 'detached' })
    await page.locator('button:focus', { hasText: 'United States' }).waitFor()
  })

  test('a press beside a modal closes it, a press inside does not', async () => {
    const page = await open('/ui/navigation')
    await page.getByRole('button', { name: 'Open modal' }).click()
    const modal = page.getByRole('dialog')
    await modal.getByRole('heading').click()
    expect(await modal.isVisible()).toBe(true)
    await page.mouse.click(20, 20)
    await modal.waitFor({ state: 'hidden' })
  })

  test('a chart tells the figures of the place that is pointed at, and gives all as a table', async () => {
    const page = await open('/ui/charts')
    const chart = page.getByRole('figure', { name: 'Sales by day' })
    const drawing = chart.getByRole('img', { name: 'Sales by day' })
    await drawing.hover()
    expect(await chart.locator('[data-ee="chart-tip"]').innerText()).toContain('€ 6,800')
    const words = await drawing.getAttribute('aria-describedby')
    expect(await page.locator(`[id="${words}"]`).textContent()).toBe(
      '7 points, from Mon to Sun. Sales: lowest € 3,100 (Sun), highest € 8,200 (Fri).',
    )
    await chart.getByText('Figures').click()
    expect(await chart.getByRole('row', { name: 'Fri € 8,200' }).isVisible()).toBe(true)
  })
})

test('a menu whose code does not come leaves the page as it is, and opens once it does', async () => {
  const page = await open('/ui/actions')
  await page.route('**/ui-menu-list-*.js', (route) => route.abort())
  const account = page.getByRole('button', { name: 'Account' })
  await account.click()
  await expect.poll(() => complaints.length).toBeGreaterThan(0)
  expect(await account.isVisible()).toBe(true)
  await page.unroute('**/ui-menu-list-*.js')
  await account.click()
  await page.getByRole('menuitem', { name: 'Light' }).waitFor()
  complaints.length = 0
})

test('a busy button keeps the focus and ignores presses', async () => {
  const page = await open('/ui/actions')
  const busy = page.getByRole('button', { name: 'Saving' })
  await busy.focus()
  await page.keyboard.press('Enter')
  expect(await busy.getAttribute('aria-busy')).toBe('true')
  expect(await focused(page)).toBe('Saving')
})

test('the switches change the page and its address', async () => {
  const page = await open('/ui')
  await page.getByRole('switch', { name: 'Compact' }).check()
  await page.getByRole('switch', { name: 'Right to left' }).check()
  await page.getByRole('button', { name: 'Neon Flux' }).click()
  await page.getByRole('menuitem', { name: 'Meadow' }).click()
  const html = page.locator('html')
  expect(new URL(page.url()).search).toBe('?brand=meadow&density=compact&dir=rtl')
  expect([await html.getAttribute('data-density'), await html.getAttribute('dir')]).toEqual(['compact', 'rtl'])
  expect(await page.evaluate('document.documentElement.style.getPropertyValue("--ee-radius")')).toBe('4px')
})

test.each(RECIPES)('a plugin built by the recipe %s mounts unchanged and shares the host’s React', async (recipe) => {
  const page = await open('/recipes')
  await page.getByRole('button', { name: `Add one to ${recipe}` }).click()
  await page.getByTestId(`${recipe}-count`).filter({ hasText: '1' }).waitFor()
  expect(await page.getByTestId(`${recipe}-portal`).innerText()).toBe('1')
  expect(await page.getByRole('heading', { name: `Built with ${recipe}` }).count()).toBe(1)
})

test('the skeleton that is served and the one that is rendered are the same', async () => {
  const page = await open('/ui')
  await page.route('**/recipes/*.js', () => undefined) // never answered: the page stays as it began
  await page.goto(`${server.origin}/recipes`, { waitUntil: 'commit' })
  await page.locator('[data-ee="boot"][style]').waitFor({ state: 'attached' })
  const rendered = await page.locator('#root').innerHTML()
  expect(rendered.replace(/ style="animation-delay: -?\d+m?s;"/, '')).toBe(BOOT_SKELETON)
})

test('a theme replaces the one before it, and the person’s choice of mode outlives the page', async () => {
  const page = await open('/recipes')
  const html = page.locator('html')
  const radius = () =>
    page.evaluate('getComputedStyle(document.documentElement).getPropertyValue("--ee-radius").trim()')
  const apply = (tokens: string) =>
    page.evaluate(`import('@empowernow/ui').then(({ applyTheme }) =>
      applyTheme({ brand: { name: 'Acme' }, theme: { mode: 'light', light: { ${tokens} }, dark: {} } }))`)
  await apply('radius: "4px"')
  expect([await html.getAttribute('data-mode'), await radius()]).toEqual(['light', '4px'])
  await apply('')
  expect([await html.getAttribute('style'), await radius()]).toEqual(['', '12px'])
  await page.evaluate(`import('@empowernow/ui').then(({ chooseMode }) => chooseMode('dark'))`)
  await page.reload()
  await apply('')
  expect(await html.getAttribute('data-mode')).toBe('dark')
  await page.evaluate(`import('@empowernow/ui').then(({ chooseMode }) => chooseMode('auto'))`)
  expect(await html.getAttribute('data-mode')).toBe('light')
})

test('without a choice of tenant or person the mode follows the system as it changes', async () => {
  const page = await open('/recipes', { colorScheme: 'dark' })
  const system = '{ brand: { name: "Acme" }, theme: { mode: "auto", light: {}, dark: {} } }'
  await page.evaluate(`import('@empowernow/ui').then(({ applyTheme }) => applyTheme(${system}))`)
  expect(await page.locator('html').getAttribute('data-mode')).toBe('dark')
  await page.emulateMedia({ colorScheme: 'light' })
  await page.locator('html[data-mode="light"]').waitFor()
})
