/** What operators do, seen in pages that are open: by the clock, without a reload, and with nothing else disturbed. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, onTestFinished, test } from 'vitest'
import { parseDocument } from 'yaml'
import { SEED_FOLDER } from '../../../dev/seed.ts'
import { cardOf, isAtRest } from './fixture/dashboard.ts'
import { Operator } from './fixture/operator.ts'
import { ACME, eventually, GLOBEX, useStage } from './fixture/stage.ts'
import type { Visitor } from '../fixture/visitor.ts'
import {
  holdStream,
  keepCalling,
  lastAdmitted,
  stopCalling,
  testimonyOf,
  watchPlace,
  type WitnessedCaller,
} from './fixture/witness.ts'

const stage = useStage()

/** From the receipt: when every open page has unmounted it, every stream is closed, and no call is admitted any more. */
const GOAL_MS = 1000
/** Three pages, restarts, or several runs of wrangler in one test. */
const SLOW_TEST_MS = 120_000

const ECHO = '/api/plugins/secure-echo'
const REASON = 'Shows orders of the wrong customers'

/** What a browser says of calls and bundles that are refused. */
const REFUSED = /status of 403 /
/** What it says of a gateway that is not there for a while. */
const AWAY =
  /ERR_(CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE|INCOMPLETE_CHUNKED_ENCODING|NETWORK_)|status of 50\d/

const operator = () => new Operator(stage().stack, ACME)

/** Lifted again when the test is over, however it ends. */
async function quarantine(plugin: string) {
  onTestFinished(async () => void (await operator().unquarantine(plugin)))
  return operator().quarantine(plugin, REASON)
}

async function openDashboard(host: string, login: string): Promise<Page> {
  const { page } = await stage().open(host, { as: login, alone: true })
  await atRest(page)
  return page
}

/** The witness shows what the plugin's own SDK would. */
async function callerOf(plugin: string, visitor: Visitor | null): Promise<WitnessedCaller> {
  return { plugin, capability: (await visitor?.capabilityFor(plugin)) ?? null }
}

async function atRest(page: Page): Promise<void> {
  await eventually(() => isAtRest(page)).toBe(true)
}

/** A second tab of the same browser. */
async function openBeside(page: Page): Promise<Page> {
  const tab = await page.context().newPage()
  await tab.goto(page.url())
  await atRest(tab)
  return tab
}

async function greet(page: Page): Promise<void> {
  await cardOf(page, 'hello').getByRole('button', { name: 'Say hello' }).click()
  await cardOf(page, 'hello').getByText('1 greeting received').waitFor()
}

async function expectNothingReloaded(page: Page): Promise<void> {
  expect(await page.evaluate('globalThis.mark')).toBe('as it was')
}

async function mark(page: Page): Promise<void> {
  await page.evaluate(`globalThis.mark = 'as it was'`)
}

const isLive = (page: Page) => cardOf(page, 'orders-live').locator('[data-connection="open"]').waitFor()
const menuOf = (page: Page) => page.getByRole('navigation', { name: 'Pages' }).getByRole('link').allInnerTexts()

test(
  'a quarantine unmounts the plugin in every tab of the tenant within a second, ends its streams, and nothing else',
  async () => {
    stage().provokes(REFUSED)
    await eventually(() => stage().upstream.openStreams()).toBe(0)
    const { page: first, visitor } = await stage().open(ACME, { as: 'alice', alone: true })
    await atRest(first)
    const [second, other] = [await openBeside(first), await openDashboard(GLOBEX, 'gina')]
    const [tabs, all] = [
      [first, second],
      [first, second, other],
    ]
    await Promise.all(all.map(isLive))
    await greet(first)
    await Promise.all(all.map(mark))
    await Promise.all(tabs.map((tab) => watchPlace(tab, 'orders-live')))
    await holdStream(first, await callerOf('orders-live', visitor), 'orders')
    await eventually(() => stage().upstream.openStreams()).toBe(4)

    const { receivedAt, tabs: told } = await quarantine('orders-live')
    expect(told).toBe(2)
    for (const tab of tabs) {
      await cardOf(tab, 'orders-live').getByText('Live orders is out of service').waitFor()
      await cardOf(tab, 'orders-live').getByText(REASON).waitFor()
      const words = await cardOf(tab, 'orders-live').getByRole('status').innerText()
      expect(words).toContain('An operator has stopped it.')
      expect(await menuOf(tab)).not.toContain('Live orders')
      expect((await testimonyOf(tab)).unmountedAt).toBeLessThan(receivedAt + GOAL_MS)
      await expectNothingReloaded(tab)
    }
    await eventually(async () => (await testimonyOf(first)).streamEndedAt).not.toBeNull()
    expect((await testimonyOf(first)).streamEndedAt).toBeLessThan(receivedAt + GOAL_MS)
    expect(await cardOf(first, 'hello').innerText()).toContain('1 greeting received')
    await stage().screenshot(first, 'quarantined')
    await first.getByRole('button', { name: 'Alice Archer' }).click()
    await first.getByRole('menuitem', { name: 'Light' }).click()
    await stage().screenshot(first, 'quarantined-light')

    // Only the other tenant's is left.
    await eventually(() => stage().upstream.openStreams()).toBe(1)
    await isLive(other)
    await stage().upstream.order(GLOBEX)
    await cardOf(other, 'orders-live').getByText('1 since you opened this page').waitFor()
    await expectNothingReloaded(other)

    await operator().unquarantine('orders-live')
    await Promise.all(tabs.map(isLive))
    expect(await menuOf(second)).toContain('Live orders')
    expect(await cardOf(first, 'hello').innerText()).toContain('1 greeting received')
    await Promise.all(tabs.map(expectNothingReloaded))
  },
  SLOW_TEST_MS,
)

