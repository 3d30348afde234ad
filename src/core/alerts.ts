/** Which figures are alarming: rules over minute rollups, and when an incident begins and ends. */
import { peopleOf, type People, type Rollup } from './metrics.ts'
import type { Place } from './place.ts'

export interface AlertSettings {
  /** Name of the Worker secret that holds the webhook's URL; `null`: incidents are logged and shown, nobody is called. */
  readonly webhook: string | null
  /** How far back a rule looks. An incident is over when its figures have left this window. */
  readonly windowMinutes: number
  /** Bundles with wrong bytes that make an incident. */
  readonly integrityErrors: number
  /** A spike is at least so many refusals within the window… */
  readonly refusals: number
  /** …and so many times what the hour before had in such a window. */
  readonly refusalFactor: number
  /** To so many people a version must have failed to mount… */
  readonly mountFailures: number
  /** …and so large a share of those that tried. */
  readonly mountFailurePercent: number
}

export const ALERT_RULES = ['integrity_error', 'refusal_spike', 'mount_failures', 'doorbell_failed'] as const
export type AlertRule = (typeof ALERT_RULES)[number]

/** A rule that is broken now, for a plugin or for one version of it. */
export interface Finding {
  readonly rule: AlertRule
  readonly plugin: string
  readonly version: string
  /** What was measured, and the least that alarms: events, or per cent of mounts. */
  readonly figure: number
  readonly threshold: number
}

/** How far back the usual rate of refusals is taken from, before the window. */
const USUAL_MINUTES = 60

/** Every minute that {@link judgeAlerts} wants to see. */
export function minutesJudged({ windowMinutes }: AlertSettings): number {
  return windowMinutes + USUAL_MINUTES
}

/**
 * @param now Unix time in minutes; the current minute counts.
 * @param people To how many different people it happened within the window.
 */
export function judgeAlerts(
  rollups: readonly Rollup[],
  settings: AlertSettings,
  now: number,
  people: readonly People[],
): readonly Finding[] {
  const start = now - settings.windowMinutes
  const inWindow = rollups.filter(({ minute }) => minute > start && minute <= now)
  const usual = rollups.filter(({ minute }) => minute <= start && minute > start - USUAL_MINUTES)
  return [
    ...integrityErrors(inWindow, settings),
    ...doorbellFailures(inWindow),
    ...refusalSpikes(inWindow, usual, settings),
    ...mountFailures(inWindow, people, settings),
  ]
}

function integrityErrors(rollups: readonly Rollup[], settings: AlertSettings): readonly Finding[] {
  const threshold = settings.integrityErrors
  return byPlugin(rollups, ['integrity_error'])
    .filter(({ count }) => count >= threshold)
    .map(({ plugin, count }) => ({ rule: 'integrity_error', plugin, version: '', figure: count, threshold }))
}

/** One is enough: while it is out of reach, a quarantine may be unheard of. */
function doorbellFailures(rollups: readonly Rollup[]): readonly Finding[] {
  const figure = countOf(rollups, 'doorbell_failed')
  return figure === 0 ? [] : [{ rule: 'doorbell_failed', plugin: '', version: '', figure, threshold: 1 }]
}

function refusalSpikes(
  rollups: readonly Rollup[],
  before: readonly Rollup[],
  { refusals, refusalFactor, windowMinutes }: AlertSettings,
): readonly Finding[] {
  const usual = new Map(byPlugin(before, REFUSALS).map(({ plugin, count }) => [plugin, count]))
  return byPlugin(rollups, REFUSALS).flatMap(({ plugin, count }) => {
    const mean = ((usual.get(plugin) ?? 0) * windowMinutes) / USUAL_MINUTES
    const threshold = Math.max(refusals, Math.ceil(mean * refusalFactor))
    return count < threshold ? [] : [{ rule: 'refusal_spike', plugin, version: '', figure: count, threshold }]
  })
}

