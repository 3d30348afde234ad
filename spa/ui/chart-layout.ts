/** Where a chart's values and names stand, in pixels of its drawing. */
import { scaleBand, scaleLinear } from 'd3-scale'

export interface Layout {
  readonly width: number
  readonly height: number
  /** Left edge of the drawing, after the names of the values. */
  readonly start: number
  readonly bottom: number
  /** Round values that enclose the data, zero always among them; ascending. */
  readonly ticks: readonly number[]
  /** Names on the axis: every n-th, so that they do not run into each other. */
  readonly every: number
  /** Middle of a name's share of the axis. */
  readonly x: (position: number) => number
  readonly y: (value: number) => number
  /** Width of one name's share of the axis. */
  readonly band: number
  /** The name whose share of the axis this is. */
  readonly positionAt: (x: number) => number
}

/** Fewer lines than this many read as a frame, more as noise. */
const WANTED_TICKS = 4
/** Estimates, so that no text has to be measured: the widest usual character, and the space around a name. */
const CHARACTER = 7
const NAME_GAP = 14
/** Room for the names below and for half a line above. */
const BELOW = 26
const ABOVE = 8

export interface LayoutRules {
  readonly labels: readonly string[]
  readonly values: readonly number[]
  readonly format: (value: number) => string
  readonly width: number
  readonly height: number
}

export function layOut({ labels, values, format, width, height }: LayoutRules): Layout {
  const finite = values.filter(Number.isFinite)
  const [low, high] = [Math.min(0, ...finite), Math.max(0, ...finite)]
  const bottom = height - BELOW
  const y = scaleLinear([low, high === low ? 1 : high], [bottom, ABOVE]).nice(WANTED_TICKS)
  const ticks = y.ticks(WANTED_TICKS)
  const start = Math.max(...ticks.map((tick) => format(tick).length)) * CHARACTER + 12
  const places = scaleBand(labels.keys(), [start, Math.max(start + 1, width)])
  const band = labels.length === 0 ? width - start : places.bandwidth()
  const longest = Math.max(0, ...labels.map((label) => label.length)) * CHARACTER + NAME_GAP
  return {
    width,
    height,
    start,
    bottom,
    ticks,
    band,
    every: Math.max(1, Math.ceil(longest / band)),
    x: (position) => (places(position) ?? start) + band / 2,
    y: (value) => y(value),
    positionAt: (x) => Math.min(labels.length - 1, Math.max(0, Math.floor((x - start) / band))),
  }
}
