/** Where a chart's values and names stand, in pixels of its drawing. */

/** Fewer lines than this many read as a frame, more as noise. */
const WANTED_TICKS = 4

/**
 * Round values that enclose the data, zero always among them.
 *
 * @returns Ascending, at least two.
 */
export function ticksFor(values: readonly number[]): readonly number[] {
  const finite = values.filter(Number.isFinite)
  const low = Math.min(0, ...finite)
  const highest = Math.max(0, ...finite)
  const high = highest === low ? 1 : highest // nothing but zeros still gets a scale
  const step = niceStep((high - low) / WANTED_TICKS)
  const first = Math.floor(low / step)
  const last = Math.ceil(high / step)
  return Array.from({ length: last - first + 1 }, (_, at) => round((first + at) * step, step))
}

/** The next of 1, 2, 2.5, 5, 10 times a power of ten. */
function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough))
  const nice = [1, 2, 2.5, 5].find((factor) => rough <= factor * power)
  return (nice ?? 10) * power
}

/** Takes off what binary fractions leave behind: 0.30000000000000004. */
function round(value: number, step: number): number {
  const digits = Math.max(0, 2 - Math.floor(Math.log10(step)))
  return Number(value.toFixed(Math.min(digits, 20)))
}

export interface Plot {
  readonly width: number
  readonly height: number
  readonly start: number
  readonly top: number
  readonly bottom: number
  readonly ticks: readonly number[]
  /** Names on the axis: every n-th, so that they do not run into each other. */
  readonly every: number
  readonly x: (position: number) => number
  readonly y: (value: number) => number
  /** Width of one name's share of the axis. */
  readonly band: number
}

/** Estimates, so that no text has to be measured: the widest usual character, and the space around a name. */
const CHARACTER = 7
const NAME_GAP = 14

export function plan(
  labels: readonly string[],
  values: readonly number[],
  format: (value: number) => string,
  size: { readonly width: number; readonly height: number },
): Plot {
  const ticks = ticksFor(values)
  const start = Math.max(...ticks.map((tick) => format(tick).length)) * CHARACTER + 12
  const [top, bottom] = [8, size.height - 26]
  const band = Math.max(1, size.width - start) / Math.max(1, labels.length)
  const longest = Math.max(0, ...labels.map((label) => label.length)) * CHARACTER + NAME_GAP
  const low = ticks[0] ?? 0
  const high = ticks.at(-1) ?? 1
  return {
    ...size,
    start,
    top,
    bottom,
    ticks,
    band,
    every: Math.max(1, Math.ceil(longest / band)),
    x: (position) => start + (position + 0.5) * band,
    y: (value) => bottom - ((value - low) / (high - low)) * (bottom - top),
  }
}
