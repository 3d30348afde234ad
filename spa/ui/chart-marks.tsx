/** What a chart draws for each series: bars, or a line with or without its area. */
import type { Plot } from './chart-scale.ts'

export interface ChartSeries {
  readonly name: string
  /** One for each of the chart's labels. */
  readonly values: readonly number[]
}

export interface MarksProps {
  readonly plot: Plot
  readonly series: readonly ChartSeries[]
}

export interface BarsProps extends MarksProps {
  readonly labels: readonly string[]
  readonly format: (value: number) => string
}

/** Widest a bar gets, in pixels: two lonely bars are no walls. */
const WIDEST_BAR = 44

export function Bars({ plot, series, labels, format }: BarsProps) {
  const width = Math.min((plot.band * 0.64) / series.length, WIDEST_BAR)
  const zero = plot.y(0)
  return series.map(({ name, values }, at) => (
    <g key={name} data-series={at}>
      {values.map((value, position) => {
        const end = plot.y(value)
        const x = plot.x(position) + (at - series.length / 2) * width
        return (
          <path key={position} data-ee="chart-bar" d={barPath(x, width - 2, zero, end)}>
            <title>{`${labels[position] ?? ''} ${name}: ${format(value)}`}</title>
          </path>
        )
      })}
    </g>
  ))
}

/** A bar with round corners at its far end only. */
function barPath(x: number, width: number, zero: number, end: number): string {
  const height = zero - end
  const radius = Math.min(4, width / 2, Math.abs(height))
  const inward = end + Math.sign(height) * radius
  const right = x + width
  return (
    `M${n(x)} ${n(zero)}V${n(inward)}Q${n(x)} ${n(end)} ${n(x + radius)} ${n(end)}` +
    `H${n(right - radius)}Q${n(right)} ${n(end)} ${n(right)} ${n(inward)}V${n(zero)}Z`
  )
}

export function Lines({ plot, series, area }: MarksProps & { readonly area: boolean }) {
  return series.map(({ name, values }, at) => {
    const points = values.map((value, position) => `${n(plot.x(position))} ${n(plot.y(value))}`)
    const line = `M${points.join('L')}`
    const ends = `L${n(plot.x(values.length - 1))} ${n(plot.y(0))}L${n(plot.x(0))} ${n(plot.y(0))}Z`
    const last = values.at(-1)
    return (
      <g key={name} data-series={at}>
        {area && points.length > 1 && <path data-ee="chart-area" d={line + ends} />}
        {points.length > 1 && <path data-ee="chart-line" d={line} />}
        {last !== undefined && (
          <circle data-ee="chart-dot" cx={n(plot.x(values.length - 1))} cy={n(plot.y(last))} r="3.5" />
        )}
      </g>
    )
  })
}

/** A tenth of a pixel is enough. */
function n(value: number): number {
  return Math.round(value * 10) / 10
}
