/** How a page comes: what its document says, in which order things are asked for, and that nothing moves or leaks. */
import type { BrowserContext, Page } from 'playwright-core'
import { onTestFinished, expect, test } from 'vitest'
import { launchBrowser } from '../../../dev/browser.ts'
import { HAIR, isAtRest, shiftOf } from './fixture/dashboard.ts'
import { withoutData } from './fixture/document.ts'
import { ACME, eventually, GLOBEX, useStage } from './fixture/stage.ts'

const stage = useStage()

const BUNDLE = /^GET \/api\/plugins\/bundle/
/** What a page asks for that was told nothing. */
const ASKED = /^GET \/api\/(?:session|configs\/ui|plugins\/manifests)$|^POST \/access\//

test('a page asks nothing of what its document says, and nothing moves as the plugins arrive', async () => {
  const { page, requests } = await stage().open(ACME, { as: 'alice' })
  await eventually(() => isAtRest(page)).toBe(true)
  await eventually(() => requests.includes('GET /api/configs/stream')).toBe(true)
  expect(requests.filter((request) => ASKED.test(request))).toEqual([])
  expect(await shiftOf(page)).toBeLessThan(HAIR)
  expect(await page.locator('script[type="application/json"]').count()).toBe(0)
})

test('while it is decided what is permitted, nothing shows that would move afterwards', async () => {
  const decision = Promise.withResolvers<void>()
  const prepare = async (context: BrowserContext): Promise<void> => {
    await withoutData(context, await stage().visitor(ACME, 'alice'))
    await context.route('**/access/v1/evaluations', async (route) => {
      await decision.promise
      await route.continue()
    })
  }
  const options = { viewport: { width: 1100, height: 700 } }
  const { page } = await stage().open(ACME, { as: 'alice', options, prepare })
  await page.locator('[data-host="slot"][aria-busy="true"]').waitFor()
  const footer = page.locator('[data-host="footer"]')
  expect(await footer.count()).toBe(0)
  decision.resolve()
  await eventually(() => isAtRest(page)).toBe(true)
  expect(await footer.innerText()).toContain(ACME)
  expect(await shiftOf(page)).toBeLessThan(HAIR)
})

test.each([
  { width: 412, columns: 1 },
  { width: 1100, columns: 2 },
  { width: 1600, columns: 3 },
])('at $width pixels the cards stand in $columns columns, one below the other without a hole', async (given) => {
  const { page } = await stage().open(ACME, { as: 'alice' })
  await page.setViewportSize({ width: given.width, height: 900 })
  await eventually(() => isAtRest(page)).toBe(true)
  await eventually(async () => new Set((await placesOf(page)).map(({ left }) => left)).size).toBe(given.columns)
  const places = await placesOf(page)
  expect(places.length).toBeGreaterThan(given.columns)
  const belowOthers = places.slice(given.columns).map((place, index) => ({ place, above: places[index] }))
  for (const { place, above } of belowOthers) {
    expect(place.left).toBe(above?.left)
    // The space between cards, and what a row of the grid rounds up.
    expect(place.top - (above?.bottom ?? 0)).toSatisfy((space: number) => space >= 16 && space < 20)
  }
})

interface Place {
  readonly left: number
  readonly top: number
  readonly bottom: number
}

async function placesOf(page: Page): Promise<readonly Place[]> {
  return page.evaluate(`Array.from(document.querySelectorAll('[data-slot] > [data-plugin]'), (card) => {
    const { left, top, bottom } = card.getBoundingClientRect()
    return { left, top, bottom }
  })`)
}

test('the bundles of this page are asked for before the host has come, and no others', async () => {
  const bundle = Promise.withResolvers<void>()
  // The host is held back until somebody else has asked: were it the host's to ask, neither would ever come.
  const prepare = async (context: BrowserContext): Promise<void> => {
    context.on('request', (request) => {
      if (request.url().includes('/api/plugins/bundle')) bundle.resolve()
    })
    // The host stands in the page, and cannot begin without this.
    await context.route(/\/assets\/react-dom-client-/, async (route) => {
      await bundle.promise
      await route.continue()
    })
  }
  const { page, requests } = await stage().open(ACME, { as: 'alice', path: '/hello', prepare })
  await page.locator('[data-host="plugin-page"] h1').waitFor()
  expect(requests.filter((request) => BUNDLE.test(request))).toEqual([expect.stringContaining('/bundle/hello/')])
})

