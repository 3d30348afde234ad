/** What plugins and the host report: a batch of small named events. */
import { parseJsonText } from './json-text.ts'
import { isRecord, own } from './own-property.ts'

const MAX_BYTES = 16 * 1024
const MAX_DEPTH = 4
const MAX_EVENTS = 50
const MAX_FIELDS = 12
const MAX_TEXT_CHARACTERS = 500
/** Names become labels, so there may not be many, nor odd ones. */
const NAME = /^[a-z][a-z0-9._-]{0,63}$/
const FIELD = /^[a-zA-Z][a-zA-Z0-9_]{0,31}$/

type Scalar = string | number | boolean

export interface TelemetryEvent {
  readonly name: string
  readonly fields: Readonly<Record<string, Scalar>>
}

/** @param text The body, `{ "events": [ { "name": "mounted", … } ] }`; other members are text, number or boolean. */
export function parseTelemetry(
  text: string,
): { readonly accepted: readonly TelemetryEvent[] } | { readonly refusal: string } {
  const parsed = parseJsonText(text, { bytes: MAX_BYTES, depth: MAX_DEPTH })
  if ('refusal' in parsed) return parsed
  const events = own(parsed.value, 'events')
  if (!Array.isArray(events)) return { refusal: 'events must be a list' }
  if (events.length > MAX_EVENTS) return { refusal: `more than ${MAX_EVENTS} events` }
  const accepted: TelemetryEvent[] = []
  for (const [index, event] of events.entries()) {
    const read = parseEvent(event)
    if (typeof read === 'string') return { refusal: `events[${index}]: ${read}` }
    accepted.push(read)
  }
  return { accepted }
}

function parseEvent(event: unknown): TelemetryEvent | string {
  const name = own(event, 'name')
  if (!isRecord(event) || typeof name !== 'string' || !NAME.test(name)) return `name must match ${NAME.source}`
  const fields = Object.entries(event).filter(([key]) => key !== 'name')
  if (fields.length > MAX_FIELDS) return `more than ${MAX_FIELDS} fields`
  const read: [string, Scalar][] = []
  for (const [key, value] of fields) {
    if (!FIELD.test(key)) return `${key} is no field name`
    if (!isScalar(value)) return `${key} must be a short text, a number or a boolean`
    read.push([key, value])
  }
  return { name, fields: Object.fromEntries(read) }
}

function isScalar(value: unknown): value is Scalar {
  if (typeof value === 'string') return value.length <= MAX_TEXT_CHARACTERS
  return typeof value === 'number' || typeof value === 'boolean'
}

/** Levels of a plugin's log: a closed list, because they become labels. */
export const LOG_LEVELS = ['info', 'warn', 'error'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** How many lines of each level a batch holds: events named `log`, as the SDK writes them. */
export function countLogLines(events: readonly TelemetryEvent[]): ReadonlyMap<LogLevel, number> {
  const counts = new Map<LogLevel, number>()
  for (const { name, fields } of events) {
    const level = LOG_LEVELS.find((each) => each === fields['level'])
    if (name === 'log' && level !== undefined) counts.set(level, (counts.get(level) ?? 0) + 1)
  }
  return counts
}
