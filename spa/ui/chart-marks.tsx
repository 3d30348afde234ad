/** What a chart draws for each series: bars, or a line with or without its area. */
import { area as areaOf, curveMonotoneX, line as lineOf } from 'd3-shape'
import { useId } from 'react'
import type { ChartSeries } from './chart-data.ts'
import type { Layout } from './chart-layout.ts'

interface MarksProps {
  readonly layout: Layout
  readonly series: readonly ChartSeries[]
  /** The position that is looked at. */
  readonly lit: number | null
}

/** Widest a bar gets, in pixels: two lonely bars are no walls. */
const WIDEST_BAR = 44

export function Bars({ layout, series, lit }: MarksProps) {
  const width = Math.min((layout.band * 0.64) / series.length, WIDEST_BAR)
  const zero = layout.y(0)
  return series.map(({ name, values }, at) => (
    <g key={name} data-series={at}>
      {values.map((value, position) => {
        const x = layout.x(position) + (at - series.length / 2) * width
        const d = barPath(x, Math.max(1, width - 2), zero, layout.y(value))
        return (
          <path key={position} data-ee="chart-bar" data-dim={(lit !== null && lit !== position) || undefined} d={d} />
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

export function Lines({ layout, series, lit, area }: MarksProps & { readonly area: boolean }) {
  const id = useId()
  const { x, y } = layout
  const line = lineOf<number>((_, position) => x(position), y)
    .curve(curveMonotoneX)
    .digits(1)
  const ground = areaOf<number>((_, position) => x(position), y(0), y)
    .curve(curveMonotoneX)
    .digits(1)
  return series.map(({ name, values }, at) => {
    const dotAt = lit ?? values.length - 1
    const dot = values[dotAt]
    return (
      <g key={name} data-series={at}>
        {area && values.length > 1 && (
          <>
            <linearGradient id={`${id}-${at}`} x2="0" y2="1">
              <stop offset="0" />
              <stop offset="1" stopOpacity="0" />
            </linearGradient>
            <path data-ee="chart-area" d={ground(values) ?? ''} fill={`url(#${id}-${at})`} />
          </>
        )}
        {values.length > 1 && <path data-ee="chart-line" d={line(values) ?? ''} />}
        {dot !== undefined && <circle data-ee="chart-dot" cx={n(x(dotAt))} cy={n(y(dot))} r="4" />}
      </g>
    )
  })
}

/** A tenth of a pixel is enough. */
function n(value: number): number {
  return Math.round(value * 10) / 10
}
