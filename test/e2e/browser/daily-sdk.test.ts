/** What the SDK has for daily work, in the running product: gating in one question, events, theme, log, navigation. */
import { expect, test } from 'vitest'
import { cardOf } from './fixture/dashboard.ts'
import { eventually, useStage } from './fixture/stage.ts'
import { LAB } from './fixture/workshop.ts'

const stage = useStage()

test('two plugins that know nothing of each other but a topic, and a person’s page that follows its theme', async () => {
  const { page, requests } = await stage().open(LAB, { as: 'bob', options: { colorScheme: 'light' } })
  const [speaker, hearer] = [cardOf(page, 'speaker'), cardOf(page, 'hearer')]
  const fact = (name: string) => speaker.locator(`[data-fact="${name}"]`)
  await eventually(() => fact('subject').innerText()).toBe('auth:account:demo:bob')

  // Ten components asked, and one is permitted: in one request beside the one that the page itself was gated by.
  await fact('may speaker:Speaker').waitFor()
  expect(await speaker.locator('[data-fact^="may "]').count()).toBe(1)
  const asked = requests.filter((request) => request === 'POST /access/v1/evaluations').length
  expect(asked).toBeLessThanOrEqual(2)

  expect(await fact('mode').innerText()).toBe('light')
  const light = await fact('accent').innerText()
  await page.emulateMedia({ colorScheme: 'dark' })
  await eventually(() => fact('mode').innerText()).toBe('dark')
  const dark = await fact('accent').innerText()
  for (const accent of [light, dark]) expect(accent).toMatch(/^(rgb|oklch|color)/)
  expect(dark).not.toBe(light)

  // The listener throws after it was told, which reaches the console and nobody else.
  stage().provokes(/Cannot add property 2, object is not extensible/)
  const sent = page.waitForRequest(
    (request) => request.url().endsWith('/api/plugins/telemetry') && /said/.test(request.postData() ?? ''),
  )
  await speaker.getByRole('button', { name: 'Say it', exact: true }).click()
  await eventually(() => hearer.locator('[data-fact="heard"]').innerText()).toBe('speaker: one two')
  await speaker.getByRole('button', { name: 'Say it elsewhere' }).click()
  await eventually(() => fact('refusal').innerText()).toBe('topic_undeclared')

  await speaker.getByRole('button', { name: 'Go to the page' }).click()
  await page.getByRole('button', { name: 'Go back' }).click()
  await speaker.waitFor()
  // What was noted by a contribution that is gone since still arrives, in the plugin's name.
  const answer = await (await sent).response()
  expect([answer?.status(), (await sent).headers()['x-plugin-id']]).toEqual([202, 'speaker'])
})
