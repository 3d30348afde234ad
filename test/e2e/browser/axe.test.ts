/**
 * Accessibility of whole pages, in both looks, by axe. Its script comes by the debugger, past the content security policy,
 * which it leaves in force; what it checks is the page as people have it.
 */
import { AxeBuilder } from '@axe-core/playwright'
import type { BrowserContext, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { isAtRest } from './fixture/dashboard.ts'
import { ACME, eventually, GLOBEX, OPS, useStage } from './fixture/stage.ts'
import { SIGNED_OUT } from './fixture/troubles.ts'

const stage = useStage()

const LOOKS = ['light', 'dark'] as const
type Look = (typeof LOOKS)[number]

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** What is wrong, how badly, and where. */
async function findings(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze()
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  return serious.flatMap(({ id, impact, nodes }) => nodes.map(({ html }) => `${impact} ${id}: ${html}`))
}

/** The person's own choice of look, as the account menu keeps it; and the system's, where nobody is signed in. */
function wearing(look: Look) {
  return {
    options: { colorScheme: look, reducedMotion: 'reduce' as const },
    prepare: async (context: BrowserContext) => {
      await context.addInitScript(
        `if (location.protocol.startsWith("http")) localStorage.setItem('ee-mode', '${look}')`,
      )
    },
  }
}

for (const look of LOOKS) {
  test(`signed out, ${look}`, async () => {
    stage().provokes(SIGNED_OUT)
    const { page } = await stage().open(ACME, wearing(look))
    await page.getByRole('heading', { name: 'Sign in to continue' }).waitFor()
    expect(await findings(page)).toEqual([])
    await page.getByRole('link', { name: 'Sign in' }).click()
    await page.getByLabel('Password').waitFor()
    expect(await findings(page)).toEqual([])
  })

  test.each([
    [ACME, 'alice'],
    [GLOBEX, 'gina'],
  ])(`dashboard at %s and its diagnostics, ${look}`, async (host, as) => {
    const { page } = await stage().open(host, { as, ...wearing(look) })
    await eventually(() => isAtRest(page)).toBe(true)
    expect(await page.evaluate('getComputedStyle(document.documentElement).colorScheme')).toBe(look)
    expect(await findings(page)).toEqual([])
    await stage().screenshot(page, `dashboard-${as}-${look}`)
    await page.getByRole('button', { name: 'Diagnostics' }).click()
    await page.getByRole('dialog', { name: 'Diagnostics' }).waitFor()
    expect(await findings(page)).toEqual([])
  })

  test(`inventory: list, item, form with errors, and the dialog for a new one, ${look}`, async () => {
    const { page } = await stage().open(ACME, { as: 'alice', path: '/plugins/inventory', ...wearing(look) })
    await page.getByText(/^1 to 20 of/).waitFor()
    expect(await findings(page)).toEqual([])
    await page.getByRole('button', { name: 'New item' }).click()
    await page.getByRole('dialog', { name: 'New item' }).waitFor()
    expect(await findings(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('rowheader').first().getByRole('link').click()
    await page.getByRole('link', { name: 'Edit', exact: true }).waitFor()
    expect(await findings(page)).toEqual([])
    await page.getByRole('link', { name: 'Edit', exact: true }).click()
    await page.getByLabel('Location').fill('')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Please fill this in').waitFor()
    expect(await findings(page)).toEqual([])
  })

  test(`the operators’ page and its question, ${look}`, async () => {
    const { page } = await stage().open(OPS, { as: 'olivia', ...wearing(look) })
    await page.getByRole('row', { name: /orders-live/ }).waitFor()
    expect(await findings(page)).toEqual([])
    await page.getByRole('button', { name: 'Quarantine hello', exact: true }).click()
    await page.getByRole('dialog', { name: 'Quarantine hello?' }).waitFor()
    expect(await findings(page)).toEqual([])
  })
}
