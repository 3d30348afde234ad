/**
 * How long a plugin that an operator kills lives on: in open tabs, in calls, and in event streams, by the clock.
 *
 * Everything runs on this machine, so one clock times all of it.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import { isMap, isSeq, parseDocument } from 'yaml'
import { launchBrowser } from '../dev/browser.ts'
import { DEMO_PASSWORD } from '../dev/idp/people.ts'
import { SEED_FOLDER } from '../dev/seed.ts'
import { startStack, type Stack } from '../dev/stack.ts'
import {
  holdStream,
  keepCalling,
  lastAdmitted,
  stopCalling,
  testimonyOf,
  watchPlace,
} from '../test/e2e/browser/fixture/witness.ts'
import { figuresOf, tableOf } from './figures.ts'
import { describeMachine } from './machine.ts'

const ROUNDS = Number(process.env['ROUNDS'] ?? 50)
/** After the receipt: no call that begins later may be admitted. */
const GOAL_MS = 1000
/** A round proves that by so many calls. */
const LATE_CALLS = 5
const LOOK_EVERY_MS = 20
/** A round that takes longer has failed. */
const ROUND_MS = 60_000

const HOST = 'acme.localhost'
const PLUGIN = 'orders-live'
/** The witness is no SDK: here capabilities are only observed. */
const CALLER = { plugin: PLUGIN, capability: null }
const ECHO = '/api/plugins/secure-echo'
const RESULTS = join(import.meta.dirname, 'results/kill-switch.json')

const LEFT_OUT = [
  'The network: browser, gateway and doorbell share one machine. Add half a round trip from the nearest region for each of them.',
  'The nine regions: all replicas run in one process. Telling them takes as long as the slowest, estimated at 100 to 300 ms.',
  'Many isolates: here is one, which hears of the change at once. Another one may go on for as long as its lease (1 s) allows.',
  'KV that is late: local KV shows a change at once. The doorbell exists because the real one does not.',
  'Many tabs: a replica tells its pages one after the other; here are two.',
]

interface Round {
  readonly orderedAt: number
  readonly receivedAt: number
  readonly unmountedAt: readonly number[]
  readonly streamEndedAt: number
  readonly lastAdmittedAt: number
  readonly lateCalls: number
  readonly lateAdmitted: number
}

/** One plugin with calls, a stream and a place on the page: the example has no call of its own. */
function writeOverlay(folder: string): string {
  const document = parseDocument(readFileSync(join(SEED_FOLDER, 'config/plugins.yaml'), 'utf8'))
  const plugins = document.getIn(['tenants', HOST])
  const at = isSeq(plugins) ? plugins.items.findIndex((item) => isMap(item) && item.get('id') === PLUGIN) : -1
  if (at === -1) throw new Error(`${HOST} has no ${PLUGIN}`)
  document.setIn(['tenants', HOST, at, 'permissions', 'api'], [{ method: 'GET', path: ECHO }])
  mkdirSync(join(folder, 'config'), { recursive: true })
  writeFileSync(join(folder, 'config/plugins.yaml'), String(document))
  const settings = parseDocument(readFileSync(join(SEED_FOLDER, 'config/settings.yaml'), 'utf8'))
  settings.setIn(['security', 'capability'], 'observed')
  writeFileSync(join(folder, 'config/settings.yaml'), String(settings))
  return folder
}

/** Each in a browser of its own: over HTTP/1.1, which is what runs here, tabs of one browser share six connections. */
async function openTab(browser: Browser, { port }: Stack): Promise<Page> {
  const page = await (await browser.newContext()).newPage()
  await page.goto(`http://${HOST}:${port}/`)
  await page.getByRole('link', { name: 'Sign in' }).click()
  await page.getByLabel('User name').fill('alice')
  await page.getByLabel('Password').fill(DEMO_PASSWORD)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Dashboard' }).waitFor()
  return page
}

async function order(stack: Stack, action: string): Promise<number> {
  const headers = { Authorization: `Bearer ${stack.operatorToken}`, 'Content-Type': 'application/json' }
  const body = JSON.stringify({ reason: 'measured' })
  const answer = await stack.request(HOST, `/api/plugins/${action}/${PLUGIN}`, { method: 'POST', headers, body })
  const text = await answer.text()
  if (answer.status !== 200) throw new Error(`${action}: ${answer.status} ${text}`)
  return Date.now()
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const lateAt = Date.now() + ROUND_MS
  while (!(await isSo())) {
    if (Date.now() > lateAt) throw new Error(`waited in vain until ${what}`)
    await pause(LOOK_EVERY_MS)
  }
}

