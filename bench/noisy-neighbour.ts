/**
 * One plugin floods at 50 times its budget: what does another plugin of the same session notice? Quiet and flooded seconds
 * alternate in one run, in plain workerd, with a service behind both that takes its time as services do.
 */
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parse, stringify } from 'yaml'
import { rawRequest } from '../dev/raw-request.ts'
import { seedDocument } from '../test/e2e/fixture/laboratory.ts'
import { ITEM } from './bare.ts'
import { keepRate, type Counts } from './flood.ts'
import { describeMachine } from './machine.ts'
import { withFolder } from './options.ts'
import { HOST, startProduct } from './product.ts'
import { moduleWorker, startRuntime } from './workerd.ts'

const ROUNDS = Number(process.env['ROUNDS'] ?? 8)
const SECONDS = 8
/** Calls a second that a plugin may make here; a page makes fewer. */
const BUDGET = 10
const FLOOD = 50 * BUDGET
/** Within its budget. */
const MODEST = 8
/** What a service in the same region takes. */
const SERVICE_MS = 20
const GOAL_PERCENT = 10
const RESULTS = join(import.meta.dirname, 'results/noisy-neighbour.json')

const SLOW = `export default { async fetch() {
  await scheduler.wait(${SERVICE_MS})
  return Response.json({ id: '${ITEM}' })
} }`

function pluginOf(id: string) {
  return {
    id,
    version: '1.0.0',
    bundle: BUNDLE,
    permissions: { api: [{ method: 'GET', path: '/api/crud/items/:id' }] },
  }
}
const BUNDLE = { file: '/app/plugins/hello/1.0.0/index.esm.js' }

/** The files of the demo with two plugins more, and small budgets. */
function filesOf(): Record<string, string> {
  const settings = seedDocument('settings')
  const budgets = { requestsPerSecond: BUDGET, requestBurst: 3 * BUDGET }
  const plugins: { tenants: Record<string, unknown[]> } = parse(stringify(seedDocument('plugins')))
  plugins.tenants[HOST]?.push(pluginOf('greedy'), pluginOf('modest'))
  return {
    'config/settings.yaml': stringify({ ...settings, security: { capability: 'off' }, budgets }),
    'config/plugins.yaml': stringify(plugins, { aliasDuplicateObjects: false }),
  }
}

/** In a process of its own, so that sending does not hold up what is measured. */
function startFlood(port: number, headers: Record<string, string>): Promise<Counts> {
  const told = JSON.stringify({ port, headers, path: `/api/crud/items/${ITEM}`, perSecond: FLOOD, seconds: SECONDS })
  const child = spawn(process.execPath, [join(import.meta.dirname, 'flood.ts'), told], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', () => {
      const counts: Counts = JSON.parse(said)
      resolve(counts)
    })
  })
}

function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((one, other) => one - other)
  return sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN
}

async function measure(folder: string, port: number) {
  const ports = { port, idpPort: port + 1, upstreamPort: port + 2 }
  const upstream = await startRuntime([{ name: 'upstream', port: port + 2, options: moduleWorker(SLOW) }])
  const product = await startProduct(folder, ports, { files: filesOf() })
  try {
    const visitor = await product.signIn('alice')
    const headersOf = (plugin: string) => ({ ...visitor.headers(), 'X-Plugin-Id': plugin })
    const call = async (): Promise<number> => {
      const headers = headersOf('modest')
      const answer = await rawRequest(port, `${HOST}:${port}`, `/api/crud/items/${ITEM}`, { headers })
      await answer.arrayBuffer()
      return answer.status
    }
    await keepRate(call, MODEST, 3) // warm
    const quiet: number[] = []
    const flooded: number[] = []
    const flood: Record<number, number> = {}
    const modest: Record<number, number> = {}
    for (let round = 0; round < ROUNDS; round += 1) {
      const before = await keepRate(call, MODEST, SECONDS)
      const flooding = startFlood(port, { ...headersOf('greedy'), Host: `${HOST}:${port}` })
      await pause(500)
      const during = await keepRate(call, MODEST, SECONDS - 1)
      quiet.push(...before.milliseconds)
      flooded.push(...during.milliseconds)
      for (const [status, count] of Object.entries((await flooding).statuses)) add(flood, Number(status), count)
      for (const one of [before, during]) {
        for (const [status, count] of Object.entries(one.statuses)) add(modest, Number(status), count)
      }
    }
    return { quiet, flooded, flood, modest }
  } finally {
    await Promise.all([product.stop(), upstream.stop()])
  }
}

function add(counts: Record<number, number>, status: number, count: number): void {
  counts[status] = (counts[status] ?? 0) + count
}

function summaryOf({ quiet, flooded, flood, modest }: Awaited<ReturnType<typeof measure>>) {
  const figures = (samples: readonly number[]) => ({
    calls: samples.length,
    p50: round(quantile(samples, 0.5)),
    p95: round(quantile(samples, 0.95)),
    p99: round(quantile(samples, 0.99)),
  })
  const [alone, beside] = [figures(quiet), figures(flooded)]
  return {
    budgetPerSecond: BUDGET,
    floodPerSecond: FLOOD,
    serviceMs: SERVICE_MS,
    quiet: alone,
    flooded: beside,
    p95MovedPercent: round((beside.p95 / alone.p95 - 1) * 100),
    answers: { greedy: flood, modest },
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}

const summary = summaryOf(await withFolder(measure))
console.log(JSON.stringify(summary, null, 2))
const machine = describeMachine('none')
writeFileSync(
  RESULTS,
  `${JSON.stringify({ at: new Date().toISOString(), machine, rounds: ROUNDS, ...summary }, null, 2)}\n`,
)
const isGood = summary.p95MovedPercent < GOAL_PERCENT && Object.keys(summary.answers.modest).join() === '200'
console.log(
  isGood
    ? 'The neighbour noticed nothing worth the name.'
    : `More than ${GOAL_PERCENT} %, or a call of the neighbour was refused.`,
)
process.exit(isGood ? 0 : 1)
