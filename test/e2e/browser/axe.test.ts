/**
 * Accessibility of whole pages, in both looks, by axe. Its script comes by the debugger, past the content security policy,
 * which it leaves in force; what it checks is the page as people have it.
 */
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { expect, test, vi } from 'vitest'
import { isAtRest } from './fixture/dashboard.ts'
import { ACME, eventually, GLOBEX, OPS, useStage } from './fixture/stage.ts'
import { SIGNED_OUT } from './fixture/troubles.ts'

const stage = useStage()

const LOOKS = ['Light', 'Dark'] as const
type Look = (typeof LOOKS)[number]

/** Nothing fades while it is looked at. */
const STILL = { options: { reducedMotion: 'reduce' } } as const
/** A large page takes seconds on a small machine, and there are several in a test. */
const AXE_TEST_MS = 120_000
vi.setConfig({ testTimeout: AXE_TEST_MS })

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** What is wrong, how badly, and where. @param part Of the page: a selector. */
async function findings(page: Page, part = 'html'): Promise<readonly string[]> {
  // Legacy: without a second page for the sum of all frames. There is one frame.
  const axe = new AxeBuilder({ page }).setLegacyMode().include(part).withTags(TAGS)
  const { violations } = await axe.analyze()
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  return serious.flatMap(({ id, impact, nodes }) => nodes.map(({ html }) => `${impact} ${id}: ${html}`))
}

/** By the account menu, as a person chooses it. */
async function wear(page: Page, name: string, look: Look): Promise<void> {
  await page.getByRole('button', { name }).click()
  await page.getByRole('menuitem', { name: look }).click()
  const scheme = 'getComputedStyle(document.documentElement).colorScheme'
  await eventually(() => page.evaluate(scheme)).toBe(look.toLowerCase())
}

test('signed out, and the identity provider', async () => {
  stage().provokes(SIGNED_OUT)
  const { page } = await stage().open(ACME, STILL)
  await page.getByRole('heading', { name: 'Sign in to continue' }).waitFor()
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    expect(await findings(page)).toEqual([])
  }
  await page.getByRole('link', { name: 'Sign in' }).click()
  await page.getByLabel('Password').waitFor()
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    expect(await findings(page)).toEqual([])
  }
})

test.each([
  [ACME, 'alice', 'Alice Archer'],
  [GLOBEX, 'gina', 'Gina Grant'],
])('dashboard at %s, and its diagnostics', async (host, as, name) => {
  const { page } = await stage().open(host, { as, ...STILL })
  await eventually(() => isAtRest(page)).toBe(true)
  for (const look of LOOKS) {
    await wear(page, name, look)
    expect(await findings(page)).toEqual([])
    await stage().screenshot(page, `dashboard-${as}-${look}`)
    await page.getByRole('button', { name: 'Diagnostics' }).click()
    await page.getByRole('dialog', { name: 'Diagnostics' }).waitFor()
    expect(await findings(page, 'dialog[open]')).toEqual([])
    await page.keyboard.press('Escape')
  }
})

test('inventory: list, dialog, item, and a form with errors', async () => {
  const { page } = await stage().open(ACME, { as: 'alice', path: '/plugins/inventory', ...STILL })
  await page.getByText(/^1 to 20 of/).waitFor()
  for (const look of LOOKS) {
    await wear(page, 'Alice Archer', look)
    expect(await findings(page)).toEqual([])
    await page.getByRole('button', { name: 'New item' }).click()
    await page.getByRole('dialog', { name: 'New item' }).waitFor()
    expect(await findings(page, 'dialog[open]')).toEqual([])
    await page.keyboard.press('Escape')
  }
  await page.getByRole('rowheader').first().getByRole('link').click()
  await page.getByRole('link', { name: 'Edit', exact: true }).waitFor()
  for (const look of LOOKS) {
    await wear(page, 'Alice Archer', look)
    expect(await findings(page, 'main')).toEqual([])
  }
  await page.getByRole('link', { name: 'Edit', exact: true }).click()
  await page.getByLabel('Location').fill('')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Please fill this in').waitFor()
  for (const look of LOOKS) {
    await wear(page, 'Alice Archer', look)
    expect(await findings(page, 'main')).toEqual([])
  }
})

test('the operators’ page, and its question', async () => {
  const { page } = await stage().open(OPS, { as: 'olivia', ...STILL })
  await page.getByRole('row', { name: /orders-live/ }).waitFor()
  for (const look of LOOKS) {
    await wear(page, 'Olivia Ortiz', look)
    expect(await findings(page)).toEqual([])
    await page.getByRole('button', { name: 'Quarantine hello', exact: true }).click()
    await page.getByRole('dialog', { name: 'Quarantine hello?' }).waitFor()
    expect(await findings(page, 'dialog[open]')).toEqual([])
    await page.keyboard.press('Escape')
  }
})

test('the gallery of the running host, in the look of the tenant', async () => {
  const { page } = await stage().open(ACME, { as: 'alice', path: '/ui/layout?brand=tenant&code=off', ...STILL })
  await page.getByRole('heading', { name: 'Layout', level: 1 }).waitFor()
  const accent = 'document.documentElement.style.getPropertyValue("--ee-color-accent")'
  await eventually(() => page.evaluate(accent)).toBe('#4de3ff')
  expect(await findings(page)).toEqual([])
})
