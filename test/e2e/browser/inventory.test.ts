/** A mini-application that reads and writes through its allow-list, and is refused off it. */
import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { cardOf } from './fixture/dashboard.ts'
import { ACME, eventually, type Opened, useStage } from './fixture/stage.ts'
import { LAB } from './fixture/workshop.ts'

const stage = useStage()

const LIST = '/plugins/inventory'

interface Item {
  readonly id: string
  readonly name: string
  readonly sku: string
  readonly location: string
}

/** An item of the test's own, so that no test meets another's changes. */
async function newItem(name: string): Promise<Item> {
  const alice = await stage().visitor(ACME, 'alice')
  const sku = `T-${randomUUID().slice(0, 8).toUpperCase()}`
  const body = { sku, name, category: 'Tests', location: 'Shelf 1', quantity: 3, reorderLevel: 1, unitPriceCents: 1250 }
  const answer = await alice.call('inventory', '/api/crud/items', { method: 'POST', body })
  expect(answer.status).toBe(201)
  const item: Item = JSON.parse(await answer.text())
  return item
}

/** What the upstream has, asked behind the page's back. */
async function stored({ id }: Item): Promise<Item> {
  const alice = await stage().visitor(ACME, 'alice')
  const item: Item = JSON.parse(await (await alice.call('inventory', `/api/crud/items/${id}`)).text())
  return item
}

async function openEdit(item: Item): Promise<Page> {
  const { page } = await stage().open(ACME, { as: 'alice', path: `${LIST}/items/${item.id}/edit` })
  await page.getByRole('heading', { level: 1, name: `Edit ${item.name}` }).waitFor()
  return page
}

async function openList(): Promise<Opened> {
  const opened = await stage().open(ACME, { as: 'alice', path: LIST })
  await opened.page.getByText(/^1 to 20 of \d+$/).waitFor()
  return opened
}

test('the list shows a page of items, the next page others, and a search what matches', async () => {
  const item = await newItem(`Zebra clamp ${randomUUID().slice(0, 8)}`)
  const { page } = await openList()
  expect(await page.title()).toBe('Inventory · Acme')
  const first = await page.getByRole('rowheader').allInnerTexts()
  expect(first.length).toBe(20)
  await stage().screenshot(page, 'inventory-list')

  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByText(/^21 to \d+ of/).waitFor()
  await eventually(async () => {
    const second = await page.getByRole('rowheader').allInnerTexts()
    return second.length > 0 && second.every((name) => !first.includes(name))
  }).toBe(true)

  await page.getByLabel('Search by name').fill(item.name)
  await eventually(() => page.getByRole('rowheader').allInnerTexts()).toEqual([item.name])
  await page.getByLabel('Search by name').fill('nothing is called this')
  await page.getByText('No item matches').waitFor()
})

test('from the list to an item, to its form, and back with the change, which the upstream has kept', async () => {
  const item = await newItem(`Torque meter ${randomUUID().slice(0, 8)}`)
  const { page } = await openList()
  await page.getByLabel('Search by name').fill(item.sku)
  await page.getByRole('link', { name: item.name }).click()
  await page.getByRole('heading', { level: 1, name: item.name }).waitFor()
  expect(new URL(page.url()).pathname).toBe(`${LIST}/items/${item.id}`)
  await stage().screenshot(page, 'inventory-item')

  await page.getByRole('link', { name: 'Edit', exact: true }).click()
  await page.getByLabel('Location').fill('Shelf 2')
  await page.getByLabel('Quantity').fill('41')
  await stage().screenshot(page, 'inventory-edit')
  await page.getByRole('button', { name: 'Save' }).click()

  await page.getByText(`${item.name} is saved`).waitFor()
  await page.getByText('Shelf 2').waitFor()
  expect(new URL(page.url()).pathname).toBe(`${LIST}/items/${item.id}`)
  expect(await stored(item)).toMatchObject({ location: 'Shelf 2', quantity: 41, unitPriceCents: 1250 })
})

test('what the form can see is wrong is said at the field, and nothing is sent', async () => {
  const item = await newItem(`Bent pin ${randomUUID().slice(0, 8)}`)
  const page = await openEdit(item)
  await page.getByLabel('Location').fill('')
  await page.getByLabel('Unit price').fill('much')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Please fill this in').waitFor()
  await page.getByText('An amount like 12.50').waitFor()
  expect(await page.evaluate('document.activeElement.name')).toBe('location')
  expect(await stored(item)).toMatchObject({ location: 'Shelf 1' })
})

test('what only the service can see is wrong is said at the field too', async () => {
  stage().provokes(/status of 422 .*\/api\/crud\/items\//)
  const [item, other] = [await newItem(`Left half ${randomUUID().slice(0, 8)}`), await newItem('Right half')]
  const page = await openEdit(item)
  await page.getByLabel('SKU').fill(other.sku)
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Is taken by another item').waitFor()
  expect(await page.getByLabel('SKU').getAttribute('aria-invalid')).toBe('true')
  expect(await stored(item)).toMatchObject({ sku: item.sku })
})

test('two people change one item: the second is told, and loses nothing of the first', async () => {
  stage().provokes(/status of 412 .*\/api\/crud\/items\//)
  const item = await newItem(`Shared crate ${randomUUID().slice(0, 8)}`)
  const page = await openEdit(item)
  await page.getByLabel('Location').fill('Where the second put it')
  const alice = await stage().visitor(ACME, 'alice')
  const body = { ...(await stored(item)), location: 'Where the first put it' }
  expect((await alice.call('inventory', `/api/crud/items/${item.id}`, { method: 'PUT', body })).status).toBe(200)

  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Somebody else has changed this item').waitFor()
  expect(await stored(item)).toMatchObject({ location: 'Where the first put it' })
  await stage().screenshot(page, 'inventory-conflict')

  await page.getByRole('button', { name: 'Load the current version' }).click()
  await eventually(() => page.getByLabel('Location').inputValue()).toBe('Where the first put it')
  await page.getByLabel('Location').fill('Where both agree')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText(`${item.name} is saved`).waitFor()
  expect(await stored(item)).toMatchObject({ location: 'Where both agree' })
})

test('calls off a plugin’s list are refused, each with an error that the plugin can tell apart', async () => {
  stage().provokes(/status of (400|403|404) .*\/api\/(crud|sales|events|auth)/, /status of 403 .*\/auth\/logout/)
  const { page } = await stage().open(LAB, { as: 'olivia' })
  const card = cardOf(page, 'off-list')
  const expected = {
    'on the list': 'status 404 not_found',
    'wrong method': 'status 403 allowlist_violation',
    'wrong shape': 'status 403 allowlist_violation',
    'off the list': 'status 403 allowlist_violation',
    "another plugin's path": 'status 403 allowlist_violation',
    'a path trick': 'status 0 template_refused',
    'outside the api': 'status 0 outside_api',
    'without a plugin': 'status 403',
    "in another plugin's name": 'status 403',
    'another topic': 'status 403 allowlist_violation',
  }
  const marked: string[] = []
  page.on('response', (response) => {
    if (response.headers()['x-allowlist-violation'] === '1') marked.push(new URL(response.url()).pathname)
  })
  for (const name of Object.keys(expected)) await card.getByRole('button', { name, exact: true }).click()
  await eventually(async () => {
    const outputs = await card.locator('output').all()
    const outcomes = outputs.map(async (output) => [await output.getAttribute('data-call'), await output.innerText()])
    return Object.fromEntries(await Promise.all(outcomes))
  }).toEqual(expected)
  expect(marked.length).toBe(5)
})
