/** Structured log lines. Values are escaped by JSON; tokens, cookies and session ids are never passed in. */

export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>

export function log(level: 'info' | 'warn' | 'error', event: string, fields: LogFields): void {
  console[level](JSON.stringify({ level, event, ...fields }))
}

/** The message chain of an unknown error, without stacks. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error === 'string' ? error : 'unknown'
  const cause = error.cause === undefined ? '' : ` < ${reasonOf(error.cause)}`
  return `${error.name}: ${error.message}${cause}`
}
