/** One person's visits: the first with nothing in the cache, the next with everything. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'

const LOOK_EVERY_MS = 50
const VISIT_MS = 30_000
/** Until a new window is done with what a browser loads for itself. */
const SETTLED_MS = 1500
/** Until nothing of the first visit is under way, and the gateway has forgotten what it may for a moment. */
const BETWEEN_VISITS_MS = 5500

export interface Visit {
  /** Milliseconds from the start of the navigation until the first, and the last, plugin was mounted. */
  readonly first: number
  readonly last: number
  /** Until the page's first byte was there, and the last one of the modules that it needs. */
  readonly firstByte: number
  readonly lastModule: number
  /** Cumulative layout shift. */
  readonly shift: number
  /** As they crossed the line, the page among them. */
  readonly bytes: number
  readonly requests: number
}

export interface Visits {
  readonly cold: Visit
  readonly warm: Visit
}

export interface Person {
  readonly url: string
  readonly cookie: { readonly name: string; readonly value: string }
}

export async function visitTwice(browser: Browser, person: Person, plugins: number): Promise<Visits> {
  return withWindow(browser, person, async (page) => {
    const cold = await visit(page, person.url, plugins)
    await pause(BETWEEN_VISITS_MS)
    const warm = await visit(page, person.url, plugins)
    return { cold, warm }
  })
}

export async function visitOnce(browser: Browser, person: Person, plugins: number): Promise<Visit> {
  return withWindow(browser, person, (page) => visit(page, person.url, plugins))
}

async function withWindow<Value>(
  browser: Browser,
  { url, cookie }: Person,
  visits: (page: Page) => Promise<Value>,
): Promise<Value> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
  try {
    await context.addCookies([{ ...cookie, url, secure: true, httpOnly: true, sameSite: 'Lax' }])
    const page = await context.newPage()
    await pause(SETTLED_MS)
    return await visits(page)
  } finally {
    await context.close()
  }
}

/** Run in the page: the policy of the page forbids the tools that wait there. */
const MEASURE = `(() => {
  const shifts = []
  const observer = new PerformanceObserver(() => {})
  observer.observe({ type: 'layout-shift', buffered: true })
  const resources = performance.getEntriesByType('resource')
  const [page] = performance.getEntriesByType('navigation')
  const modules = resources.filter(({ name }) => /\\.js$|\\/bundle\\//.test(name))
  return {
    firstByte: page.responseStart,
    lastModule: Math.max(...modules.map(({ responseEnd }) => responseEnd)),
    mounted: performance.getEntriesByType('mark').filter(({ name }) => name.startsWith('mounted ')).map(({ startTime }) => startTime),
    shift: observer.takeRecords().reduce((sum, entry) => sum + (entry.hadRecentInput ? 0 : entry.value), 0),
    bytes: resources.reduce((sum, { transferSize }) => sum + transferSize, page.transferSize),
    requests: resources.length,
  }
})()`

interface Measured extends Omit<Visit, 'first' | 'last'> {
  readonly mounted: readonly number[]
}

async function visit(page: Page, url: string, plugins: number): Promise<Visit> {
  await page.goto(url, { waitUntil: 'commit' })
  const lateAt = Date.now() + VISIT_MS
  for (;;) {
    const { mounted, ...rest }: Measured = await page.evaluate(MEASURE)
    if (mounted.length === plugins) return { ...rest, first: Math.min(...mounted), last: Math.max(...mounted) }
    if (Date.now() > lateAt) throw new Error(`${mounted.length} of ${plugins} plugins were mounted`)
    await pause(LOOK_EVERY_MS)
  }
}
