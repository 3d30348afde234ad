/**
 * What grows with a tenant, and what does not: the cost of a call with long allow-lists, many plugins and many tenants; and
 * how long a refresh of very many tenants takes: `npm run bench -- growth`.
 */
import { rawRequest } from '../dev/raw-request.ts'
import type { Ports } from '../dev/ports.ts'
import { ITEM, upstreamWorker } from './bare.ts'
import { Caller } from './caller.ts'
import { contest, ratioOf, type Spread } from './contest.ts'
import { GROWTHS, residentMb, type Growth } from './growth-setup.ts'
import { measuredOn, writeMeasured } from './document.ts'
import { heapMb } from './heap.ts'
import { describeMachine } from './machine.ts'
import { runPart, settingsOf, withFolder, type BenchOptions } from './options.ts'
import type { Target } from './pressure.ts'
import { HOST, startProduct, type Product } from './product.ts'
import { refreshMany, type RefreshFigures } from './refresh-many.ts'
import { markdown, spread, write } from './report.ts'
import { startRuntime } from './workerd.ts'

interface GrowthRow {
  readonly grows: string
  readonly from: number
  readonly to: number
  /** Of the processor time of a call: the large one against the small one, within the same seconds. */
  readonly cpuRatio: Spread
  readonly cpuMicros: readonly [small: number, large: number]
  /** Of the gateway's isolate, which a Worker is given 128 MB for. */
  readonly heapMb: readonly [small: number, large: number]
  /** Of the whole process, with its PDP, all stores and a Durable Object for each tenant that was visited. */
  readonly residentMb: readonly [small: number | null, large: number | null]
}

export async function run(options: BenchOptions): Promise<void> {
  const rows: GrowthRow[] = []
  for (const growth of options.quick ? GROWTHS.slice(0, 1) : GROWTHS) rows.push(await measure(growth, options))
  console.log(`\n${tableOf(rows)}`)
  if (options.quick) return
  const refresh = await withFolder((folder, port) => refreshMany(folder, port, options.say))
  console.log(`\n${sentenceOf(refresh)}`)
  write('growth', { rows, refresh })
  const { chromium: _, ...machine } = describeMachine('')
  const said = [measuredOn(machine, new Date().toISOString()), tableOf(rows), sentenceOf(refresh)]
  writeMeasured('docs/slo.md', 'growth', said.join('\n\n'))
}

/** Two products side by side, one small, one large; all else is the same. */
async function measure(growth: Growth, options: BenchOptions): Promise<GrowthRow> {
  return withFolder(async (folder, port) => {
    const upstream = await startRuntime([upstreamWorker(port + 2)])
    const small = await start(`${folder}/small`, { port, idpPort: port + 1, upstreamPort: port + 2 }, growth, 'from')
    const large = await start(
      `${folder}/large`,
      { port: port + 3, idpPort: port + 4, upstreamPort: port + 2 },
      growth,
      'to',
    )
    try {
      const targets = new Map([
        ['small', small.target],
        ['large', large.target],
      ] as const)
      const results = await contest(targets, settingsOf(options), options.say)
      const micros = (name: 'small' | 'large'): number => results.get(name)?.cpuMicros?.median ?? Number.NaN
      return {
        grows: growth.title,
        from: growth.from,
        to: growth.to,
        cpuRatio: ratioOf(results, 'large', 'small', 'cpuMicros'),
        cpuMicros: [micros('small'), micros('large')],
        heapMb: [await small.heapMb(), await large.heapMb()],
        residentMb: [residentMb(small.product.pid), residentMb(large.product.pid)],
      }
    } finally {
      await Promise.all([small.product.stop(), large.product.stop(), upstream.stop()])
    }
  })
}

/** Behind the ports of both products. */
const INSPECTOR = 5

interface Grown {
  readonly product: Product
  readonly target: () => Promise<Target>
  readonly heapMb: () => Promise<number>
}

async function start(folder: string, ports: Ports, growth: Growth, size: 'from' | 'to'): Promise<Grown> {
  const { port } = ports
  const inspectorPort = port + INSPECTOR
  const product = await startProduct(folder, ports, { inspectorPort })
  const caller = new Caller(await product.signIn('alice'))
  await growth.grow(product, port, growth[size])
  const url = `http://127.0.0.1:${port}/api/crud/items/${ITEM}`
  const wake = async (): Promise<void> => {
    const answer = await rawRequest(port, `${HOST}:${port}`, '/api/session')
    await answer.text()
  }
  return {
    product,
    // Capabilities name the revision: the first is asked for when the product has grown.
    target: async () => ({ url, headers: await caller.plugin(), status: 200, pids: [product.pid] }),
    heapMb: () => heapMb(inspectorPort, 'experience-edge', wake),
  }
}

function tableOf(rows: readonly GrowthRow[]): string {
  const head = [
    'what grows',
    'from',
    'to',
    'CPU of a call, µs',
    'large / small (min–max)',
    'within 10 %',
    'isolate, MB',
    'process, MB',
  ]
  const body = rows.map(
    ({ grows, from, to, cpuRatio, cpuMicros: [small, large], heapMb: heap, residentMb: [before, after] }) => [
      grows,
      String(from),
      String(to),
      `${small.toFixed(0)} → ${large.toFixed(0)}`,
      spread(cpuRatio),
      cpuRatio.median <= 1.1 ? 'yes' : 'no',
      heap.join(' → '),
      `${before ?? '–'} → ${after ?? '–'}`,
    ],
  )
  return markdown([head, ...body])
}

function sentenceOf({
  tenants,
  plugins,
  measured,
  slices,
  medianMs,
  slowestMs,
  minutes,
  ...sizes
}: RefreshFigures): string {
  return [
    `Refresh of ${tenants} tenants with ${plugins} plugins each: ${slices} requests of ${medianMs} ms (slowest ${slowestMs} ms),`,
    `${minutes} minutes in all, as ${measured} requests of them tell. A file has ${sizes.fileBytes} bytes, a compiled registry`,
    `${sizes.registryBytes}, an answer ${sizes.answerBytes}.`,
  ].join(' ')
}

if (import.meta.main) await runPart(run)
