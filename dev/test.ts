/** `npm test`, once everything is installed: builds, checks and tests everything, and sums it up. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureBrowser } from './browser.ts'
import { ensureBuilt } from './build.ts'

const ROOT = join(import.meta.dirname, '..')
const CHECKS = ['check:format', 'check:bindings', 'check:types', 'check:lint', 'check:dead']
/** One after the other: browsers and Workers beside each other would be slow on two cores, and then fail by time. */
const SUITES = ['test:unit', 'test:cli', 'test:worker', 'test:e2e']

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

function runSuite(suite: string, report: string): boolean {
  return runScript(suite, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`)
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
    console.log(`${ok ? 'ok    ' : 'FAILED'} ${step.padEnd(16)} ${seconds.toFixed(1).padStart(6)} s`)
  }
  const brokenSteps = outcomes.filter(({ ok }) => !ok).length
  // A step that failed without a failing test (types, lint) is a failure all the same.
  console.log(`\n${passed} passed, ${Math.max(failed, brokenSteps)} failed, ${skipped} skipped`)
}

function main(): number {
  const folder = mkdtempSync(join(tmpdir(), 'experience-edge-test-'))
  const reports = SUITES.map((suite) => join(folder, `${suite.replace(':', '-')}.json`))
  const prepared = [
    timed('browser', () => ensureBrowser() !== ''),
    timed('build', () => {
      ensureBuilt()
      return true
    }),
  ]
  const checked = CHECKS.map((check) => timed(check, () => runScript(check)))
  const tested = SUITES.map((suite, i) => timed(suite, () => runSuite(suite, reports[i] ?? '')))
  const outcomes = [...prepared, ...checked, ...tested]
  summarize(outcomes, count(reports))
  rmSync(folder, { recursive: true })
  return outcomes.every(({ ok }) => ok) ? 0 : 1
}

process.exit(main())
