/** A bounded run of the fuzzer with a seed of its own, over the corpus that longer runs have left. */
import { describe, expect, test, vi } from 'vitest'
import { fuzz, FUZZED, readCorpus } from './run.ts'

vi.setConfig({ testTimeout: 60_000 })

const SEED = 20_261_101
/** The YAML parser is slow beside the other three. */
const RUNS = { path: 3000, template: 3000, manifest: 500, authzen: 3000 } as const
/** Fewer ways to end mean that the grammar no longer reaches what it reached. */
const OUTCOMES = { path: 15, template: 12, manifest: 60, authzen: 28 } as const

describe('fuzzing', () => {
  test.each(FUZZED)('of %s finds nothing, and still reaches what the corpus reaches', (target) => {
    const { findings, outcomes } = fuzz(target, RUNS[target], SEED)
    expect(findings).toEqual([])
    expect(outcomes).toBeGreaterThanOrEqual(OUTCOMES[target])
  })

  test.each(FUZZED)('of %s keeps a corpus without doubles', (target) => {
    const corpus = readCorpus(target)
    expect(corpus.length).toBeGreaterThan(10)
    expect(new Set(corpus).size).toBe(corpus.length)
  })
})