test('no call that begins more than a second after the receipt is admitted, and the page of the plugin says why', async () => {
  stage().provokes(REFUSED)
  const { page, visitor } = await stage().open(ACME, { as: 'alice', alone: true, path: '/hello' })
  await page.getByRole('heading', { level: 1, name: 'Hello, Alice' }).waitFor()
  await keepCalling(page, await callerOf('hello', visitor), ECHO)
  const callsBefore = async (status: number) => (await testimonyOf(page)).calls.filter((call) => call.status === status)
  await eventually(async () => (await callsBefore(200)).length).toBeGreaterThan(5)

  const { receivedAt } = await quarantine('hello')
  await page.getByRole('heading', { level: 1, name: 'Hello is out of service' }).waitFor()
  await page.getByText(REASON).waitFor()
  const late = async () => (await testimonyOf(page)).calls.filter(({ startedAt }) => startedAt > receivedAt + GOAL_MS)
  await eventually(async () => (await late()).length).toBeGreaterThan(20)
  await stopCalling(page)
  expect([...new Set((await late()).map(({ status }) => status))]).toEqual([403])
  expect(lastAdmitted(await testimonyOf(page))).toBeLessThan(receivedAt + GOAL_MS)
  expect(await menuOf(page)).not.toContain('Hello')
  await stage().screenshot(page, 'quarantined-page')

  await operator().unquarantine('hello')
  await page.getByRole('heading', { level: 1, name: 'Hello, Alice' }).waitFor()
  expect(await menuOf(page)).toContain('Hello')
})

test('what was taken away leaves no trace on another page', async () => {
  stage().provokes(REFUSED)
  const page = await openDashboard(ACME, 'alice')
  await quarantine('hello')
  await cardOf(page, 'hello').getByText(REASON).waitFor()
  await page.getByRole('link', { name: 'Hello page' }).click()
  await page.getByRole('link', { name: 'Dashboard' }).click()
  await atRest(page)
  expect(await cardOf(page, 'hello').count()).toBe(0)
  await operator().unquarantine('hello')
  await cardOf(page, 'hello').getByRole('button', { name: 'Say hello' }).waitFor()
})

const kv = (...args: readonly string[]) =>
  stage().stack.wrangler('kv', 'key', ...args, '--binding', 'CONFIG', '--local')

/** On which a page hears of changes. What was changed before, its document knows. */
const LINE = 'GET /api/configs/stream'

/** A flag as wrangler sets it, until the test is over. @returns Takes it away again. */
async function flag(plugin: string, reason: string): Promise<() => Promise<unknown>> {
  const lift = () => kv('delete', `quarantine/${ACME}/${plugin}`)
  onTestFinished(async () => void (await lift()))
  await kv('put', `quarantine/${ACME}/${plugin}`, JSON.stringify({ reason }))
  return lift
}

test(
  'a flag set with wrangler refuses calls without any page being told, and the first call that is refused tells its page',
  async () => {
    stage().provokes(REFUSED)
    const { page, requests } = await stage().open(ACME, { as: 'alice', alone: true })
    await eventually(() => requests.includes(LINE)).toBe(true)
    const visitor = await stage().visitor(ACME, 'alice')
    const report = () =>
      visitor.call('hello-widget', '/api/plugins/telemetry', { method: 'POST', body: { events: [] } })
    const usual = (await report()).status
    const lift = await flag('hello-widget', 'set by hand')
    await eventually(async () => (await report()).status).toBe(403)
    // Nothing has rung, and the page has no reason to look: it keeps what it has until it asks the gateway for something.
    const button = cardOf(page, 'hello-widget').getByRole('button', { name: 'Fine' })
    expect(await button.count()).toBe(1)
    await button.click()
    await cardOf(page, 'hello-widget').getByText('set by hand').waitFor()

    await lift()
    await eventually(async () => (await report()).status).toBe(usual)
    await page.reload()
    await button.waitFor()
  },
  SLOW_TEST_MS,
)

/** Lays a file over the configuration, the plainest way there is, until the test is over. */
async function change(name: string, text: string): Promise<void> {
  onTestFinished(async () => {
    await putConfig(name, seeded(name))
    await operator().refresh()
  })
  await putConfig(name, text)
  await operator().refresh()
}

