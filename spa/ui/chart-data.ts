/** What a chart is made of, and what it says in words. */

/** `bar` compares, `line` shows a course, `area` an amount over time, `donut` the parts of a whole. */
export type ChartKind = 'bar' | 'line' | 'area' | 'donut'

export interface ChartSeries {
  readonly name: string
  /** One for each of the chart's labels. */
  readonly values: readonly number[]
}

/** What all parts of a chart draw from. */
export interface ChartData {
  readonly kind: ChartKind
  /** Names along the axis, or of a donut's parts. */
  readonly labels: readonly string[]
  readonly series: readonly ChartSeries[]
  readonly format: (value: number) => string
}

/** Parts of a donut that are told apart by colour; a ninth wears the first one's again, and has its name beside it. */
export const COLOURS = 8

/** A share in whole percent. */
export function shareOf(value: number, total: number): string {
  return `${total > 0 ? Math.round((value / total) * 100) : 0} %`
}

export function totalOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}

/** The picture in a few sentences, for those who do not see it. */
export function summarize({ kind, labels, series, format }: ChartData): string {
  if (labels.length === 0) return 'There are no figures yet.'
  if (kind === 'donut') return summarizeParts(labels, series[0]?.values ?? [], format)
  const range = labels.length > 1 ? `, from ${labels[0]} to ${labels.at(-1)}` : `: ${labels[0]}`
  const lines = series.map(({ name, values }) => {
    const [low, high] = [Math.min(...values), Math.max(...values)]
    const nameOf = (value: number): string => labels[values.indexOf(value)] ?? ''
    return `${name}: lowest ${format(low)} (${nameOf(low)}), highest ${format(high)} (${nameOf(high)}).`
  })
  return [`${labels.length} points${range}.`, ...lines].join(' ')
}

function summarizeParts(labels: readonly string[], values: readonly number[], format: ChartData['format']): string {
  const total = totalOf(values)
  const parts = labels.map((label, at) => `${label} ${shareOf(values[at] ?? 0, total)}`)
  return `${format(total)} in all: ${parts.join(', ')}.`
}
