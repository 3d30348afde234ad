/**
 * How long an operator's edit of a theme takes to be seen in a page that is open, by the clock.
 *
 * Everything runs on this machine, so one clock times all of it. The page is the dashboard, with its plugins on it; it is
 * never reloaded.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { parseDocument } from 'yaml'
import { launchBrowser } from '../dev/browser.ts'
import { DEMO_PASSWORD } from '../dev/idp/people.ts'
import { startStack, type Stack } from '../dev/stack.ts'
import { figuresOf, tableOf } from './figures.ts'
import { describeMachine } from './machine.ts'

const ROUNDS = Number(process.env['ROUNDS'] ?? 50)
/** From live (the operator's receipt) to seen. Before that the gateway checks and compiles, which takes the machine's time. */
const GOAL_MS = 1000
const ROUND_MS = 60_000
const HOST = 'acme.localhost'
const FILE = 'config/ui.yaml'
const TOKEN = ['tenants', HOST, 'theme', 'dark', 'color-background']
const RESULTS = join(import.meta.dirname, 'results/theme.json')

const LEFT_OUT = [
  'The network: browser, gateway and doorbell share one machine. Add half a round trip to each.',
  'Many isolates: here is one, which hears of the change at once; another may serve the old look for its lease (1 s).',
  'KV that is late: local KV shows a change at once. The gateway reads what it wrote itself, so only edits past it wait.',
]

async function openPage(browser: Browser, { port }: Stack): Promise<Page> {
  const page = await (await browser.newContext({ colorScheme: 'dark' })).newPage()
  await page.goto(`http://${HOST}:${port}/`)
  await page.getByRole('link', { name: 'Sign in' }).click()
  await page.getByLabel('User name').fill('alice')
  await page.getByLabel('Password').fill(DEMO_PASSWORD)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.locator('[data-plugin="orders-live"] [data-connection="open"]').waitFor()
  await page.evaluate(WITNESS)
  return page
}

/** Notes when the page has drawn each ground that it gets: after the frame in which it is new. */
const WITNESS = `globalThis.seen = {}
new MutationObserver(() => requestAnimationFrame(() => {
  const ground = getComputedStyle(document.body).backgroundColor
  setTimeout(() => { globalThis.seen[ground] ??= Date.now() }, 0)
})).observe(document.documentElement, { attributes: true, attributeFilter: ['style'] })`

interface Round {
  readonly savedAt: number
  readonly receivedAt: number
  readonly seenAt: number
}

/** Saves the file as the operators' page does, and makes it live. */
async function edit(stack: Stack, color: string): Promise<Pick<Round, 'savedAt' | 'receivedAt'>> {
  const Authorization = `Bearer ${stack.operatorToken}`
  const query = `?file=${encodeURIComponent(FILE)}`
  const before = await stack.request(HOST, `/api/ops/config${query}`, { headers: { Authorization } })
  const { text, etag }: { text: string; etag: string } = JSON.parse(await before.text())
  const document = parseDocument(text)
  document.setIn(TOKEN, color)
  const headers = { Authorization, 'Content-Type': 'application/yaml', 'If-Match': etag }
  const savedAt = Date.now()
  await expectOk(
    await stack.request(HOST, `/api/ops/config${query}`, { method: 'PUT', headers, body: String(document) }),
  )
  await expectOk(await stack.request(HOST, '/api/plugins/refresh', { method: 'POST', headers: { Authorization } }))
  return { savedAt, receivedAt: Date.now() }
}

async function expectOk(answer: Response): Promise<void> {
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${answer.status} ${text}`)
}

async function playRound(stack: Stack, page: Page, round: number): Promise<Round> {
  const blue = 16 + (round % 32)
  const times = await edit(stack, `#0a06${blue.toString(16)}`)
  const ground = `rgb(10, 6, ${blue})`
  await page.evaluate(`globalThis.seen['${ground}'] ?? new Promise((resolve) => {
    const timer = setInterval(() => globalThis.seen['${ground}'] && (clearInterval(timer), resolve()), 20)
  })`)
  const seenAt = await page.evaluate<number>(`globalThis.seen['${ground}']`)
  await page.evaluate(`delete globalThis.seen['${ground}']`)
  return { ...times, seenAt }
}

const folder = mkdtempSync(join(tmpdir(), 'experience-edge-bench-'))
const stack = await startStack({ stateDir: join(folder, 'state'), overlays: [], services: { ORDERS_EVERY_MS: '0' } })
const browser = await launchBrowser()
try {
  const page = await openPage(browser, stack)
  page.setDefaultTimeout(ROUND_MS)
  const rounds: Round[] = []
  while (rounds.length < ROUNDS) rounds.push(await playRound(stack, page, rounds.length))
  const figures = {
    'saved → live (receipt)': figuresOf(rounds.map(({ savedAt, receivedAt }) => receivedAt - savedAt)),
    'live (receipt) → seen': figuresOf(rounds.map(({ receivedAt, seenAt }) => seenAt - receivedAt)),
    'saved → seen': figuresOf(rounds.map(({ savedAt, seenAt }) => seenAt - savedAt)),
  }
  console.log(`\n${tableOf(figures)}\n\nBelow zero: before the operator had the receipt in hand.`)
  console.log(`\nWhat measuring on one machine leaves out:\n${LEFT_OUT.map((text) => `- ${text}`).join('\n')}`)
  const machine = describeMachine(browser.version())
  const results = { date: new Date().toISOString(), machine, rounds: ROUNDS, goalMs: GOAL_MS, ...figures }
  mkdirSync(join(RESULTS, '..'), { recursive: true })
  writeFileSync(RESULTS, `${JSON.stringify({ ...results, leftOut: LEFT_OUT }, null, 2)}\n`)
  process.exitCode = figures['live (receipt) → seen'].p99 < GOAL_MS ? 0 : 1
} finally {
  await browser.close()
  await stack.stop()
  rmSync(folder, { recursive: true, force: true })
}
