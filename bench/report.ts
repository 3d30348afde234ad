/** Tables for people, JSON for comparing with the last time. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ratioOf, type Results, type Spread } from './contest.ts'
import { describeMachine } from './machine.ts'
import type { BenchOptions } from './options.ts'

const RESULTS = join(import.meta.dirname, 'results')

export interface Row {
  readonly job: string
  readonly against: string
  /** Answers a second, medians of the rounds. */
  readonly ours: number
  readonly theirs: number
  /** Of throughput, round by round. */
  readonly ratio: Spread
  readonly cpuRatio: Spread
  readonly cpuMicros: number | null
  readonly p99: number
  /** At least so much of the throughput, and at most so much of the processor time. */
  readonly goal?: number
  readonly cpuGoal?: number
}

/** Ours, what it is held against, and how much of it there should be. */
export interface Job<Name extends string> {
  readonly job: string
  readonly ours: Name
  readonly against: Name
  readonly goal?: number
  readonly cpuGoal?: number
}

export function rowOf<Name extends string>(results: Results<Name>, { job, ours, against, ...goals }: Job<Name>): Row {
  const mine = results.get(ours)
  return {
    job,
    against,
    ours: mine?.perSecond.median ?? Number.NaN,
    theirs: results.get(against)?.perSecond.median ?? Number.NaN,
    ratio: ratioOf(results, ours, against, 'perSecond'),
    cpuRatio: ratioOf(results, ours, against, 'cpuMicros'),
    cpuMicros: mine?.cpuMicros?.median ?? null,
    p99: mine?.p99.median ?? Number.NaN,
    ...goals,
  }
}

export function ratioTable(rows: readonly Row[]): string {
  const head = ['job', 'against', 'ours/s', 'theirs/s', 'ratio (min–max)', 'goal', 'CPU ratio', 'CPU µs', 'p99 ms']
  const body = rows.map((row) => [
    row.job,
    row.against,
    String(Math.round(row.ours)),
    String(Math.round(row.theirs)),
    spread(row.ratio),
    row.goal === undefined ? '' : `${row.goal} ${row.ratio.median >= row.goal ? 'met' : 'missed'}`,
    spread(row.cpuRatio) + (row.cpuGoal === undefined ? '' : ` ≤ ${row.cpuGoal}`),
    row.cpuMicros === null ? '–' : row.cpuMicros.toFixed(0),
    row.p99.toFixed(1),
  ])
  return markdown([head, ...body])
}

/** A table that reads well in a terminal and in a page alike. */
export function markdown([head = [], ...body]: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(...[head, ...body].map((row) => row[column]?.length ?? 0)))
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n')
}

export function spread({ median, min, max }: Spread): string {
  return `${median.toFixed(2)} (${min.toFixed(2)}–${max.toFixed(2)})`
}

/** Writes what was measured; a quick look is only compared with what was written last. */
export function finish(
  part: string,
  { quick }: BenchOptions,
  measured: { readonly rows: readonly Row[] } & Readonly<Record<string, unknown>>,
): void {
  const file = join(RESULTS, `${part}.json`)
  if (quick) return compare(file, measured.rows)
  write(part, measured)
}

/** With where and when it was measured. */
export function write(part: string, measured: object): void {
  const file = join(RESULTS, `${part}.json`)
  mkdirSync(RESULTS, { recursive: true })
  const { chromium: _, ...machine } = describeMachine('')
  const result = { date: new Date().toISOString(), machine, ...measured }
  writeFileSync(file, `${JSON.stringify(result, round, 2)}\n`)
  console.log(`\nwritten: bench/results/${part}.json`)
}

/** Half as fast as the last time is more than a busy machine explains: it is said, and fails nothing. */
const LOUD_BELOW = 0.5

function compare(file: string, rows: readonly Row[]): void {
  if (!existsSync(file)) return console.log('\nNothing was measured before, so there is nothing to compare with.')
  const last: { readonly date: string; readonly rows: readonly Row[] } = JSON.parse(readFileSync(file, 'utf8'))
  const worse = rows.flatMap((row) => {
    const before = last.rows.find(({ job, against }) => job === row.job && against === row.against)
    if (before === undefined || row.ratio.median >= before.ratio.median * LOUD_BELOW) return []
    return [`${row.job}: ${row.ratio.median.toFixed(2)} of "${row.against}", was ${before.ratio.median.toFixed(2)}`]
  })
  if (worse.length === 0) return console.log(`\nNothing is far below what was measured on ${last.date.slice(0, 10)}.`)
  console.log(
    `\n${'!'.repeat(78)}\nFAR BELOW what was measured on ${last.date.slice(0, 10)}:\n${worse.join('\n')}\n${'!'.repeat(78)}`,
  )
}

function round(_: string, value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value * 1000) / 1000 : value
}
