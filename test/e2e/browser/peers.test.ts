/** What host and plugins share: one React, one library, one SDK each; and plugins built with an author's own tools. */
import { expect, test } from 'vitest'
import { RECIPES } from '../../spa/built/recipes.ts'
import { cardOf } from './fixture/dashboard.ts'
import { ACME, eventually, useStage } from './fixture/stage.ts'
import { LAB } from './fixture/workshop.ts'

const stage = useStage()

test('every shared module is the same object in the plugin and in the page, and was fetched once', async () => {
  const { page, requests } = await stage().open(LAB, { as: 'bob' })
  const card = cardOf(page, 'peers')
  await card.getByRole('button', { name: 'Count' }).click()
  await eventually(() => card.locator('[data-fact="count"]').innerText()).toBe('1')
  const url = requests.find((request) => request.includes('/bundle/peers/'))?.replace('GET ', '')
  const same = await page.evaluate(`(async () => {
    const { peers } = await import(${JSON.stringify(url)})
    const same = await Promise.all(Object.entries(peers).map(async ([name, module]) => [name, module === await import(name)]))
    return Object.fromEntries(same)
  })()`)
  expect(same).toEqual({
    react: true,
    'react-dom': true,
    'react/jsx-runtime': true,
    'react-dom/client': true,
    '@empowernow/ui': true,
  })
  const vendor = requests.filter((request) => request.includes('/assets/') && request.endsWith('.js'))
  expect(vendor.filter((request) => request.includes('/react-')).length).toBeGreaterThan(0)
  expect(new Set(vendor).size).toBe(vendor.length)
})

test('useSdk() gives what the prop gives, frozen through and through', async () => {
  const { page } = await stage().open(LAB, { as: 'bob' })
  const card = cardOf(page, 'peers')
  await card.locator('[data-fact="params"]').waitFor()
  const facts = Object.fromEntries(
    await Promise.all(
      (await card.locator('p[data-fact]').all()).map(
        async (fact) => [await fact.getAttribute('data-fact'), await fact.innerText()] as const,
      ),
    ),
  )
  expect(facts).toEqual({
    'hook and prop': 'one sdk',
    frozen: 'all',
    'functions frozen': 'all',
    members: 'plugin variant api sse authz navigate theme events log',
    'replace fetch': 'TypeError',
    'become another': 'TypeError',
    'add a member': 'TypeError',
    identity: 'peers 1.0.0',
    params: '{}',
  })
})

test('plugins built by each of the three recipes mount unchanged, and their hooks work in the host’s tree', async () => {
  const { page } = await stage().open(LAB, { as: 'bob' })
  for (const recipe of RECIPES) {
    await cardOf(page, recipe)
      .getByRole('button', { name: `Add one to ${recipe}` })
      .click()
    await eventually(() => page.getByTestId(`${recipe}-count`).innerText()).toBe('1')
    await eventually(() => page.getByTestId(`${recipe}-portal`).innerText()).toBe('1')
  }
})

test('nothing of host, SDK or plugins stands on window, but a name that bundlers leave behind', async () => {
  const { page, context } = await stage().open(ACME, { as: 'alice' })
  await cardOf(page, 'orders-live').getByRole('table').waitFor()
  const bare = await context.newPage()
  await bare.goto(stage().url(ACME, '/assets/brand/acme.svg'))
  const own = 'Object.getOwnPropertyNames(globalThis)'
  const names: readonly string[] = JSON.parse(await page.evaluate(`JSON.stringify(${own})`))
  const usual: readonly string[] = JSON.parse(await bare.evaluate(`JSON.stringify(${own})`))
  // Code that was bundled without a mode asks for process.env.NODE_ENV.
  expect(names.filter((name) => !usual.includes(name))).toEqual(['process'])
  expect(await page.evaluate('JSON.stringify(process)')).toBe('{"env":{"NODE_ENV":"production"}}')
  expect(await page.evaluate('Object.isFrozen(process) && Object.isFrozen(process.env)')).toBe(true)
})
