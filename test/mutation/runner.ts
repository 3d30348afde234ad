/**
 * The core's tests for Stryker, in one process: they are loaded once, and a mutant is a switch that is turned before those
 * tests run that reach it. A runner that starts Vitest for each mutant takes many times as long.
 *
 * What a module or a table of cases makes as it is loaded is mutated too. Loading a file counts as a test of its own: where
 * it reaches the mutant, the file is loaded anew with the mutant, and all its tests run.
 */
import { basename } from 'node:path'
import { INSTRUMENTER_CONSTANTS, type MutantCoverage } from '@stryker-mutator/api/core'
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin'
import {
  determineHitLimitReached,
  DryRunStatus,
  TestStatus,
  toMutantRunResult,
  type DryRunResult,
  type MutantRunOptions,
  type MutantRunResult,
  type TestResult,
  type TestRunner,
} from '@stryker-mutator/api/test-runner'
import { Bundle } from './bundle.ts'
import type { KnownTest } from './suite.ts'

/** No test of the core waits for anything. */
const TEST_MS = 5000

/** What mutated code looks at: one object, as long as the process lives. */
interface Switch {
  activeMutant?: string | undefined
  currentTestId?: string | undefined
  mutantCoverage?: MutantCoverage
  hitCount?: number | undefined
  hitLimit?: number | undefined
}

const mutation: Switch = {}
Object.defineProperty(globalThis, INSTRUMENTER_CONSTANTS.NAMESPACE, { value: mutation })

class CoreRunner implements TestRunner {
  #bundle: Bundle | null = null
  /** As they were loaded without a mutant. */
  readonly #tests = new Map<string, readonly KnownTest[]>()
  /** Of a test in the run without a mutant, and of a whole file: the quickest are asked first. */
  readonly #durations = new Map<string, number>()

  capabilities() {
    return { reloadEnvironment: true }
  }

  async init(): Promise<void> {
    this.#bundle = await Bundle.of(process.cwd())
  }

  async dryRun(): Promise<DryRunResult> {
    const results: TestResult[] = []
    for (const file of this.#bundle?.files ?? []) {
      const startedAt = performance.now()
      const loading = await resultOf(loadingOf(file, () => void this.#tests.set(file, this.#load(file))))
      const ofTests = []
      for (const test of this.#tests.get(file) ?? []) ofTests.push(await resultOf(test))
      for (const { id, timeSpentMs } of ofTests) this.#durations.set(id, timeSpentMs)
      // Whoever is loaded anew runs all its tests, so that is how long it may take.
      const timeSpentMs = performance.now() - startedAt
      this.#durations.set(file, timeSpentMs)
      results.push({ ...loading, timeSpentMs }, ...ofTests)
    }
    const { mutantCoverage } = mutation
    return { status: DryRunStatus.Complete, tests: results, ...(mutantCoverage !== undefined && { mutantCoverage }) }
  }

  async mutantRun({ activeMutant, hitLimit, testFilter, sandboxFileName }: MutantRunOptions): Promise<MutantRunResult> {
    this.#loadAll()
    Object.assign(mutation, { hitCount: 0, hitLimit, activeMutant: activeMutant.id } satisfies Switch)
    const results = await this.#untilFailure(new Set(testFilter), `test/core/${basename(sandboxFileName, '.ts')}`)
    const endless = determineHitLimitReached(mutation.hitCount, hitLimit)
    Object.assign(mutation, { hitLimit: undefined, activeMutant: undefined } satisfies Switch)
    return toMutantRunResult(endless ?? { status: DryRunStatus.Complete, tests: [...results] })
  }

  /**
   * Tests that run into the mutant by themselves first; then the files that do so as they are loaded.
   *
   * @param own What the files begin with that test the mutated one, and notice soonest.
   */
  async #untilFailure(wanted: ReadonlySet<string>, own: string): Promise<readonly TestResult[]> {
    const results: TestResult[] = []
    const anew = [...this.#tests.keys()].filter((file) => wanted.has(loadingOf(file).id))
    const reached = [...this.#tests.values()].flat().filter(({ id, file }) => wanted.has(id) && !anew.includes(file))
    for (const test of this.#quickestFirst(reached, ({ id }) => id)) {
      results.push(await resultOf(test))
      if (results.at(-1)?.status !== TestStatus.Failed) continue
      await refuseLeftovers(test)
      return results
    }
    for (const file of this.#quickestFirst(anew, (name) => name).toSorted(byBeginning(own))) {
      const tests: KnownTest[] = []
      const loading = loadingOf(file, () => void tests.push(...this.#load(file)))
      results.push(await resultOf(loading))
      for (const test of this.#quickestFirst(tests, ({ id }) => id)) {
        if (results.at(-1)?.status === TestStatus.Failed) return results
        results.push(await resultOf(test))
      }
      if (results.at(-1)?.status === TestStatus.Failed) return results
    }
    return results
  }

  /** A process that takes the place of one that hung has not seen the run without a mutant. */
  #loadAll(): void {
    if (this.#tests.size > 0) return
    for (const file of this.#bundle?.files ?? []) this.#tests.set(file, this.#load(file))
  }

  #load(file: string): readonly KnownTest[] {
    return this.#bundle?.load(file) ?? []
  }

  #quickestFirst<Value>(values: readonly Value[], nameOf: (value: Value) => string): readonly Value[] {
    const duration = (value: Value): number => this.#durations.get(nameOf(value)) ?? 0
    return values.toSorted((one, other) => duration(one) - duration(other))
  }
}

/** Keeps the order but for this: what begins so comes first. */
function byBeginning(own: string): (one: string, other: string) => number {
  return (one, other) => Number(other.startsWith(own)) - Number(one.startsWith(own))
}

function loadingOf(file: string, body: () => void = () => undefined): KnownTest {
  return { id: `${file}#is loaded`, file, title: `${file} is loaded`, body, after: [] }
}

/**
 * What fails must pass again without the mutant. Otherwise something has outlived a mutant, and no result is worth anything:
 * rules of the core keep nothing between two calls.
 */
async function refuseLeftovers(test: KnownTest): Promise<void> {
  const { activeMutant } = mutation
  mutation.activeMutant = undefined
  const again = await resultOf(test)
  mutation.activeMutant = activeMutant
  if (again.status === TestStatus.Failed) throw new Error(`${test.id} fails without a mutant too`)
}

async function resultOf({ id, file, title, body, after }: KnownTest): Promise<TestResult> {
  const startedAt = performance.now()
  mutation.currentTestId = id
  const failure = await failureOf(async () => {
    try {
      await body()
    } finally {
      for (const each of after) await each()
    }
  })
  mutation.currentTestId = undefined
  const test = { id, name: title, fileName: file, timeSpentMs: performance.now() - startedAt }
  return failure === null
    ? { ...test, status: TestStatus.Success }
    : { ...test, status: TestStatus.Failed, failureMessage: failure }
}

async function failureOf(run: () => Promise<void>): Promise<string | null> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no result within ${TEST_MS} ms`)), TEST_MS)
  })
  try {
    await Promise.race([run(), late])
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  } finally {
    clearTimeout(timer)
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'core', CoreRunner)]
