/** Live events on a page: they come, they come once, they come back, and they stop. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { cardOf } from './fixture/dashboard.ts'
import { ACME, eventually, type Opened, useStage } from './fixture/stage.ts'

const stage = useStage()

const PAGE = '/plugins/orders-live'

async function order(): Promise<void> {
  await stage().upstream.order(ACME)
}

/** The gateway learns that a browser has gone when it has something to tell it, so something happens, at every tenant. */
async function openStreams(): Promise<number> {
  await stage().upstream.orderEverywhere()
  return stage().upstream.openStreams()
}

/** With the only stream there is: those of earlier tests have ended. */
async function openOrders(): Promise<Opened> {
  await eventually(openStreams).toBe(0)
  const opened = await stage().open(ACME, { as: 'alice', path: PAGE, alone: true })
  await opened.page.locator('[data-connection="open"]').waitFor()
  return opened
}

/** Numbers of the orders on the page, newest first. */
function ordersOn(page: Page): Promise<readonly string[]> {
  return page.getByRole('rowheader').allInnerTexts()
}

test('orders show as they happen, on the page and on the dashboard, under a badge that says they are live', async () => {
  const { page } = await openOrders()
  await page.getByText('The next order shows here').waitFor()
  await order()
  await eventually(() => ordersOn(page)).toHaveLength(1)
  await order()
  await eventually(() => ordersOn(page)).toHaveLength(2)
  const [newest = '', oldest = ''] = await ordersOn(page)
  expect(Number(newest.slice(4))).toBe(Number(oldest.slice(4)) + 1)
  await stage().screenshot(page, 'orders')

  await page.getByRole('link', { name: 'Dashboard' }).click()
  const card = cardOf(page, 'orders-live')
  await card.locator('[data-connection="open"]').waitFor()
  expect(await card.locator('[data-connection]').innerText()).toBe('Live')
  await order()
  await card.getByText('1 since you opened this page').waitFor()
})

test('a dropped connection loses no order and doubles none', async () => {
  stage().provokes(/net::ERR_INCOMPLETE_CHUNKED_ENCODING .*\/api\/events/)
  const { page } = await openOrders()
  await order()
  await eventually(() => ordersOn(page)).toHaveLength(1)

  expect(await stage().upstream.dropStreams()).toBe(1)
  await page.locator('[data-connection="retrying"]').waitFor()
  expect(await page.locator('[data-connection]').innerText()).toBe('Reconnecting')
  for (let missed = 0; missed < 3; missed += 1) await order()
  await page.locator('[data-connection="open"]').waitFor()
  await order()

  await eventually(() => ordersOn(page)).toHaveLength(5)
  const numbers = (await ordersOn(page)).map((text) => Number(text.slice(4)))
  const [newest = 0] = numbers
  expect(numbers).toEqual([newest, newest - 1, newest - 2, newest - 3, newest - 4])
})

test('a page that is left gives its stream back', async () => {
  const { page } = await openOrders()
  const aborted: string[] = []
  page.on('requestfailed', (request) =>
    aborted.push(`${request.failure()?.errorText} ${new URL(request.url()).pathname}`),
  )
  expect(await stage().upstream.openStreams()).toBe(1)
  await page.getByRole('link', { name: 'Hello page' }).click()
  await page.getByRole('heading', { level: 1, name: 'Hello page' }).waitFor()
  await eventually(() => aborted).toEqual(['net::ERR_ABORTED /api/events'])
  await eventually(openStreams).toBe(0)
})

test('signing out ends the stream, and the page with it', async () => {
  const { page } = await openOrders()
  await order()
  await eventually(() => ordersOn(page)).toHaveLength(1)
  await page.getByRole('button', { name: 'Alice Archer' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'You are signed out' }).waitFor()
  await eventually(() => stage().upstream.openStreams()).toBe(0)
})

test('a stream ends within seconds when the session ends elsewhere, and the page says so', async () => {
  stage().provokes(/status of 401 /)
  const { page, visitor } = await openOrders()
  expect((await visitor?.post('/auth/logout'))?.status).toBe(200)
  await page.getByRole('heading', { name: 'Your session has ended' }).waitFor()
  await eventually(() => stage().upstream.openStreams()).toBe(0)
})
