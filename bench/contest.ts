/** Who answers faster: all are measured in turns, so that whatever else the machine does strikes all alike. */
import { load, type Target } from './pressure.ts'

export interface Spread {
  readonly median: number
  readonly min: number
  readonly max: number
}

export interface Result {
  readonly perSecond: Spread
  /** Processor time per answer, microseconds; `null` where the system does not tell. */
  readonly cpuMicros: Spread | null
  /** Milliseconds until an answer was there, under full load. */
  readonly p50: Spread
  readonly p99: Spread
}

export interface ContestOptions {
  readonly rounds: number
  readonly seconds: number
  readonly connections: number
}

export type Results<Name extends string> = ReadonlyMap<Name, Result & { readonly rounds: readonly Round[] }>

interface Round {
  readonly perSecond: number
  readonly cpuMicros: number
}

/** @param targets By name. Asked for anew before each turn: what they show may have an age. */
export async function contest<Name extends string>(
  targets: ReadonlyMap<Name, () => Promise<Target>>,
  { rounds, seconds, connections }: ContestOptions,
  say: (line: string) => void,
): Promise<Results<Name>> {
  const samples = new Map<Name, Awaited<ReturnType<typeof load>>[]>()
  if (rounds > 1)
    for (const target of targets.values()) await load(await target(), { seconds: Math.min(1, seconds), connections })
  for (let round = 1; round <= rounds; round++) {
    for (const [name, target] of targets) {
      const sample = await load(await target(), { seconds, connections })
      samples.set(name, [...(samples.get(name) ?? []), sample])
    }
    say(`round ${round} of ${rounds}`)
  }
  return new Map(
    [...samples].map(([name, all]) => {
      const of = (figure: 'perSecond' | 'cpuMicros' | 'p50' | 'p99'): Spread =>
        spreadOf(all.map((each) => each[figure]))
      const cpuMicros = all.some((each) => Number.isNaN(each.cpuMicros)) ? null : of('cpuMicros')
      return [name, { perSecond: of('perSecond'), cpuMicros, p50: of('p50'), p99: of('p99'), rounds: all }]
    }),
  )
}

/** Of the rounds: one against the other, both measured within the same seconds. */
export function ratioOf<Name extends string>(
  results: Results<Name>,
  one: Name,
  other: Name,
  figure: keyof Round,
): Spread {
  const mine = results.get(one)?.rounds ?? []
  const theirs = results.get(other)?.rounds ?? []
  return spreadOf(mine.map((round, index) => round[figure] / (theirs[index]?.[figure] ?? Number.NaN)))
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const median = ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2
  return { median, min: sorted[0] ?? Number.NaN, max: sorted.at(-1) ?? Number.NaN }
}
