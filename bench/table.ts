/**
 * What a table of ten thousand rows costs the page's thread: for each step of scrolling, for each of the arrow keys, and to sort.
 *
 * Counted in processor time of that thread, as the browser gives it, so that other work on this machine does not count: script,
 * style, layout and paint of everything from the step to the second frame after it. The same steps in a frame of plain rows
 * say what scrolling costs by itself.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CDPSession, Page } from 'playwright-core'
import { launchBrowser } from '../dev/browser.ts'
import { startStack } from '../dev/stack.ts'
import { type Figures, figuresOf, tableOf } from './figures.ts'
import { describeMachine } from './machine.ts'

const STEPS = Number(process.env['STEPS'] ?? 200)
const SORTS = 20
/** What is timed spans two frames of a screen that draws sixty a second: with more than this it would drop one. */
const GOAL_MS = 2000 / 60
const RESULTS = join(import.meta.dirname, 'results/table.json')

const TWO_FRAMES =
  'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 0))))'
/** As fast as somebody throws a wheel, and now and then a leap. */
const turn = (frame: string, step: number): string =>
  `{ const frame = document.querySelector('${frame}'); frame.scrollTop += ${step % 20 === 19 ? 'frame.scrollHeight / 12' : '240'} }`

const TABLE = '[data-ee="table-frame"]:has([role="grid"])'

/** Plain rows in a frame of the same height, as many as make it scroll as far as the steps go. */
const PLAIN = `{
  const frame = document.querySelector('${TABLE}').cloneNode(false)
  frame.id = 'plain'
  const rows = Array.from({ length: 2000 }, (_, at) => {
    const row = document.createElement('tr')
    row.append(...['A-' + at, 'Archer', '€ 1.00'].map((text) => Object.assign(document.createElement('td'), { textContent: text })))
    return row
  })
  frame.append(document.createElement('table'))
  frame.firstChild.append(...rows)
  document.querySelector('main').append(frame)
}`

async function threadSeconds(devtools: CDPSession): Promise<number> {
  const { metrics } = await devtools.send('Performance.getMetrics')
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN
}

/** Milliseconds of the page's thread that each step takes. */
async function measure(
  page: Page,
  devtools: CDPSession,
  steps: number,
  act: (step: number) => Promise<unknown>,
): Promise<Figures> {
  const samples: number[] = []
  for (let step = 0; step < steps; step += 1) {
    const before = await threadSeconds(devtools)
    await act(step)
    await page.evaluate(TWO_FRAMES)
    samples.push(((await threadSeconds(devtools)) - before) * 1000)
  }
  return figuresOf(samples)
}

const folder = mkdtempSync(join(tmpdir(), 'experience-edge-bench-'))
const stack = await startStack({ stateDir: join(folder, 'state'), overlays: [], services: { ORDERS_EVERY_MS: '0' } })
const browser = await launchBrowser()
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
  await page.goto(`http://acme.localhost:${stack.port}/ui/tables?code=off`)
  const grid = page.getByRole('grid', { name: 'Orders of the year' })
  await grid.getByRole('row', { name: 'A-00001' }).waitFor()
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' })
  const nothing = await measure(page, devtools, STEPS, async () => {})
  const table = await measure(page, devtools, STEPS, (step) => page.evaluate(turn(TABLE, step)))
  const drawn = await grid.getByRole('row').count()
  await grid.locator('[tabindex="0"]').focus()
  await page.keyboard.press('Control+Home')
  const arrows = await measure(page, devtools, STEPS, () => page.keyboard.press('ArrowDown'))
  await page.keyboard.press('Control+Home')
  await page.keyboard.press('End')
  const sorts = await measure(page, devtools, SORTS, () => page.keyboard.press('Enter'))
  await page.evaluate(PLAIN)
  const plain = await measure(page, devtools, STEPS, (step) => page.evaluate(turn('#plain', step)))
  const figures = {
    'two frames in which nothing happens': nothing,
    'a step in a frame of 2,000 plain rows': plain,
    'a step in the table of 10,000': table,
    'an arrow down in it': arrows,
    'a sort of it': sorts,
  }
  console.log(
    `\n${tableOf(figures)}\n\nRows in the document: ${drawn} of 10,000. Goal for a step: ${GOAL_MS.toFixed(1)} ms.`,
  )
  const machine = describeMachine(browser.version())
  const results = { date: new Date().toISOString(), machine, goalMs: GOAL_MS, rowsDrawn: drawn, ...figures }
  mkdirSync(join(RESULTS, '..'), { recursive: true })
  writeFileSync(RESULTS, `${JSON.stringify(results, null, 2)}\n`)
  process.exitCode = table.p99 < GOAL_MS ? 0 : 1
} finally {
  await browser.close()
  await stack.stop()
  rmSync(folder, { recursive: true, force: true })
}
