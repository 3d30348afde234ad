/** From an author's folder into a page that is open: the command line as CI runs it, against the product as it runs. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { spawnCli, writePlugin, type Ran } from '../../cli/stack.ts'
import { cardOf, isAtRest } from './fixture/dashboard.ts'
import { ACME, eventually, useStage } from './fixture/stage.ts'

/** Five runs of the command line, each a process that opens the stores. */
const LONG_TEST_MS = 150_000
const stage = useStage()
const folder = mkdtempSync(join(tmpdir(), 'experience-edge-publishing-'))

afterAll(() => rmSync(folder, { recursive: true }))

function cli(...args: readonly string[]): Promise<Ran> {
  return spawnCli([...args, '--local', '--tenant', ACME, '--state-dir', stage().stack.stateDir])
}

/** A mark that a reload would take away. */
async function mark(page: Page): Promise<void> {
  await page.evaluate('globalThis.hereSinceBefore = true')
}

test(
  'a publish from the command line is mounted in an open page, without a reload',
  async () => {
    stage().provokes(/status of 404 .*\/bundle\/published\//) // a page whose plugin goes away asks why
    const { page } = await stage().open(ACME, { as: 'alice' })
    await isAtRest(page)
    await mark(page)
    const source = writePlugin(join(folder, 'one'), 'published', '1.0.0')
    expect(await spawnCli(['check', source])).toMatchObject({ exit: 0 })
    const ran = await cli('publish', source)
    expect([ran.exit, ran.stderr]).toEqual([0, expect.stringContaining('making it live')])
    await page.getByText('published 1.0.0').waitFor()

    const second = await cli('publish', writePlugin(join(folder, 'two'), 'published', '1.1.0'))
    expect(second.exit, second.stderr).toBe(0)
    const offer = cardOf(page, 'published')
    await offer.getByRole('button').first().click()
    await page.getByText('published 1.1.0').waitFor()

    // Back again: what is offered is an earlier version, and is said to be one.
    expect(await cli('rollback', '--yes')).toMatchObject({ exit: 0 })
    await page.getByText('Version 1.0.0 is back').waitFor()
    expect(await page.evaluate('globalThis.hereSinceBefore')).toBe(true)

    expect(await cli('remove', 'published', '--yes')).toMatchObject({ exit: 0 })
    await eventually(() => page.getByText(/published 1\.\d\.0/).count()).toBe(0)
  },
  LONG_TEST_MS,
)

test('how plugins fare is told on the command line, plugin by plugin', async () => {
  const { page } = await stage().open(ACME, { as: 'alice', path: '/hello' })
  await page.getByRole('heading', { level: 1, name: 'Hello, Alice' }).waitFor()
  const told = async () => (await cli('metrics')).stdout
  await eventually(told).toMatch(/^hello +[1-9]\d* +0 +0\.0 % +\d+ ms +\d+ ms/m)
  expect(await told()).toMatch(/^plugin +mounts +failed +errors +p50 +p95 +refused +quarantined +denied$/m)
})
