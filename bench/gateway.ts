/** The gateway with every gate on, against Workers that do the same job and check nothing: `npm run bench -- gateway`. */
import { bareWorker, bundleText, memoryWorker, passThroughWorker } from './bare.ts'
import { contest, type Results } from './contest.ts'
import { runPart, settingsOf, withFolder, type BenchOptions } from './options.ts'
import { finish, ratioTable, rowOf, spread, type Job } from './report.ts'
import { ITEM_PATH, startStage, type AskTarget } from './stage.ts'
import { startRuntime } from './workerd.ts'

/** Ours, what it is held against, and how much of it there should be. */
const JOBS = [
  { job: 'plugin call, proxied', ours: 'call', against: 'pass-through Worker', goal: 0.85, cpuGoal: 1.3 },
  { job: 'plugin call, refused', ours: 'refusal', against: 'Worker that says ok', goal: 0.6 },
  { job: 'manifests', ours: 'manifests', against: 'the same JSON from memory', goal: 0.75 },
  { job: 'bundle of 50 KB', ours: 'bundle', against: '50 KB from memory', goal: 0.9 },
  { job: 'bundle the browser has (304)', ours: 'not modified', against: 'Worker that says ok', goal: 0.8 },
] as const satisfies readonly Job<string>[]

type Name = (typeof JOBS)[number]['ours' | 'against']

export async function run(options: BenchOptions): Promise<void> {
  const { results, alone } = await withFolder((folder, port) => measure(folder, port, options))
  const rows = JOBS.map((job) => rowOf<Name>(results, job))
  console.log(`\n${ratioTable(rows)}`)
  const latency = Object.fromEntries([...alone].map(([name, { p50, p99 }]) => [name, { p50, p99 }]))
  if (alone.size > 0) console.log('\nOne caller at a time, milliseconds (min–max of the rounds):')
  for (const [name, { p50, p99 }] of alone) console.log(`- ${name}: p50 ${spread(p50)}, p99 ${spread(p99)}`)
  finish('gateway', options, { rows, latency })
}

/** What a call waits for when nobody else calls: measured apart, since under full load everybody waits for the others. */
const ALONE = ['pass-through Worker', 'call'] as const

async function measure(
  folder: string,
  port: number,
  options: BenchOptions,
): Promise<{ readonly results: Results<Name>; readonly alone: Results<Name> }> {
  const stage = await startStage(folder, port)
  const bare = await startRuntime([
    bareWorker(port + 3),
    memoryWorker('memory', port + 4, bundleText(), 'text/javascript'),
    memoryWorker('json', port + 5, stage.manifests, 'application/json'),
    passThroughWorker(port + 6, stage.upstreamPort),
  ])
  // With the very same request: a runtime takes its time to read it.
  const plain =
    (from: number, path = '/'): AskTarget =>
    async () => ({
      url: `http://127.0.0.1:${from}${path}`,
      headers: await stage.caller.plugin(),
      status: 200,
      pids: [bare.pid],
    })
  // Side by side with what each is held against.
  const targets = new Map<Name, AskTarget>([
    ['pass-through Worker', plain(port + 6, ITEM_PATH)],
    ['call', stage.call],
    ['refusal', stage.refusal],
    ['Worker that says ok', plain(port + 3)],
    ['not modified', stage.notModified],
    ['the same JSON from memory', plain(port + 5)],
    ['manifests', stage.manifestsOf],
    ['50 KB from memory', plain(port + 4)],
    ['bundle', stage.bundle],
  ])
  try {
    const settings = settingsOf(options)
    const results = await contest(targets, settings, options.say)
    const few = new Map([...targets].filter(([name]) => ALONE.some((one) => one === name)))
    const rounds = Math.ceil(settings.rounds / 3)
    const alone = options.quick ? new Map() : await contest(few, { ...settings, rounds, connections: 1 }, options.say)
    return { results, alone }
  } finally {
    await Promise.all([stage.stop(), bare.stop()])
  }
}

if (import.meta.main) await runPart(run)
