/** The fuzzer: a seed, a number of runs, a corpus that grows by what ends in a way nobody has seen. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { diceOf } from './dice.ts'
import { changed, GRAMMARS, type Target } from './grammar.ts'
import { TARGETS } from './targets.ts'

const CORPUS = join(import.meta.dirname, '..', 'fixtures', 'corpus')
/** Longer ones say nothing that a shorter one does not. */
const KEPT_CHARACTERS = 600
export const FUZZED: readonly Target[] = ['path', 'template', 'manifest', 'authzen']

export interface Fuzzed {
  readonly target: Target
  readonly runs: number
  /** Ways to end that were seen. */
  readonly outcomes: number
  readonly corpus: readonly string[]
  /** Inputs of which something did not hold, with what. */
  readonly findings: readonly { readonly input: string; readonly what: string }[]
}

export function readCorpus(target: Target): readonly string[] {
  const kept: readonly string[] = JSON.parse(readFileSync(join(CORPUS, `${target}.json`), 'utf8'))
  return kept
}

/** The whole corpus first, then so many inputs: two thirds from the grammar, one third from what was kept. */
export function fuzz(target: Target, runs: number, seed: number): Fuzzed {
  const dice = diceOf(seed)
  const corpus = [...readCorpus(target)]
  const outcomes = new Set<string>()
  const findings: { input: string; what: string }[] = []
  const attempt = (input: string): boolean => {
    const size = outcomes.size
    try {
      outcomes.add(TARGETS[target](input))
    } catch (error) {
      findings.push({ input, what: error instanceof Error ? error.message : String(error) })
    }
    return outcomes.size > size
  }
  for (const input of readCorpus(target)) attempt(input)
  for (let run = 0; run < runs; run += 1) {
    const input = dice.once(3) ? changed(dice, target, corpus) : GRAMMARS[target](dice)
    if (attempt(input) && input.length <= KEPT_CHARACTERS) corpus.push(input)
  }
  return { target, runs, outcomes: outcomes.size, corpus, findings }
}

function main(): number {
  const { values } = parseArgs({
    options: { runs: { type: 'string' }, seed: { type: 'string' }, keep: { type: 'boolean' } },
  })
  const runs = Number(values.runs ?? 250_000)
  const seed = Number(values.seed ?? Date.now() % 1_000_000)
  console.log(`seed ${seed}, ${runs} runs of each target`)
  let found = 0
  for (const target of FUZZED) {
    const startedAt = performance.now()
    const { outcomes, corpus, findings } = fuzz(target, runs, seed)
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
    console.log(`${target}: ${outcomes} outcomes, corpus ${corpus.length}, ${findings.length} findings, ${seconds} s`)
    for (const { input, what } of findings.slice(0, 5)) console.log(`  ${JSON.stringify(input)}: ${what}`)
    if (values.keep === true) writeFileSync(join(CORPUS, `${target}.json`), `${JSON.stringify(corpus, null, 2)}\n`)
    found += findings.length
  }
  return found === 0 ? 0 : 1
}

if (import.meta.main) process.exitCode = main()