/** A quarantine refuses on purpose, so it is no refusal here. */
const REFUSALS: readonly Rollup['metric'][] = ['call_refused', 'bundle_refused']

/** People are counted, not events: a page that is loaded again and again is one person's. */
function mountFailures(
  rollups: readonly Rollup[],
  people: readonly People[],
  settings: AlertSettings,
): readonly Finding[] {
  const threshold = settings.mountFailurePercent
  const versions = Map.groupBy(rollups, ({ plugin, version }) => JSON.stringify([plugin, version]))
  return [...versions.values()].flatMap((of) => {
    const failed = countOf(of, 'mount_failed')
    const figure = Math.round((100 * failed) / (failed + countOf(of, 'mount_ok')))
    const [first] = of
    if (first === undefined || figure < threshold) return []
    const { plugin, version } = first
    if (peopleOf(people, { metric: 'mount_failed', plugin, version }) < settings.mountFailures) return []
    return [{ rule: 'mount_failures', plugin, version, figure, threshold }]
  })
}

function countOf(rollups: readonly Rollup[], metric: Rollup['metric']): number {
  return rollups.reduce((sum, rollup) => (rollup.metric === metric ? sum + rollup.count : sum), 0)
}

function byPlugin(rollups: readonly Rollup[], metrics: readonly Rollup['metric'][]) {
  const counts = new Map<string, number>()
  for (const { metric, plugin, count } of rollups) {
    if (metrics.includes(metric)) counts.set(plugin, (counts.get(plugin) ?? 0) + count)
  }
  return [...counts].map(([plugin, count]) => ({ plugin, count }))
}

type Subject = Pick<Finding, 'rule' | 'plugin' | 'version'>

/** An incident begins with a finding that none is open for, and ends when nothing is found any more. */
export function advanceIncidents<Open extends Subject>(
  open: readonly Open[],
  findings: readonly Finding[],
): { readonly opened: readonly Finding[]; readonly closed: readonly Open[] } {
  const known = new Set(open.map(subjectKey))
  const found = new Set(findings.map(subjectKey))
  return {
    opened: findings.filter((finding) => !known.has(subjectKey(finding))),
    closed: open.filter((incident) => !found.has(subjectKey(incident))),
  }
}

function subjectKey({ rule, plugin, version }: Subject): string {
  return JSON.stringify([rule, plugin, version])
}

/** Only secrets of this name: a setting must not be able to send another secret anywhere. */
const WEBHOOK_SECRET = /^ALERT_WEBHOOK(?:_[A-Z0-9]{1,32}){0,4}$/

/** Each with the value that holds when the file names none, the least and the most it may be. */
const NUMBERS = {
  windowMinutes: [5, 1, 60],
  integrityErrors: [1, 1, 1000],
  /** One person with a stale page makes a handful. */
  refusals: [50, 1, 1_000_000],
  refusalFactor: [5, 1, 1000],
  /** One broken browser must not call anybody. */
  mountFailures: [5, 1, 1_000_000],
  mountFailurePercent: [20, 1, 100],
} as const satisfies Record<string, readonly [byDefault: number, least: number, most: number]>

export function readAlerts(place: Place | null): AlertSettings {
  const webhook = place?.only('webhook', ...Object.keys(NUMBERS)).optional('webhook') ?? null
  const number = (name: keyof typeof NUMBERS): number => {
    const [byDefault, least, most] = NUMBERS[name]
    return place?.optional(name)?.integer(least, most) ?? byDefault
  }
  const isNamed = webhook !== null && !webhook.isNothing
  return {
    webhook: isNamed ? webhook.text(WEBHOOK_SECRET, 'the name of a secret, ALERT_WEBHOOK or ALERT_WEBHOOK_…') : null,
    windowMinutes: number('windowMinutes'),
    integrityErrors: number('integrityErrors'),
    refusals: number('refusals'),
    refusalFactor: number('refusalFactor'),
    mountFailures: number('mountFailures'),
    mountFailurePercent: number('mountFailurePercent'),
  }
}
