/** Structured log lines. Values are escaped by JSON; tokens, cookies and session ids are never passed in. */

import { Memo } from './memo.ts'

export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>

export function log(level: 'info' | 'warn' | 'error', event: string, fields: LogFields): void {
  console[level](JSON.stringify({ level, event, ...fields }))
}

/** Lines of one kind in a second: enough to see what is going on; how often, the figures say. */
const LINES_PER_SECOND = 10
const kinds = new Memo<{ lines: number }>(1000, 1000)

/**
 * For what callers can bring about at will: a line costs more than everything else that a refusal takes, and is paid for.
 *
 * @param kind What is limited together. The last line of a second says that it is the last.
 */
export function logSome(kind: string, level: 'warn', event: string, fields: LogFields): void {
  const now = Date.now()
  const known = kinds.get(kind, now)
  const lines = (known?.lines ?? 0) + 1
  if (known === undefined) kinds.set(kind, { lines }, now)
  else known.lines = lines
  if (lines > LINES_PER_SECOND) return
  log(level, event, lines < LINES_PER_SECOND ? fields : { ...fields, more: 'not logged within this second' })
}

/** The message chain of an unknown error, without stacks. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error === 'string' ? error : 'unknown'
  const cause = error.cause === undefined ? '' : ` < ${reasonOf(error.cause)}`
  return `${error.name}: ${error.message}${cause}`
}