test('a page has the colours of its tenant before any script of it has run', async () => {
  const host = Promise.withResolvers<void>()
  const prepare = async (context: BrowserContext): Promise<void> => {
    await context.route(/\/assets\/react-dom-client-/, async (route) => {
      await host.promise
      await route.continue()
    })
  }
  const { page } = await stage().open(GLOBEX, { path: '/signed-out', until: 'commit', prepare })
  const ground = 'getComputedStyle(document.documentElement).getPropertyValue("--ee-color-background")'
  await page.locator('[data-ee="boot"]').waitFor({ state: 'attached' })
  expect(await page.evaluate(ground)).toBe('#f3f8f5')
  host.resolve()
  await page.getByRole('heading', { level: 1 }).waitFor()
  expect(await page.evaluate(ground)).toBe('#f3f8f5')
  expect(await page.locator('[data-host="brand"]').innerText()).toBe('Globex')
  expect(await page.locator('style[id]').count()).toBe(0)
})

test('what starts the host comes with the first page alone, and its file is there for the next', async () => {
  const kept = Promise.withResolvers<void>()
  const prepare = async (context: BrowserContext): Promise<void> => {
    context.on('requestfinished', (request) => {
      if (request.url().includes('/assets/host-')) kept.resolve()
    })
  }
  const { page } = await stage().open(ACME, { as: 'alice', prepare })
  expect(await page.locator('script[data-file]').count()).toBe(1)
  await kept.promise
  await page.goto(page.url())
  await eventually(() => isAtRest(page)).toBe(true)
  expect(await page.locator('script[data-file]').count()).toBe(0)
  const transferred = `performance.getEntriesByType('resource').filter(({ name }) => name.includes('/assets/host-'))
    .map(({ transferSize }) => transferSize)`
  expect(await page.evaluate(transferred)).toEqual([0])
})

test("a page's bundle comes when its link is approached", async () => {
  const { page, requests } = await stage().open(ACME, { as: 'alice' })
  await eventually(() => isAtRest(page)).toBe(true)
  const isAsked = (): boolean => requests.some((request) => request.includes('/bundle/hello-page/'))
  expect(isAsked()).toBe(false)
  await page.getByRole('link', { name: 'Hello page' }).hover()
  await eventually(isAsked).toBe(true)
})

test('in the document that bob gets stands not one byte of the plugin he may not have', async () => {
  const bob = await stage().visitor(ACME, 'bob')
  const html = await (await bob.request('/')).text()
  expect(html).toContain('hello-widget')
  expect(html).not.toMatch(/inventory|stock/i)
})

/** Signed in, in a browser that keeps pages which are left. */
async function openKept(): Promise<Page> {
  const browser = await launchBrowser({ keepsPages: true })
  onTestFinished(() => browser.close())
  const alice = await stage().visitor(ACME, 'alice')
  const [name = '', value = ''] = alice.cookies.header().split('=')
  const context = await browser.newContext()
  const url = `https://${ACME}/`
  await context.addCookies([{ name, value, url, secure: true, httpOnly: true, sameSite: 'Lax' }])
  const page = await context.newPage()
  await page.goto(stage().url(ACME))
  await eventually(() => isAtRest(page)).toBe(true)
  return page
}

test('a page that somebody comes back to is as it was left, and hears of changes again', async () => {
  const page = await openKept()
  await page.evaluate(`globalThis.stayed = true`)
  await page.goto(stage().url(GLOBEX, '/signed-out'))
  const requests: string[] = []
  page.on('request', (request) => requests.push(`${request.method()} ${new URL(request.url()).pathname}`))
  await page.goBack({ waitUntil: 'commit' })
  const reasons = 'JSON.stringify(performance.getEntriesByType("navigation")[0].notRestoredReasons)'
  expect([await page.evaluate('globalThis.stayed'), await page.evaluate(reasons)]).toEqual([true, 'null'])
  await eventually(() => requests).toEqual(expect.arrayContaining(['GET /api/configs/stream', 'GET /api/events']))
  expect(requests).not.toContain('GET /')
})
