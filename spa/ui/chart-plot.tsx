/** The picture itself: axes, marks, and the figures of the place that a pointer rests on. */
import './shared.ts'
import { type PointerEvent, useId, useLayoutEffect, useRef, useState } from 'react'
import { type ChartData, summarize } from './chart-data.ts'
import { Donut } from './chart-donut.tsx'
import { type Layout, layOut } from './chart-layout.ts'
import { Bars, Lines } from './chart-marks.tsx'

export interface PlotProps {
  readonly title: string
  readonly data: ChartData
  /** In pixels. */
  readonly height: number
}

/** Drawn at this width until the room is known. */
const FIRST_WIDTH = 480

export function Plot({ title, data, height }: PlotProps) {
  const id = useId()
  const [room, width] = useWidth()
  const [lit, setLit] = useState<number | null>(null)
  const { kind, labels, series, format } = data
  const layout = layOut({ labels, values: series.flatMap(({ values }) => values), format, width, height })
  const follow = ({ clientX, currentTarget }: PointerEvent): void => {
    setLit(layout.positionAt(clientX - currentTarget.getBoundingClientRect().left))
  }
  const following = kind === 'donut' ? {} : { onPointerMove: follow, onPointerLeave: () => setLit(null) }
  return (
    <div ref={room} data-ee="chart-plot" style={{ height }} {...following}>
      <svg role="img" aria-labelledby={`${id}-title`} aria-describedby={`${id}-words`} width={width} height={height}>
        <title id={`${id}-title`}>{title}</title>
        <desc id={`${id}-words`}>{summarize(data)}</desc>
        {kind === 'donut' ? (
          <Donut data={data} width={width} height={height} lit={lit} onLight={setLit} />
        ) : (
          <>
            <Axes layout={layout} labels={labels} format={format} lit={kind === 'bar' ? null : lit} />
            {kind === 'bar' && <Bars layout={layout} series={series} lit={lit} />}
            {kind !== 'bar' && <Lines layout={layout} series={series} lit={lit} area={kind === 'area'} />}
          </>
        )}
      </svg>
      {lit !== null && kind !== 'donut' && <Tip data={data} layout={layout} position={lit} />}
    </div>
  )
}

interface AxesProps extends Pick<ChartData, 'labels' | 'format'> {
  readonly layout: Layout
  readonly lit: number | null
}

function Axes({ layout, labels, format, lit }: AxesProps) {
  return (
    <g data-ee="chart-axes">
      {layout.ticks.map((tick) => (
        <g key={tick} data-zero={tick === 0 || undefined}>
          <line x1={layout.start} x2={layout.width} y1={layout.y(tick)} y2={layout.y(tick)} />
          <text x={layout.start - 8} y={layout.y(tick)} dy="0.32em" textAnchor="end">
            {format(tick)}
          </text>
        </g>
      ))}
      {labels.map((label, position) =>
        position % layout.every === 0 ? (
          <text key={position} x={layout.x(position)} y={layout.height - 6} textAnchor="middle">
            {label}
          </text>
        ) : null,
      )}
      {lit !== null && <line data-ee="chart-guide" x1={layout.x(lit)} x2={layout.x(lit)} y1={0} y2={layout.bottom} />}
    </g>
  )
}

interface TipProps {
  readonly data: ChartData
  readonly layout: Layout
  readonly position: number
}

/** For those who point. Everybody else has the table. */
function Tip({ data, layout, position }: TipProps) {
  const x = layout.x(position)
  const side = x > layout.width * 0.6 ? { right: layout.width - x + 12 } : { left: x + 12 }
  return (
    <div aria-hidden data-ee="chart-tip" style={side}>
      <strong>{data.labels[position]}</strong>
      {data.series.map(({ name, values }, at) => (
        <span key={name} data-series={at}>
          {name} <b>{data.format(values[position] ?? 0)}</b>
        </span>
      ))}
    </div>
  )
}

function useWidth() {
  const ref = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(FIRST_WIDTH)
  useLayoutEffect(() => {
    const element = ref.current
    if (!element) return
    setWidth(Math.round(element.clientWidth) || FIRST_WIDTH)
    const observer = new ResizeObserver(([entry]) => {
      if (entry && entry.contentRect.width > 0) setWidth(Math.round(entry.contentRect.width))
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return [ref, width] as const
}
