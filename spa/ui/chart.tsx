/** A picture of figures, with the figures themselves one press away. */
import { type ComponentProps, useId, useLayoutEffect, useRef, useState } from 'react'
import { Bars, type ChartSeries, Lines } from './chart-marks.tsx'
import { plan, type Plot } from './chart-scale.ts'

export type { ChartSeries } from './chart-marks.tsx'

export interface ChartProps extends Omit<ComponentProps<'figure'>, 'title' | 'children'> {
  /** What the picture shows; read out in its place. */
  readonly title: string
  readonly titleHidden?: boolean
  readonly kind?: 'bar' | 'line' | 'area'
  /** Names along the axis, for example days. */
  readonly labels: readonly string[]
  /** At most four: more colours are not told apart. */
  readonly series: readonly ChartSeries[]
  readonly format?: (value: number) => string
  /** In pixels. The width is the room there is. */
  readonly height?: number
}

/** Drawn at this width until the room is known. */
const FIRST_WIDTH = 480

export function Chart(props: ChartProps) {
  const { title, titleHidden = false, kind = 'bar', labels, series, format = plain, height = 200, ...rest } = props
  const id = useId()
  const [figure, width] = useWidth()
  const values = series.flatMap((one) => one.values)
  const plot = plan(labels, values, format, { width, height })
  return (
    <figure {...rest} ref={figure} aria-labelledby={`${id}-title`} data-ee="chart">
      <figcaption id={`${id}-title`} data-ee={titleHidden ? 'visually-hidden' : 'chart-title'}>
        {title}
      </figcaption>
      {series.length > 1 && <Legend series={series} />}
      <svg role="img" aria-labelledby={`${id}-picture`} width={width} height={height}>
        <title id={`${id}-picture`}>{title}</title>
        <Axes plot={plot} labels={labels} format={format} />
        {kind === 'bar' && <Bars plot={plot} series={series} labels={labels} format={format} />}
        {kind !== 'bar' && <Lines plot={plot} series={series} area={kind === 'area'} />}
      </svg>
      <Figures title={title} labels={labels} series={series} format={format} />
    </figure>
  )
}

function Legend({ series }: Pick<ChartProps, 'series'>) {
  return (
    <ul data-ee="chart-legend">
      {series.map(({ name }, at) => (
        <li key={name} data-series={at}>
          {name}
        </li>
      ))}
    </ul>
  )
}

interface AxesProps {
  readonly plot: Plot
  readonly labels: readonly string[]
  readonly format: (value: number) => string
}

function Axes({ plot, labels, format }: AxesProps) {
  return (
    <g data-ee="chart-axes">
      {plot.ticks.map((tick) => (
        <g key={tick} data-zero={tick === 0 || undefined}>
          <line x1={plot.start} x2={plot.width} y1={plot.y(tick)} y2={plot.y(tick)} />
          <text x={plot.start - 8} y={plot.y(tick)} dy="0.32em" textAnchor="end">
            {format(tick)}
          </text>
        </g>
      ))}
      {labels.map((label, position) =>
        position % plot.every === 0 ? (
          <text key={position} x={plot.x(position)} y={plot.height - 6} textAnchor="middle">
            {label}
          </text>
        ) : null,
      )}
    </g>
  )
}

type FiguresProps = Required<Pick<ChartProps, 'title' | 'labels' | 'series' | 'format'>>

function Figures({ title, labels, series, format }: FiguresProps) {
  return (
    <details data-ee="chart-figures">
      <summary>Figures</summary>
      <table data-ee="table">
        <caption data-ee="visually-hidden">{title}</caption>
        <thead>
          <tr>
            <td />
            {series.map(({ name }) => (
              <th key={name} scope="col" data-numeric>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {labels.map((label, position) => (
            <tr key={position}>
              <th scope="row">{label}</th>
              {series.map(({ name, values }) => (
                <td key={name} data-numeric>
                  {format(values[position] ?? 0)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}

function useWidth() {
  const ref = useRef<HTMLElement>(null)
  const [width, setWidth] = useState(FIRST_WIDTH)
  useLayoutEffect(() => {
    const element = ref.current
    if (!element) return
    const observer = new ResizeObserver(([entry]) => {
      if (entry && entry.contentRect.width > 0) setWidth(Math.round(entry.contentRect.width))
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return [ref, width] as const
}

function plain(value: number): string {
  return value.toLocaleString()
}
