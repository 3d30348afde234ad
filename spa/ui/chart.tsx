/** A picture of figures, with the figures themselves one press away. */
import { type ComponentProps, useId } from 'react'
import { later } from '../later.ts'
import { type ChartData, type ChartKind, type ChartSeries, COLOURS, shareOf, totalOf } from './chart-data.ts'
import { part } from './part.tsx'

export type { ChartKind, ChartSeries } from './chart-data.ts'

export interface ChartProps extends Omit<ComponentProps<'figure'>, 'title' | 'children'> {
  /** What the picture shows; read out in its place. */
  readonly title: string
  /** Keeps the title for those who listen only. */
  readonly titleHidden?: boolean
  /** `bar` compares, `line` shows a course, `area` an amount over time, `donut` the parts of a whole. */
  readonly kind?: ChartKind
  /** Names along the axis, for example days; or of a donut's parts. */
  readonly labels: readonly string[]
  /** At most four: more colours are not told apart. A donut draws the first. */
  readonly series: readonly ChartSeries[]
  readonly format?: (value: number) => string
  /** Of the picture, in pixels. The width is the room there is. */
  readonly height?: number
}

const plot = /* @__PURE__ */ part(
  /* @__PURE__ */ later(
    () => import('./chart-plot.tsx'),
    ({ Plot }) => Plot,
  ),
)

export function Chart(props: ChartProps) {
  const { title, titleHidden = false, kind = 'bar', labels, series, format = plain, height = 200, ...rest } = props
  const id = useId()
  const data: ChartData = { kind, labels, series, format }
  return (
    <figure {...rest} aria-labelledby={id} data-ee="chart" data-kind={kind}>
      <figcaption id={id} data-ee={titleHidden ? 'visually-hidden' : 'chart-title'}>
        {title}
      </figcaption>
      {kind !== 'donut' && series.length > 1 && <Legend names={series.map(({ name }) => name)} />}
      <div data-ee="chart-body">
        <plot.Slot
          props={{ title, data, height }}
          standIn={<div aria-busy data-ee="chart-plot" data-pending style={{ height }} />}
        />
        {kind === 'donut' && <Parts data={data} />}
      </div>
      <Figures title={title} data={data} />
    </figure>
  )
}

function Legend({ names }: { readonly names: readonly string[] }) {
  return (
    <ul data-ee="chart-legend">
      {names.map((name, at) => (
        <li key={name} data-series={at}>
          {name}
        </li>
      ))}
    </ul>
  )
}

/** A donut's legend says the shares as well: nobody reads them off a ring. */
function Parts({ data: { labels, series } }: { readonly data: ChartData }) {
  const values = series[0]?.values ?? []
  const total = totalOf(values)
  return (
    <ul data-ee="chart-legend" data-stacked>
      {labels.map((label, at) => (
        <li key={label} data-series={at % COLOURS}>
          {label} <b>{shareOf(values[at] ?? 0, total)}</b>
        </li>
      ))}
    </ul>
  )
}

function Figures({ title, data }: { readonly title: string; readonly data: ChartData }) {
  const { labels, series, format } = data
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

function plain(value: number): string {
  return value.toLocaleString()
}
