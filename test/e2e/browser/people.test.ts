/** What each of the demo people sees, having signed in through the door everyone takes. */
import { expect, test } from 'vitest'
import { ACME, eventually, GLOBEX, OPS, useStage } from './fixture/stage.ts'
import { isAtRest, widgetsOn } from './fixture/dashboard.ts'
import { SIGNED_OUT } from './fixture/troubles.ts'

const stage = useStage()

interface Sight {
  readonly host: string
  readonly login: string
  readonly name: string
  /** Title of the document, and what the frame says. */
  readonly brand: string
  readonly logo: string
  /** Computed colour of the ground. */
  readonly ground: string
  readonly pages: readonly string[]
  readonly widgets: readonly string[]
  /** Plugins whose bundles the dashboard asks for. */
  readonly bundles: readonly string[]
}

const ACME_PAGES = ['Dashboard', 'Hello', 'Hello page', 'Inventory', 'Live orders']
const ACME_WIDGETS = ['hello: Hello', 'hello-widget: Telemetry', 'inventory: Stock', 'sales-analytics: Sales']
const ACME_BUNDLES = ['hello', 'hello-widget', 'inventory', 'orders-live', 'sales-analytics']

const ALICE: Sight = {
  host: ACME,
  login: 'alice',
  name: 'Alice Archer',
  brand: 'Acme',
  logo: '/assets/brand/acme.svg',
  ground: 'rgb(7, 11, 26)',
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
    // The page of hello is permitted to him, its widget is not: the bundle waits for the page.
    bundles: ['hello-widget', 'orders-live', 'sales-analytics'],
  },
  {
    host: GLOBEX,
    login: 'gina',
    name: 'Gina Grant',
    brand: 'Globex',
    logo: '/assets/brand/globex.svg',
    ground: 'rgb(243, 248, 245)',
    pages: ['Dashboard', 'Welcome', 'Orders'],
    widgets: ['sales-analytics: Sales', 'orders-live: Orders'],
    bundles: ['orders-live', 'sales-analytics'],
  },
]

function bundlesOf(requests: readonly string[]): readonly string[] {
  return requests.flatMap((request) => /bundle\/([a-z-]+)\//.exec(request)?.[1] ?? []).toSorted()
}

for (const sight of SIGHTS) {
  const { host, login, name, brand, logo, ground, pages, widgets, bundles } = sight

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
    expect([...new Set(bundlesOf(requests))]).toEqual(bundles)
    expect(await page.locator('[data-slot] [role="alert"]').count()).toBe(0)
    expect(await page.locator('[data-host="brand"] img').getAttribute('src')).toBe(logo)
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe(ground)
    await stage().screenshot(page, `dashboard-${login}`)
  })
}

test('what bob may not see leaves no trace: no code, no name, and an address like any that does not exist', async () => {
  const { page, requests } = await stage().open(ACME, { as: 'bob', path: '/plugins/inventory' })
  await page.getByRole('heading', { name: 'Page not found' }).waitFor()
  expect(await page.title()).toBe('Page not found · Acme')
  expect(await page.locator('body').innerText()).not.toMatch(/inventory/i)
  expect(bundlesOf(requests)).toEqual([])

  await page.getByRole('link', { name: 'To the dashboard' }).click()
  await eventually(() => isAtRest(page)).toBe(true)
  expect(await page.locator('[data-plugin="hello"], [data-plugin="inventory"]').count()).toBe(0)
  expect(requests.filter((request) => /\/bundle\/inventory\/|\/api\/crud/.test(request))).toEqual([])
})

test('the bundle that bob may not have is refused to him even when his page asks for it', async () => {
  stage().provokes(/status of 403 .*inventory/)
  const { page, visitor } = await stage().open(ACME, { as: 'bob' })
  await page.getByRole('heading', { name: 'Dashboard' }).waitFor()
  const manifests: readonly { id: string; bundle: { url: string } }[] = JSON.parse(
    (await (await visitor?.request('/api/plugins/manifests'))?.text()) ?? '[]',
  )
  const url = manifests.find(({ id }) => id === 'inventory')?.bundle.url ?? ''
  expect(await page.evaluate(`import(${JSON.stringify(url)}).then(() => 'came', ({ name }) => name)`)).toBe('TypeError')
  const code = `fetch(${JSON.stringify(url)}).then((answer) => answer.json()).then(({ code }) => code)`
  expect(await page.evaluate(code)).toBe('bundle_not_permitted')
})

test('gina is not with Acme: a page says so, and she is not signed in', async () => {
  stage().provokes(SIGNED_OUT, /status of 403 .*\/auth\/callback/)
  const { page } = await stage().open(ACME)
  await stage().signIn(page, 'gina')
  await page.getByRole('heading', { name: 'This account does not belong to this organisation' }).waitFor()
  await stage().screenshot(page, 'gina-at-acme')
  await page.getByRole('link', { name: 'Go to the start page' }).click()
  await page.getByRole('heading', { name: 'Sign in to continue' }).waitFor()
})

test('the pages before anybody is signed in', async () => {
  stage().provokes(SIGNED_OUT)
  const { page } = await stage().open(ACME)
  await page.getByRole('heading', { name: 'Sign in to continue' }).waitFor()
  await stage().screenshot(page, 'signed-out')
  await page.getByRole('link', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  expect(await page.getByText('to continue to Acme').count()).toBe(1)
  await stage().screenshot(page, 'identity-provider')
  await page.getByLabel('User name').fill('alice')
  await page.getByLabel('Password').fill('wrong')
  stage().provokes(/status of 422 .*\/interaction\//)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('alert').waitFor()
  await stage().screenshot(page, 'identity-provider-error')
})

test('olivia runs the plugins of every tenant on the operators’ host, where no plugin is loaded', async () => {
  stage().provokes(SIGNED_OUT)
  const { page, requests } = await stage().open(OPS)
  await stage().signIn(page, 'olivia')
  await page.getByRole('heading', { level: 1, name: 'Plugins' }).waitFor()
  await page.getByRole('row', { name: /orders-live/ }).waitFor()
  const rows = await page.getByRole('rowheader').allInnerTexts()
  expect(rows).toEqual(['hello', 'hello-page', 'hello-widget', 'inventory', 'sales-analytics', 'orders-live'])
  expect(bundlesOf(requests)).toEqual([])
  await stage().screenshot(page, 'operators')
})

test('bob may sign in on the operators’ host, and is told that it is not for him', async () => {
  const { page, requests } = await stage().open(OPS, { as: 'bob' })
  await page.getByRole('heading', { name: 'This page is for operators' }).waitFor()
  expect(requests.filter((request) => request.includes('/api/ops/'))).toEqual([])
})
