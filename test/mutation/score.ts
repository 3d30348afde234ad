/**
 * Sums up reports of mutation runs in `score.json`, file by file: `node test/mutation/score.ts [report…]`. Of a file that
 * stands in several, the last report counts, so that a part of the core can be run again by itself.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const REPORT = '.stryker-tmp/mutation.json'
const SCORE = join(import.meta.dirname, 'score.json')

interface Report {
  readonly files: Readonly<Record<string, { readonly mutants: readonly { readonly status: string }[] }>>
}

interface Score {
  /** A mutant that never ends is noticed as well. */
  readonly killed: number
  readonly survived: number
  /** No test reaches it; counts as survived. */
  readonly unreached: number
}

function scoreOf(statuses: readonly string[]): Score {
  const count = (...wanted: readonly string[]): number => statuses.filter((status) => wanted.includes(status)).length
  return { killed: count('Killed', 'Timeout'), survived: count('Survived'), unreached: count('NoCoverage') }
}

function percentOf({ killed, survived, unreached }: Score): number {
  return Math.round((1000 * killed) / (killed + survived + unreached)) / 10
}

const given = process.argv.slice(2)
const reports = (given.length === 0 ? [REPORT] : given).map((file): Report => JSON.parse(readFileSync(file, 'utf8')))
const files = Object.assign({}, ...reports.map((report) => report.files)) satisfies Report['files']
const statuses = Object.entries<Report['files'][string]>(files)
  .map(([file, { mutants }]) => [file, mutants.map(({ status }) => status)] as const)
  .toSorted(([one], [other]) => (one < other ? -1 : 1))
const whole = scoreOf(statuses.flatMap(([, each]) => each))
const byFile = Object.fromEntries(
  statuses.map(([file, each]) => [file, { percent: percentOf(scoreOf(each)), ...scoreOf(each) }]),
)
writeFileSync(SCORE, `${JSON.stringify({ percent: percentOf(whole), ...whole, files: byFile }, null, 2)}\n`)
console.log(
  `${statuses.length} files, ${whole.killed} of ${statuses.flatMap(([, each]) => each).length} mutants noticed`,
)
console.log(`${percentOf(whole)} %`)
