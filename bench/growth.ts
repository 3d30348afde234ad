/**
 * What grows with a tenant, and what does not: the cost of a call with long allow-lists, many plugins and many tenants; and
 * how long a refresh of very many tenants takes: `npm run bench -- growth`.
 */
import { ITEM, upstreamWorker } from './bare.ts'
import { Caller } from './caller.ts'
import { contest, ratioOf, type Spread } from './contest.ts'
import { GROWTHS, residentMb, type Growth } from './growth-setup.ts'
import { runPart, settingsOf, withFolder, type BenchOptions } from './options.ts'
import type { Target } from './pressure.ts'
import { startProduct, type Product } from './product.ts'
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
  /** Of the whole process, with its PDP and all stores. */
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
}

/** Two products side by side, one small, one large; all else is the same. */
async function measure(growth: Growth, options: BenchOptions): Promise<GrowthRow> {
  return withFolder(async (folder, port) => {
    const upstream = await startRuntime([upstreamWorker(port + 2)])
    const small = await start(`${folder}/small`, port, port + 2, growth, growth.from)
    const large = await start(`${folder}/large`, port + 3, port + 2, growth, growth.to)
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
        residentMb: [residentMb(small.product.pid), residentMb(large.product.pid)],
      }
    } finally {
      await Promise.all([small.product.stop(), large.product.stop(), upstream.stop()])
    }
  })
}

interface Grown {
  readonly product: Product
  readonly target: () => Promise<Target>
}

async function start(folder: string, port: number, upstreamPort: number, growth: Growth, size: number): Promise<Grown> {
  const product = await startProduct(folder, { port, idpPort: port + 1, upstreamPort })
  const caller = new Caller(await product.signIn('alice'))
  await growth.grow(product, port, size)
  const url = `http://127.0.0.1:${port}/api/crud/items/${ITEM}`
  // Capabilities name the revision: the first is asked for when the product has grown.
  return { product, target: async () => ({ url, headers: await caller.plugin(), status: 200, pids: [product.pid] }) }
}

function tableOf(rows: readonly GrowthRow[]): string {
  const head = [
    'what grows',
    'from',
    'to',
    'CPU of a call, µs',
    'large / small (min–max)',
    'within 10 %',
    'process, MB',
  ]
  const body = rows.map(({ grows, from, to, cpuRatio, cpuMicros: [small, large], residentMb: [before, after] }) => [
    grows,
    String(from),
    String(to),
    `${small.toFixed(0)} → ${large.toFixed(0)}`,
    spread(cpuRatio),
    cpuRatio.median <= 1.1 ? 'yes' : 'no',
    `${before ?? '–'} → ${after ?? '–'}`,
  ])
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
