/** What a browser did stands in the figures: each bundle, each mount, and how long it took. */
import { expect, test } from 'vitest'
import { Operator } from '../fixture/operator.ts'
import { jsonOf } from '../fixture/problem.ts'
import { eventually, GLOBEX, useStage } from './fixture/stage.ts'
import { isAtRest } from './fixture/dashboard.ts'

const stage = useStage()

interface Total {
  readonly metric: string
  readonly plugin: string
  readonly version: string
  readonly count: number
}

/** `metric plugin version` -> how often, since the stack started. */
async function countsOf(): Promise<ReadonlyMap<string, number>> {
  const operator = new Operator(stage().stack, GLOBEX)
  const { totals } = await jsonOf<{ totals: readonly Total[] }>(await operator.request('/api/ops/metrics?minutes=1000'))
  return new Map(totals.map(({ metric, plugin, version, count }) => [`${metric} ${plugin} ${version}`, count]))
}

const SEEN = ['hello-page 1.0.0', 'orders-live 1.0.0', 'sales-analytics 1.0.0'].flatMap((plugin) => [
  `bundle_served ${plugin}`,
  `load_ms ${plugin}`,
  `mount_ok ${plugin}`,
])

test('a dashboard that mounts is one bundle, one mount and one load time for each of its plugins', async () => {
  const before = await countsOf()
  const { page } = await stage().open(GLOBEX, { as: 'gina' })
  await eventually(() => isAtRest(page)).toBe(true)
  const grown = async () => {
    const after = await countsOf()
    return SEEN.map((series) => `${series}: ${(after.get(series) ?? 0) - (before.get(series) ?? 0)}`)
  }
  await eventually(grown).toEqual(SEEN.map((series) => `${series}: 1`))
  expect([...(await countsOf()).keys()].filter((series) => series.startsWith('integrity_error'))).toEqual([])
})
