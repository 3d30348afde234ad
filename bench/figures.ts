/** Quantiles of what was measured, and the table that shows them. */

export interface Figures {
  readonly n: number
  readonly min: number
  readonly p50: number
  readonly p99: number
  readonly max: number
}

export function figuresOf(samples: readonly number[]): Figures {
  const sorted = samples.toSorted((a, b) => a - b)
  const at = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN
  return { n: sorted.length, min: sorted[0] ?? Number.NaN, p50: at(0.5), p99: at(0.99), max: at(1) }
}

const COLUMNS = ['n', 'min', 'p50', 'p99', 'max'] as const

export function tableOf(rows: Readonly<Record<string, Figures>>): string {
  const width = Math.max(...Object.keys(rows).map((name) => name.length))
  const line = (name: string, cells: readonly string[]): string =>
    `${name.padEnd(width)} ${cells.map((cell) => cell.padStart(7)).join('')}`
  const body = Object.entries(rows).map(([name, figures]) => {
    return line(
      name,
      COLUMNS.map((column) => String(Math.round(figures[column]))),
    )
  })
  return [line('milliseconds', COLUMNS), ...body].join('\n')
}
