/** What a new isolate takes before it can answer: the size of the script, and the time to read it: `npm run bench -- cold`. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { bareWorker } from './bare.ts'
import { spreadOf, type Spread } from './contest.ts'
import { runPart, withFolder, type BenchOptions } from './options.ts'
import { cpuMs } from './pressure.ts'
import { build } from './product.ts'
import { markdown, spread, write } from './report.ts'
import { moduleWorker, startRuntime, type WorkerOptions } from './workerd.ts'

interface ColdFigures {
  readonly bytes: number
  readonly gzipBytes: number
  /** Processor time of a runtime until it listens, milliseconds: with our script, and with one line. */
  readonly ours: Spread
  readonly bare: Spread
  /** Round by round: what our script adds. */
  readonly added: Spread
}

export async function run(options: BenchOptions): Promise<void> {
  const figures = await withFolder((folder, port) => measure(folder, port, options))
  const { bytes, gzipBytes, ours, bare, added } = figures
  const kib = (count: number): string => `${(count / 1024).toFixed(0)} KiB`
  const head = ['script', 'gzip', 'runtime until it listens, CPU ms', 'with a script of one line', 'added by ours']
  console.log(`\n${markdown([head, [kib(bytes), kib(gzipBytes), spread(ours), spread(bare), spread(added)]])}`)
  if (!options.quick) write('cold', figures)
}

async function measure(folder: string, port: number, { quick, say }: BenchOptions): Promise<ColdFigures> {
  await build('wrangler.toml', folder)
  const script = readFileSync(join(folder, 'index.js'))
  const options = moduleWorker(script.toString())
  const times: { readonly ours: number; readonly bare: number }[] = []
  for (let round = 1; round <= (quick ? 1 : 9); round++) {
    const bare = await startTime(bareWorker(port).options, port)
    times.push({ ours: await startTime(options, port), bare })
    say(`start ${round}`)
  }
  return {
    bytes: script.byteLength,
    gzipBytes: gzipSync(script).byteLength,
    ours: spreadOf(times.map(({ ours }) => ours)),
    bare: spreadOf(times.map(({ bare }) => bare)),
    added: spreadOf(times.map(({ ours, bare }) => ours - bare)),
  }
}

/** A runtime evaluates its scripts before it listens. */
async function startTime(options: WorkerOptions, port: number): Promise<number> {
  const runtime = await startRuntime([{ name: 'cold', port, options }])
  const milliseconds = cpuMs([runtime.pid])
  await runtime.stop()
  return milliseconds
}

if (import.meta.main) await runPart(run)
