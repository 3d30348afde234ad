/** The testing kit's helper for a real browser: an author's plugin in the running product, and gone when the test ends. */
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { type RunningPlugin, runPlugin } from '../../../spa/testing/playwright/index.ts'
import { cardOf } from './fixture/dashboard.ts'
import { ACME, eventually, useStage } from './fixture/stage.ts'

const stage = useStage()

const ROOT = join(import.meta.dirname, '../../..')
/** A plugin that this tenant does not have. */
const FOLDER = join(ROOT, 'test/fixtures/plugins/speaker')

let running: RunningPlugin | null = null

afterEach(() => running?.stop())

test('it signs in, finds the plugin mounted, and takes it away again', async () => {
  const { stack } = stage()
  running = await runPlugin({
    folder: FOLDER,
    bundle: 'bundle.js',
    url: `http://localhost:${stack.port}`,
    cli: join(ROOT, 'cli/main.ts'),
    env: { EXPERIENCE_TOKEN: stack.operatorToken },
  })
  const { notes, assertCallsAllowed } = running
  // The session it does not have yet, and the bundle of a plugin that is taken away.
  stage().provokes(/status of 401/, /status of 404 .*\/bundle\/speaker\//)
  const { page } = await stage().open(ACME)
  await running.signIn(page)
  const card = cardOf(page, 'speaker')
  await eventually(() => card.locator('[data-fact="subject"]').innerText()).toBe('auth:account:demo:alice')
  await eventually(() => notes.map(({ event, what }) => what ?? event)).toContain('mounted')
  assertCallsAllowed()
  await running.stop()
  await page.reload()
  await cardOf(page, 'hello').waitFor()
  expect(await card.count()).toBe(0)
})

test('a plugin that cannot run says so', async () => {
  const folder = join(ROOT, 'test/fixtures/plugins')
  const cli = join(ROOT, 'cli/main.ts')
  await expect(runPlugin({ folder, cli, url: `http://localhost:${stage().stack.port}` })).rejects.toThrow(
    /no src\/index.tsx/,
  )
})