async function playRound(stack: Stack, tabs: readonly [Page, Page]): Promise<Round> {
  const [first] = tabs
  for (const tab of tabs) {
    await tab.locator(`[data-plugin="${PLUGIN}"] [data-connection="open"]`).waitFor()
    await watchPlace(tab, PLUGIN)
  }
  await holdStream(first, CALLER, 'orders')
  await keepCalling(first, CALLER, ECHO)
  await until('calls are admitted', async () => lastAdmitted(await testimonyOf(first)) > 0)

  const orderedAt = Date.now()
  const receivedAt = await order(stack, 'quarantine')
  const lateIn = async () => (await testimonyOf(first)).calls.filter((call) => call.startedAt > receivedAt + GOAL_MS)
  await until('late calls are judged', async () => (await lateIn()).length >= LATE_CALLS)
  await stopCalling(first)
  await until('every tab has unmounted it', async () => {
    return (await Promise.all(tabs.map(testimonyOf))).every(({ unmountedAt }) => unmountedAt !== null)
  })
  await until('the stream has ended', async () => (await testimonyOf(first)).streamEndedAt !== null)
  const testimony = await testimonyOf(first)
  const late = await lateIn()
  const round = {
    orderedAt,
    receivedAt,
    unmountedAt: (await Promise.all(tabs.map(testimonyOf))).map(({ unmountedAt }) => unmountedAt ?? Number.NaN),
    streamEndedAt: testimony.streamEndedAt ?? Number.NaN,
    lastAdmittedAt: lastAdmitted(testimony),
    lateCalls: late.length,
    lateAdmitted: late.filter(({ status }) => status === 200).length,
  }
  await order(stack, 'unquarantine')
  return round
}

function sumUp(rounds: readonly Round[]) {
  const since = (from: 'orderedAt' | 'receivedAt') => ({
    unmounted: figuresOf(rounds.flatMap((round) => round.unmountedAt.map((at) => at - round[from]))),
    'last admitted call': figuresOf(rounds.map((round) => round.lastAdmittedAt - round[from])),
    'stream closed': figuresOf(rounds.map((round) => round.streamEndedAt - round[from])),
  })
  return {
    receipt: figuresOf(rounds.map(({ orderedAt, receivedAt }) => receivedAt - orderedAt)),
    fromReceipt: since('receivedAt'),
    fromOrder: since('orderedAt'),
    lateCalls: rounds.reduce((sum, round) => sum + round.lateCalls, 0),
    lateAdmitted: rounds.reduce((sum, round) => sum + round.lateAdmitted, 0),
  }
}

function show({ receipt, fromReceipt, fromOrder, lateCalls, lateAdmitted }: ReturnType<typeof sumUp>): void {
  const named = (start: string, figures: typeof fromReceipt) => {
    return Object.fromEntries(Object.entries(figures).map(([name, each]) => [`${start} → ${name}`, each]))
  }
  console.log(
    `\n${tableOf({ 'order → receipt': receipt, ...named('receipt', fromReceipt), ...named('order', fromOrder) })}`,
  )
  console.log('\nBelow zero: before the operator had the receipt in hand.')
  console.log(
    `${lateAdmitted} of ${lateCalls} calls that began more than ${GOAL_MS} ms after the receipt were admitted.`,
  )
  console.log(`\nWhat measuring on one machine leaves out:\n${LEFT_OUT.map((text) => `- ${text}`).join('\n')}`)
}

const folder = mkdtempSync(join(tmpdir(), 'experience-edge-bench-'))
const stack = await startStack({
  stateDir: join(folder, 'state'),
  overlays: [writeOverlay(join(folder, 'overlay'))],
  services: { ORDERS_EVERY_MS: '0' },
})
const browser = await launchBrowser()
try {
  const tabs = [await openTab(browser, stack), await openTab(browser, stack)] as const
  const rounds: Round[] = []
  while (rounds.length < ROUNDS) {
    rounds.push(await playRound(stack, tabs))
    if (process.stdout.isTTY) process.stdout.write(`\rround ${rounds.length} of ${ROUNDS}`)
  }
  const summary = sumUp(rounds)
  show(summary)
  const machine = describeMachine(browser.version())
  const results = {
    date: new Date().toISOString(),
    machine,
    rounds: ROUNDS,
    tabs: tabs.length,
    goalMs: GOAL_MS,
    ...summary,
  }
  mkdirSync(join(RESULTS, '..'), { recursive: true })
  writeFileSync(RESULTS, `${JSON.stringify({ ...results, leftOut: LEFT_OUT }, null, 2)}\n`)
  const slowest = Math.max(...Object.values(summary.fromReceipt).map(({ max }) => max))
  process.exitCode = summary.lateAdmitted === 0 && slowest < GOAL_MS ? 0 : 1
} finally {
  await browser.close()
  await stack.stop()
  rmSync(folder, { recursive: true, force: true })
}
