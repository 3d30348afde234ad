/** `sdk.log`: lines for those who operate the plugin, sent together and never in the way of anything. */
import type { LogLevel } from '#core/telemetry'
import type { Line } from './line.ts'
import { type LogLine, lineOf, lostLine } from './log-line.ts'
import { ProblemError } from './problem-error.ts'
import type { Patience } from './retry.ts'
import type { Transport } from './transport.ts'

/**
 * Each member notes one line, cut to 500 characters, with up to eight fields. Lines leave together, every five seconds
 * and when the page goes out of sight, to `POST /api/plugins/telemetry`, which must stand on the allow-list. Of more than
 * fifty in that time the rest is counted and dropped. Nothing here throws, and nobody waits for it. No personal data:
 * operators read it.
 */
export interface Log {
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
}

/** Texts, numbers and booleans as they are; anything else as JSON. */
export type LogFields = Readonly<Record<string, unknown>>

export interface LogHandle {
  readonly log: Log
  /** Sends what waits, also when the page is about to go. */
  readonly flush: () => void
}

const PATH = '/api/plugins/telemetry'
/** A fifth of what the gateway takes of a plugin in a minute: the rest is for telemetry of its own. */
const COLLECT_MILLISECONDS = 5000
/** The gateway takes fifty events at once; one place is for saying how many were lost. */
const MOST_LINES = 49
/** The gateway takes 16 KiB at once, and letters beyond ASCII take more than one. */
const MOST_CHARACTERS = 12_000

export function createLog(line: Line, { pause }: Patience, { onHandlerError }: Transport): LogHandle {
  let waiting: LogLine[] = []
  let lost = 0
  let isCollecting = false
  let isRefused = false

  const send = async (): Promise<void> => {
    isCollecting = false
    const [events, count] = [lost === 0 ? waiting : [...waiting, lostLine(lost)], waiting.length + lost]
    waiting = []
    lost = 0
    if (events.length === 0 || isRefused || line.closed.aborted) return
    try {
      const headers = { 'Content-Type': 'application/json' }
      const response = await line.send(PATH, {
        method: 'POST',
        headers,
        body: JSON.stringify({ events }),
        keepalive: true,
      })
      if (!response.ok) lost += count
    } catch (error) {
      lost += count
      isRefused = error instanceof ProblemError && error.status === 403
      if (isRefused) onHandlerError?.(error) // once: an author who forgot the permission sees it in the console
    }
  }

  const note = (level: LogLevel, message: string, fields: LogFields): void => {
    if (isRefused || line.closed.aborted) return
    const one = lineOf(level, message, fields)
    const characters = waiting.reduce((sum, each) => sum + JSON.stringify(each).length, JSON.stringify(one).length)
    if (waiting.length >= MOST_LINES || characters > MOST_CHARACTERS) lost += 1
    else waiting.push(one)
    if (isCollecting) return
    isCollecting = true
    void pause(COLLECT_MILLISECONDS, line.closed).then(send, () => null)
  }

  const noting = (level: LogLevel) =>
    Object.freeze((message: string, fields?: LogFields) => note(level, message, fields ?? {}))

  return {
    flush: () => void send(),
    log: Object.freeze({ info: noting('info'), warn: noting('warn'), error: noting('error') }),
  }
}
