/** What is counted, under which labels, and the arithmetic of minute rollups. */

/** Every metric with what it counts. `reasons`: it is split by a reason from a closed list. */
export const METRICS = {
  bundle_served: { help: 'Bundles served, conditional answers included', reasons: false },
  bundle_refused: { help: 'Bundles refused, by problem code', reasons: true },
  call_admitted: { help: 'Calls of plugins that the allow-list admitted', reasons: false },
  call_refused: { help: 'Calls of plugins that were refused, by problem code', reasons: true },
  capability_refused: { help: 'Calls refused for want of a capability, by problem code', reasons: true },
  capability_observed: { help: 'Calls that a required capability would have refused, by problem code', reasons: true },
  upstream_error: { help: 'Admitted calls that the service behind them failed', reasons: true },
  upstream_retried: {
    help: 'Calls that were made a second time, since nothing was heard of the first',
    reasons: false,
  },
  breaker_opened: { help: 'Services that failed a plugin so often that they rest', reasons: false },
  pdp_denied: { help: 'Questions that the policy decision point denied', reasons: false },
  pdp_failed: { help: 'Batches of questions that the policy decision point did not answer', reasons: false },
  doorbell_failed: {
    help: 'Requests while the doorbell was out of reach: served in its grace time, or closed',
    reasons: true,
  },
  integrity_error: { help: 'Bundles whose bytes were not the published ones', reasons: false },
  quarantine_refused: { help: 'Bundles and calls refused because the plugin is quarantined', reasons: false },
  mount_ok: { help: 'Plugins that mounted in a browser', reasons: false },
  mount_failed: { help: 'Plugins that did not mount in a browser, by reason', reasons: true },
  load_ms: { help: 'Milliseconds until a bundle was loaded in a browser', reasons: false },
  stream_open: { help: 'Event streams opened', reasons: false },
  plugin_log: { help: 'Lines of plugins’ logs, by level', reasons: true },
  csp_report: { help: 'Reports of blocked content, by the directive that blocked it', reasons: true },
} as const satisfies Record<string, { readonly help: string; readonly reasons: boolean }>

export type Metric = keyof typeof METRICS

export function isMetric(name: string): name is Metric {
  return Object.hasOwn(METRICS, name)
}

/** Upper bounds of the buckets of `load_ms`, in milliseconds; one more bucket takes what is slower. */
export const LOAD_BOUNDS_MS = [25, 50, 100, 200, 400, 800, 1600, 3200, 6400, 12_800] as const

/** One line of counting. Labels that say nothing are empty: a call without a plugin has neither plugin nor version. */
export interface Series {
  readonly metric: Metric
  readonly plugin: string
  readonly version: string
  readonly reason: string
}

export interface Figures {
  readonly count: number
  /** Sum of the values of a histogram; 0 of a counter. */
  readonly sum: number
  /** How many values fell into each bucket, not cumulated; empty of a counter. */
  readonly buckets: readonly number[]
}

export interface Total extends Series, Figures {}

/** What happened within a minute. */
export interface Rollup extends Total {
  /** Unix time in minutes. */
  readonly minute: number
}

/** Somebody to whom something went wrong. Counted beside the events, so that one person is one, however often it happens. */
export interface Witness {
  /** Unix time in minutes. */
  readonly minute: number
  readonly metric: Metric
  readonly plugin: string
  readonly version: string
  /** A number for a person that tells nothing else of them. */
  readonly person: number
}

/** How many different people. */
export interface People extends Pick<Witness, 'metric' | 'plugin' | 'version'> {
  readonly people: number
}

/** What stops a rollout has to happen to several people. */
export const WITNESSED: readonly Metric[] = ['mount_failed', 'call_refused']

export function minuteOf(unixMilliseconds: number): number {
  return Math.floor(unixMilliseconds / 60_000)
}

/** Figures of one event, or of several at once: `value` is how many; of `load_ms` it is the duration of one. */
export function figuresOf(metric: Metric, value = 1): Figures {
  if (metric !== 'load_ms') return { count: value, sum: 0, buckets: [] }
  const found = LOAD_BOUNDS_MS.findIndex((bound) => value <= bound)
  const place = found === -1 ? LOAD_BOUNDS_MS.length : found
  return { count: 1, sum: value, buckets: [...LOAD_BOUNDS_MS, Infinity].map((_, index) => (index === place ? 1 : 0)) }
}

export function addFigures(one: Figures, other: Figures): Figures {
  const [longer, shorter] = one.buckets.length < other.buckets.length ? [other, one] : [one, other]
  const buckets = longer.buckets.map((count, index) => count + (shorter.buckets[index] ?? 0))
  return { count: one.count + other.count, sum: one.sum + other.sum, buckets }
}

/** Names a series within a tenant. */
export function seriesKey({ metric, plugin, version, reason }: Series): string {
  return `${metric}\n${plugin}\n${version}\n${reason}`
}

/** Fewer, longer rollups: each starts at a multiple of `step` minutes. */
export function coarsen(rollups: readonly Rollup[], step: number): readonly Rollup[] {
  const coarse = new Map<string, Rollup>()
  for (const rollup of rollups) {
    const minute = rollup.minute - (rollup.minute % step)
    const key = `${minute} ${seriesKey(rollup)}`
    const known = coarse.get(key)
    coarse.set(key, { ...rollup, minute, ...(known === undefined ? {} : addFigures(known, rollup)) })
  }
  return [...coarse.values()]
}

/** What a window adds up to, by series, sorted by metric, plugin, version and reason. */
export function sumRollups(rollups: readonly Rollup[]): readonly Total[] {
  const totals = new Map<string, Total>()
  for (const { minute: _, ...rollup } of rollups) {
    const key = seriesKey(rollup)
    const known = totals.get(key)
    totals.set(key, known === undefined ? rollup : { ...known, ...addFigures(known, rollup) })
  }
  return [...totals].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, total]) => total)
}

/**
 * A quantile as its bucket tells it, interpolated within the bucket. What is slower than the last bound is said to be as
 * slow as that.
 *
 * @param share Between 0 and 1: 0.5 is the median.
 * @returns `null` when there were no values.
 */
export function quantileOf(buckets: readonly number[], share: number): number | null {
  const rank = share * buckets.reduce((sum, count) => sum + count, 0)
  if (rank === 0) return null
  let below = 0
  for (const [index, bound] of LOAD_BOUNDS_MS.entries()) {
    const count = buckets[index] ?? 0
    if (below + count >= rank && count > 0) {
      const from = LOAD_BOUNDS_MS[index - 1] ?? 0
      return from + (bound - from) * ((rank - below) / count)
    }
    below += count
  }
  return LOAD_BOUNDS_MS.at(-1) ?? null
}

export function peopleOf(people: readonly People[], { metric, plugin, version }: Omit<People, 'people'>): number {
  const found = people.find((each) => each.metric === metric && each.plugin === plugin && each.version === version)
  return found?.people ?? 0
}
