/** Accessibility of whole pages, in both looks. */
import type { Page } from 'playwright-core'
import { expect, test, vi } from 'vitest'
import { findings, type Look } from './fixture/accessible.ts'
import { isAtRest } from './fixture/dashboard.ts'
import { ACME, eventually, GLOBEX, OPS, useStage } from './fixture/stage.ts'
import { SIGNED_OUT } from './fixture/troubles.ts'

const stage = useStage()

const LOOKS: readonly Look[] = ['light', 'dark']

/** Nothing fades while it is looked at. */
const STILL = { options: { reducedMotion: 'reduce' } } as const
/** A large page takes seconds on a small machine, and there are several in a test. */
const AXE_TEST_MS = 120_000
vi.setConfig({ testTimeout: AXE_TEST_MS })

/** By the account menu, as a person chooses it. */
async function wear(page: Page, name: string, look: Look): Promise<void> {
  await page.getByRole('button', { name }).click()
  await page.getByRole('menuitem', { name: look === 'light' ? 'Light' : 'Dark' }).click()
  const scheme = 'getComputedStyle(document.documentElement).colorScheme'
  await eventually(() => page.evaluate(scheme)).toBe(look)
}

test('signed out, and the identity provider', async () => {
  stage().provokes(SIGNED_OUT)
  const { page } = await stage().open(ACME, STILL)
  await page.getByRole('heading', { name: 'Sign in to continue' }).waitFor()
  for (const colorScheme of LOOKS) {
    await page.emulateMedia({ colorScheme })
    expect(await findings(page, colorScheme)).toEqual([])
  }
  await page.getByRole('link', { name: 'Sign in' }).click()
  await page.getByLabel('Password').waitFor()
  for (const colorScheme of LOOKS) {
    await page.emulateMedia({ colorScheme })
    expect(await findings(page, colorScheme)).toEqual([])
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
    expect(await findings(page, look)).toEqual([])
    await stage().screenshot(page, `dashboard-${as}-${look}`)
    await page.getByRole('button', { name: 'Diagnostics' }).click()
    await page.getByRole('dialog', { name: 'Diagnostics' }).waitFor()
    expect(await findings(page, look, 'dialog[open]')).toEqual([])
    await page.keyboard.press('Escape')
  }
})

test('inventory: list, dialog, item, and a form with errors', async () => {
  const { page } = await stage().open(ACME, { as: 'alice', path: '/plugins/inventory', ...STILL })
  await page.getByText(/^1 to 20 of/).waitFor()
  for (const look of LOOKS) {
    await wear(page, 'Alice Archer', look)
    expect(await findings(page, look)).toEqual([])
    await page.getByRole('button', { name: 'New item' }).click()
    await page.getByRole('dialog', { name: 'New item' }).waitFor()
    expect(await findings(page, look, 'dialog[open]')).toEqual([])
    await page.keyboard.press('Escape')
  }
  await page.getByRole('rowheader').first().getByRole('link').click()
  await page.getByRole('link', { name: 'Edit', exact: true }).waitFor()
  for (const look of LOOKS) {
    await wear(page, 'Alice Archer', look)
    expect(await findings(page, look, 'main')).toEqual([])
  }
  await page.getByRole('link', { name: 'Edit', exact: true }).click()
  await page.getByLabel('Location').fill('')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Please fill this in').waitFor()
  for (const look of LOOKS) {
    await wear(page, 'Alice Archer', look)
    expect(await findings(page, look, 'main')).toEqual([])
  }
})

test('the operators’ page, and its question', async () => {
  const { page } = await stage().open(OPS, { as: 'olivia', ...STILL })
  await page.getByRole('row', { name: /orders-live/ }).waitFor()
  for (const look of LOOKS) {
    await wear(page, 'Olivia Ortiz', look)
    expect(await findings(page, look)).toEqual([])
    await page.getByRole('button', { name: 'Quarantine hello', exact: true }).click()
    await page.getByRole('dialog', { name: 'Quarantine hello?' }).waitFor()
    expect(await findings(page, look, 'dialog[open]')).toEqual([])
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
