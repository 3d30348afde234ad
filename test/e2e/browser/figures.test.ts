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

const METRICS = ['bundle_served', 'load_ms', 'mount_ok']
/** `hello-page` has nothing on the dashboard: its code is fetched with its page. */
const SEEN = METRICS.flatMap((metric) => [
  `${metric} hello-page 1.0.0: 0`,
  `${metric} orders-live 1.0.0: 1`,
  `${metric} sales-analytics 1.0.0: 1`,
])
const SERIES = SEEN.map((line) => line.slice(0, line.indexOf(':')))

test('a dashboard that mounts is one bundle, one mount and one load time for each plugin that is on it', async () => {
  const before = await countsOf()
  const { page } = await stage().open(GLOBEX, { as: 'gina' })
  await eventually(() => isAtRest(page)).toBe(true)
  const grown = async () => {
    const after = await countsOf()
    return SERIES.map((series) => `${series}: ${(after.get(series) ?? 0) - (before.get(series) ?? 0)}`)
  }
  await eventually(grown).toEqual(SEEN)
  expect([...(await countsOf()).keys()].filter((series) => series.startsWith('integrity_error'))).toEqual([])
})
