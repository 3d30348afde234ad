/** Bytes that were changed between the gateway and the browser do not run: the third check, which asks nobody else. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cardOf } from './fixture/dashboard.ts'
import { ACME, useStage } from './fixture/stage.ts'
import { startTamperingProxy, type TamperingProxy } from './fixture/tampering-proxy.ts'

const stage = useStage()
let proxy: TamperingProxy

beforeAll(async () => {
  proxy = await startTamperingProxy(stage().stack.port)
})
afterAll(() => proxy.close())

/** What Chromium says of it. */
const REFUSED = [/Failed to find a valid digest/, /Failed to load resource: net::ERR_SRI_FAILED/]

function changed(path: string, text: string): string {
  return path.includes('/bundle/hello/') ? `globalThis.pwned = true\n${text}` : text
}

test('requirement 22: a changed bundle does not run, others do, and the card says what is wrong', async () => {
  stage().provokes(...REFUSED)
  proxy.change = changed
  const { page } = await stage().open(ACME, { as: 'alice', options: { proxy: { server: proxy.server } } })
  const card = cardOf(page, 'hello')
  await card.getByText('Its code is not what was published').first().waitFor()
  await cardOf(page, 'sales-analytics').getByText('Sales').first().waitFor()
  expect(await page.evaluate('globalThis.pwned')).toBeUndefined()

  // The right bytes replace the wrong ones, also where the browser has kept those.
  proxy.change = null
  await card.getByRole('button', { name: 'Try again' }).click()
  await card.getByRole('button', { name: 'Say hello' }).waitFor()
  expect(await page.evaluate('globalThis.pwned')).toBeUndefined()
})

test('a bundle that is what it should be is fetched once', async () => {
  const passed: string[] = []
  proxy.change = (path, text) => {
    passed.push(path)
    return text
  }
  const { page } = await stage().open(ACME, { as: 'alice', options: { proxy: { server: proxy.server } } })
  await cardOf(page, 'hello').getByRole('button', { name: 'Say hello' }).waitFor()
  await cardOf(page, 'sales-analytics').getByText('Sales').first().waitFor()
  expect(passed.length).toBeGreaterThan(1)
  expect(new Set(passed).size).toBe(passed.length)
})