async function putConfig(name: string, text: string): Promise<void> {
  const file = join(stage().stack.stateDir, 'changed.yaml')
  writeFileSync(file, text)
  await kv('put', `config/${name}.yaml`, '--path', file)
}

const seeded = (name: string) => readFileSync(join(SEED_FOLDER, 'config', `${name}.yaml`), 'utf8')

function changed(name: string, at: readonly (string | number)[], value: unknown): string {
  const document = parseDocument(seeded(name))
  document.setIn(at, value)
  return String(document)
}

const NEXT = `import { createElement } from 'react'
const say = (text) => () => createElement('p', null, text)
export const routes = { Hello: say('the page of 1.1.0') }
export const widgets = { HelloWidget: say('the widget of 1.1.0') }
`

async function publishNext(): Promise<void> {
  const file = join(stage().stack.stateDir, 'next.js')
  writeFileSync(file, NEXT)
  const key = 'experience-bundles/plugins/hello/1.1.0/index.esm.js'
  await stage().stack.wrangler('r2', 'object', 'put', key, '--file', file, '--local')
  const hello = parseDocument(seeded('plugins')).getIn(['tenants', ACME, 0, 'id'])
  expect(hello).toBe('hello')
  const document = parseDocument(seeded('plugins'))
  document.setIn(['tenants', ACME, 0, 'version'], '1.1.0')
  document.setIn(['tenants', ACME, 0, 'bundle', 'file'], '/app/plugins/hello/1.1.0/index.esm.js')
  await change('plugins', String(document))
}

test(
  'a new version is offered beside the one that runs; a button or another page puts it in its place, without a reload',
  async () => {
    const first = await openDashboard(ACME, 'alice')
    const second = await openBeside(first)
    await greet(first)
    await Promise.all([first, second].map(mark))
    await publishNext()

    const offer = cardOf(first, 'hello').getByText('A new version is ready')
    await offer.waitFor()
    expect(await cardOf(first, 'hello').innerText()).toContain('1 greeting received')
    await stage().screenshot(first, 'new-version')
    await first.getByRole('button', { name: 'Alice Archer' }).click()
    await first.getByRole('menuitem', { name: 'Light' }).click()
    await stage().screenshot(first, 'new-version-light')
    await cardOf(first, 'hello').getByRole('button', { name: 'Switch now' }).click()
    await cardOf(first, 'hello').getByText('the widget of 1.1.0').waitFor()
    expect(await offer.count()).toBe(0)
    await isLive(first)

    await cardOf(second, 'hello').getByText('A new version is ready').waitFor()
    await second.getByRole('navigation').getByRole('link', { name: 'Hello', exact: true }).click()
    await second.getByText('the page of 1.1.0').waitFor()
    await Promise.all([first, second].map(expectNothingReloaded))

    await putConfig('plugins', seeded('plugins'))
    await operator().refresh()
    await cardOf(first, 'hello').getByText('Version 1.0.0 is back').waitFor()
    await cardOf(first, 'hello').getByRole('button', { name: 'Switch now' }).click()
    await cardOf(first, 'hello').getByRole('button', { name: 'Say hello' }).waitFor()
  },
  SLOW_TEST_MS,
)

test(
  'another theme repaints pages that are open, without a reload',
  async () => {
    const page = await openDashboard(ACME, 'alice')
    await greet(page)
    await mark(page)
    const ground = () => page.evaluate('getComputedStyle(document.body).backgroundColor')
    const before = await ground()
    await change('ui', changed('ui', ['tenants', ACME, 'theme', 'dark', 'color-background'], '#10061a'))
    await eventually(ground).toBe('rgb(16, 6, 26)')
    await putConfig('ui', seeded('ui'))
    await operator().refresh()
    await eventually(ground).toBe(before)
    expect(await cardOf(page, 'hello').innerText()).toContain('1 greeting received')
    await expectNothingReloaded(page)
  },
  SLOW_TEST_MS,
)

test(
  'a page survives a restart of the gateway, and learns what has changed meanwhile',
  async () => {
    stage().provokes(REFUSED, AWAY)
    const { stack } = stage()
    const page = await openDashboard(ACME, 'alice')
    await greet(page)
    await mark(page)
    await stack.halt('gateway')
    const lift = await flag('sales-analytics', 'while you were away')
    await stack.resume('gateway')
    await cardOf(page, 'sales-analytics').getByText('while you were away').waitFor({ timeout: 60_000 })
    expect(await cardOf(page, 'hello').innerText()).toContain('1 greeting received')
    await isLive(page)

    await lift()
    const { tabs } = await quarantine('hello')
    expect(tabs).toBe(1)
    await cardOf(page, 'hello').getByText(REASON).waitFor()
    await operator().unquarantine('hello')
    await cardOf(page, 'hello').getByRole('button', { name: 'Say hello' }).waitFor()
    await cardOf(page, 'sales-analytics').getByRole('img').first().waitFor()
    await expectNothingReloaded(page)
  },
  SLOW_TEST_MS,
)
