/** `npm test`, once everything is installed: builds, checks and tests everything, and sums it up. */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureBrowser } from './browser.ts'
import { ensureBuilt } from './build.ts'

const ROOT = join(import.meta.dirname, '..')
const CHECKS = ['check:format', 'check:bindings', 'check:types', 'check:lint', 'check:dead']

/** Each with processes and stacks of its own. The first one takes as long as all the others together. */
const SUITES = ['test:browser', 'test:worker', 'test:unit', 'test:e2e', 'test:cli'] as const
type Suite = (typeof SUITES)[number]
/** Beside the browser, which waits a good part of its time, two keep two processors busy; with more, all of them take longer. */
const SUITES_AT_ONCE = 3

interface Outcome {
  readonly step: string
  readonly ok: boolean
  readonly seconds: number
}

interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

function timed(step: string, work: () => boolean): Outcome {
  console.log(`\n── ${step} ${'─'.repeat(Math.max(0, 60 - step.length))}`)
  const startedAt = performance.now()
  let ok = false
  try {
    ok = work()
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
  }
  return { step, ok, seconds: (performance.now() - startedAt) / 1_000 }
}

function runScript(script: string, ...args: readonly string[]): boolean {
  const rest = args.length > 0 ? ['--', ...args] : []
  return spawnSync('npm', ['run', '--silent', script, ...rest], { cwd: ROOT, stdio: 'inherit' }).status === 0
}

function reportingTo(file: string): readonly string[] {
  return ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
}

/** Collects what the suite prints, so that suites side by side do not print into each other. */
async function runAside(suite: Suite, report: string): Promise<Outcome> {
  const startedAt = performance.now()
  const child = spawn('npm', ['run', '--silent', suite, '--', ...reportingTo(report)], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const printed: string[] = []
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => printed.push(chunk.toString()))
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  console.log(`\n── ${suite} ${'─'.repeat(Math.max(0, 60 - suite.length))}\n${printed.join('')}`)
  return { step: suite, ok: code === 0, seconds: (performance.now() - startedAt) / 1_000 }
}

async function runAll(reportOf: (suite: Suite) => string): Promise<readonly Outcome[]> {
  const waiting: Suite[] = [...SUITES]
  const outcomes: Outcome[] = []
  const work = async (): Promise<void> => {
    for (let suite = waiting.shift(); suite !== undefined; suite = waiting.shift()) {
      outcomes.push(await runAside(suite, reportOf(suite)))
    }
  }
  await Promise.all(Array.from({ length: SUITES_AT_ONCE }, work))
  return outcomes
}

function numberAt(record: unknown, name: string): number {
  const value: unknown = typeof record === 'object' && record !== null ? Reflect.get(record, name) : 0
  return typeof value === 'number' ? value : 0
}

/** Adds up vitest's reports; a suite that left none counts as one failure. */
function count(reports: readonly string[]): Counts {
  let [passed, failed, skipped] = [0, 0, 0]
  for (const report of reports) {
    if (!existsSync(report)) {
      failed += 1
      continue
    }
    const json: unknown = JSON.parse(readFileSync(report, 'utf8'))
    passed += numberAt(json, 'numPassedTests')
    failed += numberAt(json, 'numFailedTests')
    skipped += numberAt(json, 'numPendingTests')
  }
  return { passed, failed, skipped }
}

function summarize(outcomes: readonly Outcome[], { passed, failed, skipped }: Counts): void {
  console.log(`\n── summary ${'─'.repeat(53)}`)
  for (const { step, ok, seconds } of outcomes) {
    console.log(`${ok ? 'ok    ' : 'FAILED'} ${step.padEnd(18)} ${seconds.toFixed(1).padStart(6)} s`)
  }
  const brokenSteps = outcomes.filter(({ ok }) => !ok).length
  // A step that failed without a failing test (types, lint) is a failure all the same.
  console.log(`\n${passed} passed, ${Math.max(failed, brokenSteps)} failed, ${skipped} skipped`)
}

async function main(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'experience-edge-test-'))
  const reportOf = (suite: Suite): string => join(folder, `${suite.replace(':', '-')}.json`)
  const prepared = [
    timed('browser', () => ensureBrowser() !== ''),
    timed('build', () => {
      ensureBuilt()
      return true
    }),
  ]
  const checked = CHECKS.map((check) => timed(check, () => runScript(check)))
  console.log(`\n── ${SUITES.join(', ')}: ${SUITES_AT_ONCE} at a time, printed as they end`)
  const tested = await runAll(reportOf)
  // Compared with the last committed table, loudly; on a machine with something else to do it proves nothing, and fails nothing.
  const looked = [timed('bench, a quick look', () => runScript('bench', 'gateway', '--quick') || true)]
  const outcomes = [...prepared, ...checked, ...tested, ...looked]
  summarize(outcomes, count(SUITES.map(reportOf)))
  rmSync(folder, { recursive: true })
  return outcomes.every(({ ok }) => ok) ? 0 : 1
}

process.exit(await main())
