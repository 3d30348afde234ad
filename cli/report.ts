/** What a command has to say: words for people, one JSON document for machines. */
import { EXIT, type ExitCode, Stop } from './stop.ts'

export interface Report {
  /** Lines for people. */
  readonly text: readonly string[]
  /** The whole answer for `--json`. */
  readonly json: Readonly<Record<string, unknown>>
  readonly exit?: ExitCode
}

/** Progress goes to standard error, so that standard output is the answer alone. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`)
}

export function printReport({ text, json, exit = EXIT.ok }: Report, asJson: boolean): ExitCode {
  process.stdout.write(asJson ? `${JSON.stringify({ ok: exit === EXIT.ok, ...json })}\n` : `${text.join('\n')}\n`)
  return exit
}

export function printFailure(error: unknown, asJson: boolean): ExitCode {
  if (!(error instanceof Stop)) {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
    return EXIT.internal
  }
  const { message, advice, details, exit } = error
  if (asJson) process.stdout.write(`${JSON.stringify({ ok: false, error: message, advice, ...details })}\n`)
  else process.stderr.write(`${[message, ...advice.map((line) => `  → ${line}`)].join('\n')}\n`)
  return exit
}
