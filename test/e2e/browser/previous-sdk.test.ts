/** A plugin that was built with the minor version before this one: it mounts, and everything it uses works as it did. */
import { expect, test } from 'vitest'
import { cardOf } from './fixture/dashboard.ts'
import { eventually, useStage } from './fixture/stage.ts'
import { LAB } from './fixture/workshop.ts'

const stage = useStage()

test('its widget finds every member of the SDK it knows, and its page every component', async () => {
  const { page } = await stage().open(LAB, { as: 'bob' })
  const card = cardOf(page, 'previous-sdk')
  const facts = async () => {
    const entries = (await card.locator('[data-fact]').all()).map(
      async (fact) => [await fact.getAttribute('data-fact'), await fact.innerText()] as const,
    )
    return Object.fromEntries(await Promise.all(entries))
  }
  stage().provokes(/status of 403 .*\/api\/crud\/items\/x/)
  await card.getByRole('button', { name: 'Ask the gateway' }).click()
  await eventually(facts).toEqual({
    identity: 'previous-sdk 1.0.0 stable',
    hook: 'the prop',
    params: '{}',
    stream: 'open',
    read: 'status 200',
    write: 'status 200',
    refused: 'problem 403 allowlist_violation',
    outside: 'problem 0 outside_api',
    permitted: 'true',
    denied: 'false',
  })
  await card.getByRole('button', { name: 'Open the page' }).click()
  await page.getByRole('heading', { level: 1, name: 'Item 7' }).waitFor()
  for (const heading of ['Texts', 'Fields', 'Data']) await page.getByRole('heading', { name: heading }).waitFor()
  await page.getByRole('table', { name: 'A table' }).waitFor()
  await page.getByRole('figure', { name: 'A chart' }).waitFor()
  await page.getByRole('switch', { name: 'A switch' }).click()
  expect(await page.getByRole('switch', { name: 'A switch' }).isChecked()).toBe(true)
  await page.getByRole('button', { name: 'Open a modal' }).click()
  await page.getByRole('dialog', { name: 'A modal' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Show a toast' }).click()
  await page.getByRole('status').filter({ hasText: 'A toast' }).waitFor()
  await page.getByRole('button', { name: 'Back' }).click()
  await card.waitFor()
})
