/** Signing in and out, in one tab and in two; and the pages between which a person moves. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { isAtRest } from './fixture/dashboard.ts'
import { ACME, eventually, useStage } from './fixture/stage.ts'
import { SIGNED_OUT } from './fixture/troubles.ts'

const stage = useStage()

/** Calls that a page made before it knew that its session was over. */
const REFUSED = /status of 401 .*\/(api|access)\//

/** As often as this the gateway looks whether the person behind an open line is still signed in. */
const HEARTBEAT_MS = 15_000

async function signOut(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
}

function heading(page: Page, name: string): Promise<void> {
  return page.getByRole('heading', { level: 1, name, exact: true }).waitFor()
}

function pathOf(page: Page): string {
  return new URL(page.url()).pathname
}

test('signing out ends it all: cookie, session, the way back, and the other tab', async () => {
  stage().provokes(SIGNED_OUT, REFUSED)
  const { page, context } = await stage().open(ACME)
  await stage().signIn(page, 'alice')
  await eventually(() => isAtRest(page)).toBe(true)
  const [sid] = (await context.cookies(stage().url(ACME))).filter(({ name }) => name === '__Host-Http-sid')
  expect(sid).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Lax', path: '/' })
  const other = await context.newPage()
  await other.goto(stage().url(ACME, '/hello'))
  await heading(other, 'Hello, Alice')

  await signOut(page, 'Alice Archer')
  await heading(page, 'You are signed out')
  expect(pathOf(page)).toBe('/signed-out')
  expect(await page.title()).toBe('You are signed out · Acme')
  expect(await page.locator('[data-host="brand"]').innerText()).toBe('Acme')
  const left = await context.cookies(stage().url(ACME))
  expect(left.filter(({ name }) => name === '__Host-Http-sid')).toEqual([])

  // The other tab hears of it on its line to the gateway, or with its next call, whichever comes first.
  await other.getByRole('heading', { level: 1, name: 'Your session has ended' }).waitFor({ timeout: HEARTBEAT_MS * 2 })
  expect(await other.locator('[data-plugin]').count()).toBe(0)

  await page.goBack()
  await eventually(() => page.getByRole('heading', { level: 1 }).innerText()).toMatch(/^Sign in/)
  expect(await page.locator('[data-plugin]').count()).toBe(0)
})

test('who signs out and in again is asked for the password again', async () => {
  stage().provokes(SIGNED_OUT)
  const { page } = await stage().open(ACME)
  await stage().signIn(page, 'bob')
  await heading(page, 'Dashboard')
  await signOut(page, 'Bob Baker')
  await heading(page, 'You are signed out')
  await page.getByRole('link', { name: 'Sign in' }).click()
  await page.getByLabel('Password').waitFor()
})

test('a session that has ended meanwhile: the page says so, and signing in again leads back to it', async () => {
  stage().provokes(REFUSED)
  const { page, visitor } = await stage().open(ACME, { as: 'alice', alone: true, path: '/hello' })
  await heading(page, 'Hello, Alice')
  expect((await visitor?.post('/auth/logout'))?.status).toBe(200)
  await page.getByRole('button', { name: 'Ask again' }).click()
  await heading(page, 'Your session has ended')
  await stage().screenshot(page, 'session-ended')
  await stage().signIn(page, 'alice')
  await heading(page, 'Hello, Alice')
  expect(pathOf(page)).toBe('/hello')
})

test('whoever is signed out by the identity provider is signed out here', async () => {
  stage().provokes(REFUSED)
  const { page } = await stage().open(ACME, { as: 'olivia', alone: true, path: '/hello' })
  await heading(page, 'Hello, Olivia')
  const end = `http://localhost:${stage().stack.idpPort}/_test/end-sessions?sub=olivia`
  expect((await fetch(end, { method: 'POST' })).status).toBe(200)
  await page.getByRole('button', { name: 'Ask again' }).click()
  await heading(page, 'Your session has ended')
})

test('an address deep inside is where the person gets to, by way of the sign-in', async () => {
  stage().provokes(SIGNED_OUT)
  const { page } = await stage().open(ACME, { path: '/plugins/inventory' })
  await heading(page, 'Sign in to continue')
  expect(await page.locator('body').innerText()).not.toMatch(/inventory/i)
  await stage().signIn(page, 'alice')
  await heading(page, 'Inventory')
  expect(pathOf(page)).toBe('/plugins/inventory')
})

test('an address that leads nowhere says so, and leads on', async () => {
  const { page } = await stage().open(ACME, { as: 'alice', path: '/no/such/page' })
  await heading(page, 'Page not found')
  expect(await page.title()).toBe('Page not found · Acme')
  await stage().screenshot(page, 'not-found')
  await page.getByRole('link', { name: 'To the dashboard' }).click()
  await heading(page, 'Dashboard')
})

test('each page has its title, moves the focus to its beginning, and is found again by back and forward', async () => {
  const { page, requests } = await stage().open(ACME, { as: 'alice' })
  await eventually(() => isAtRest(page)).toBe(true)
  const documents = (): number => requests.filter((request) => request === 'GET /' || request === 'GET /hello').length
  const before = documents()

  await page.getByRole('link', { name: 'Hello', exact: true }).click()
  await heading(page, 'Hello, Alice')
  expect(await page.title()).toBe('Hello · Acme')
  expect(await page.evaluate('document.activeElement.closest("main") !== null')).toBe(true)
  const current = page.getByRole('navigation', { name: 'Pages' }).locator('[aria-current="page"]')
  expect(await current.innerText()).toBe('Hello')

  await page.getByRole('link', { name: 'Hello page' }).click()
  await heading(page, 'Hello page')
  await page.goBack()
  await heading(page, 'Hello, Alice')
  await page.goBack()
  await heading(page, 'Dashboard')
  expect(await page.title()).toBe('Dashboard · Acme')
  await page.goForward()
  await heading(page, 'Hello, Alice')
  expect(documents()).toBe(before)
})
