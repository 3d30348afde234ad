/** One line of a plugin's log, cut to what the gateway takes. */
import type { LogLevel } from '#core/telemetry'

type Scalar = string | number | boolean

/** An event of telemetry named `log`. */
export interface LogLine {
  readonly name: 'log'
  readonly level: LogLevel
  readonly message: string
  readonly [field: string]: Scalar
}

const LONGEST_TEXT = 500
const MOST_FIELDS = 8
/** The gateway's, without the names that the line itself has. */
const FIELD = /^(?!(?:name|level|message|lost)$)[a-zA-Z][a-zA-Z0-9_]{0,31}$/

/** Fields that are no text, number or boolean are written as JSON; what cannot be named or written is left out. */
export function lineOf(level: LogLevel, message: string, fields: Readonly<Record<string, unknown>>): LogLine {
  const kept = Object.entries(fields).flatMap(([key, value]) => {
    const scalar = FIELD.test(key) ? scalarOf(value) : null
    return scalar === null ? [] : [[key, scalar] as const]
  })
  return { ...Object.fromEntries(kept.slice(0, MOST_FIELDS)), name: 'log', level, message: cut(String(message)) }
}

/** Says how many lines are missing before this one. */
export function lostLine(lost: number): LogLine {
  return { name: 'log', level: 'warn', message: 'lines were dropped', lost }
}

function scalarOf(value: unknown): Scalar | null {
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return value
  if (typeof value === 'string') return cut(value)
  if (value instanceof Error) return cut(`${value.name}: ${value.message}`)
  try {
    const text = JSON.stringify(value)
    return text === undefined ? null : cut(text)
  } catch {
    return null
  }
}

function cut(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT - 1)}…`
}
