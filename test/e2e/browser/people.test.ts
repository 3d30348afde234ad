/** What each of the demo people sees, having signed in through the door everyone takes. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { ACME, eventually, GLOBEX, useStage } from './fixture/stage.ts'
import { SIGNED_OUT } from './fixture/troubles.ts'

const stage = useStage()

interface Sight {
  readonly host: string
  readonly login: string
  readonly name: string
  /** Title of the document, and what the frame says. */
  readonly brand: string
  readonly pages: readonly string[]
  readonly widgets: readonly string[]
  /** Plugins whose bundles the page asks for. */
  readonly bundles: readonly string[]
}

const ACME_PAGES = ['Dashboard', 'Hello', 'Hello page', 'Inventory', 'Live orders']
const ACME_WIDGETS = ['hello: Hello', 'hello-widget: Telemetry', 'inventory: Stock', 'sales-analytics: Sales']
const ACME_BUNDLES = ['hello', 'hello-page', 'hello-widget', 'inventory', 'orders-live', 'sales-analytics']

const ALICE: Sight = {
  host: ACME,
  login: 'alice',
  name: 'Alice Archer',
  brand: 'Acme',
  pages: ACME_PAGES,
  widgets: [...ACME_WIDGETS, 'orders-live: Live orders'],
  bundles: ACME_BUNDLES,
}

const SIGHTS: readonly Sight[] = [
  ALICE,
  { ...ALICE, login: 'olivia', name: 'Olivia Ortiz' },
  {
    ...ALICE,
    login: 'bob',
    name: 'Bob Baker',
    pages: ['Dashboard', 'Hello', 'Hello page', 'Live orders'],
    widgets: ['hello-widget: Telemetry', 'sales-analytics: Sales', 'orders-live: Live orders'],
    // The page of hello is permitted to him, and comes in the same bundle as the widget that is not.
    bundles: ['hello', 'hello-page', 'hello-widget', 'orders-live', 'sales-analytics'],
  },
  {
    host: GLOBEX,
    login: 'gina',
    name: 'Gina Grant',
    brand: 'Globex',
    pages: ['Dashboard', 'Welcome', 'Orders'],
    widgets: ['sales-analytics: Sales', 'orders-live: Orders'],
    bundles: ['hello-page', 'orders-live', 'sales-analytics'],
  },
]

/** `plugin: heading` of each card on the dashboard. */
async function widgetsOn(page: Page): Promise<readonly string[]> {
  const cards = await page.locator('[data-slot="dashboard.main"] > [data-plugin]').all()
  return Promise.all(
    cards.map(async (card) => `${await card.getAttribute('data-plugin')}: ${await card.locator('h2').innerText()}`),
  )
}

/** Everything has its place, and nothing is on its way any more. */
async function isAtRest(page: Page): Promise<boolean> {
  await page.locator('[data-slot="dashboard.main"]').waitFor()
  return (await page.locator('[aria-busy="true"]').count()) === 0
}

function bundlesOf(requests: readonly string[]): readonly string[] {
  return requests.flatMap((request) => /bundle\?entry=([a-z-]+)/.exec(request)?.[1] ?? []).toSorted()
}

for (const sight of SIGHTS) {
  const { host, login, name, brand, pages, widgets, bundles } = sight

  test(`${login} signs in at ${host}, and sees the pages and widgets that are hers or his`, async () => {
    stage().provokes(SIGNED_OUT)
    const { page, requests } = await stage().open(host)
    await stage().signIn(page, login)
    await eventually(() => isAtRest(page)).toBe(true)

    await page.getByRole('heading', { level: 1, name: 'Dashboard' }).waitFor()
    await page.getByText(`Welcome, ${name}`).waitFor()
    expect(await page.title()).toBe(`Dashboard · ${brand}`)
    expect(await page.getByRole('navigation', { name: 'Pages' }).getByRole('link').allInnerTexts()).toEqual(pages)
    expect(await widgetsOn(page)).toEqual(widgets)
    expect(bundlesOf(requests)).toEqual(bundles)
    expect(await page.locator('[data-slot] [role="alert"]').count()).toBe(0)
    await stage().screenshot(page, `dashboard-${login}`)
  })
}
