/** The parts of a whole, as a ring with the whole in its middle. */
import { arc as arcOf, pie as pieOf } from 'd3-shape'
import { type ChartData, COLOURS, totalOf } from './chart-data.ts'

interface DonutProps {
  readonly data: ChartData
  readonly width: number
  readonly height: number
  readonly lit: number | null
  readonly onLight: (position: number | null) => void
}

/** Of the radius. A thin ring, so that the figure in its middle has room. */
const HOLE = 0.68

export function Donut({ data, width, height, lit, onLight }: DonutProps) {
  const values = data.series[0]?.values ?? []
  const total = totalOf(values)
  const radius = Math.min(width, height) / 2 - 6
  const parts = pieOf<number>().sort(null).padAngle(0.014)(values.map((value) => Math.max(0, value)))
  const arc = arcOf<{ startAngle: number; endAngle: number; padAngle: number }>()
    .innerRadius(radius * HOLE)
    .outerRadius(radius)
    .cornerRadius(3)
  return (
    <g transform={`translate(${width / 2} ${height / 2})`} onPointerLeave={() => onLight(null)}>
      {total === 0 && <circle data-ee="chart-empty" r={radius * (1 + HOLE) * 0.5} strokeWidth={radius * (1 - HOLE)} />}
      {parts.map((part, at) => (
        <path
          key={at}
          data-ee="chart-part"
          data-series={at % COLOURS}
          data-dim={(lit !== null && lit !== at) || undefined}
          d={arc(part) ?? ''}
          onPointerEnter={() => onLight(at)}
        />
      ))}
      <text data-ee="chart-total" textAnchor="middle" dy={lit === null ? '0.36em' : '0.1em'}>
        {data.format(lit === null ? total : (values[lit] ?? 0))}
      </text>
      {lit !== null && (
        <text data-ee="chart-total-name" textAnchor="middle" dy="1.7em">
          {data.labels[lit]}
        </text>
      )}
    </g>
  )
}
