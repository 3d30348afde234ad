/** Why a command ends early, and the exit codes that scripts may rely on. */

export const EXIT = {
  /** Done, also when there was nothing left to do. */
  ok: 0,
  /** Findings, a refusal, or "no" to a question. */
  refused: 1,
  /** The command line cannot be understood. */
  usage: 2,
  /** The gateway or the stores do not answer. Running it again is safe. */
  unreachable: 3,
  /** Somebody else is publishing or has just done so. Running it again is safe. */
  conflict: 4,
  /** A bug of this program. */
  internal: 70,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** An end that a person can act on: no stack trace, but what to do next. */
export class Stop extends Error {
  override readonly name = 'Stop'
  readonly exit: ExitCode
  /** What to do about it, a sentence each. */
  readonly advice: readonly string[]
  /** For `--json`. */
  readonly details: Readonly<Record<string, unknown>>

  constructor(
    reason: keyof typeof EXIT,
    message: string,
    advice: readonly string[] = [],
    details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message)
    this.exit = EXIT[reason]
    this.advice = advice
    this.details = details
  }
}
