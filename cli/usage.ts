/** Help, for all commands and for one. */
import type { Command } from './command.ts'
import { printOptions } from './options.ts'

const EXIT_CODES = [
  'Exit codes',
  '  0   done, also when nothing was left to do',
  '  1   findings, a refusal, or "no" to a question',
  '  2   the command line cannot be understood',
  '  3   the gateway or the stores do not answer; running it again is safe',
  '  4   somebody else is publishing or has just done so; running it again is safe',
  '  70  a bug of this program',
]

export function usageOfAll(commands: readonly Command[]): readonly string[] {
  return [
    'Usage: npx experience <command> …',
    '',
    ...commands.map((command) => `  ${call(command).padEnd(30)} ${command.summary}`),
    '',
    'npx experience <command> --help says more. The operator’s token is taken from EXPERIENCE_TOKEN; on this machine,',
    'from where `npm start` keeps it. Progress goes to standard error, the answer to standard output.',
    '',
    ...EXIT_CODES,
  ]
}

export function usageOf(command: Command): readonly string[] {
  return [
    `Usage: npx experience ${call(command)} …`,
    '',
    `  ${command.summary}`,
    '',
    'Options',
    ...printOptions(command.options),
    '',
    'Examples',
    ...command.examples.map((example) => `  npx experience ${example}`),
    '',
    ...EXIT_CODES,
  ]
}

function call({ name, expects }: Command): string {
  return [name, ...expects].join(' ')
}
