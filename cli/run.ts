/** All commands, and one run of one of them. */
import type { Command } from './command.ts'
import { exportAll, importAll } from './commands/archive.ts'
import { audit } from './commands/audit.ts'
import { check } from './commands/check.ts'
import { dev } from './commands/dev.ts'
import { disable, enable, remove } from './commands/entry.ts'
import { config } from './commands/config.ts'
import { explain, show } from './commands/explain.ts'
import { metrics, status, tenants } from './commands/look.ts'
import { quarantine, refresh, rollback, unquarantine } from './commands/operate.ts'
import { learn } from './commands/learn.ts'
import { newPlugin } from './commands/new.ts'
import { promote, publish } from './commands/publish.ts'
import { rollout } from './commands/rollout.ts'
import { schema } from './commands/schema.ts'
import { seed } from './commands/seed.ts'
import { sessions } from './commands/sessions.ts'
import { readInput } from './options.ts'
import { printFailure, printReport } from './report.ts'
import { type ExitCode, EXIT, Stop } from './stop.ts'
import { usageOf, usageOfAll } from './usage.ts'

export const COMMANDS: readonly Command[] = [
  newPlugin,
  dev,
  learn,
  check,
  publish,
  promote,
  rollout,
  rollback,
  enable,
  disable,
  remove,
  quarantine,
  unquarantine,
  refresh,
  config,
  tenants,
  status,
  show,
  metrics,
  explain,
  sessions,
  audit,
  exportAll,
  importAll,
  seed,
  schema,
]

export async function run([name, ...rest]: readonly string[]): Promise<ExitCode> {
  const asJson = rest.includes('--json')
  try {
    if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
      return printReport(
        { text: usageOfAll(COMMANDS), json: {}, exit: name === undefined ? EXIT.usage : EXIT.ok },
        false,
      )
    }
    const command = COMMANDS.find((each) => each.name === name)
    if (command === undefined) throw new Stop('usage', `There is no command ${name}.`, ['npx experience --help'])
    const input = readInput(rest, command.options, command.expects)
    if (input.options.help === true) return printReport({ text: usageOf(command), json: {} }, false)
    return printReport(await command.run(input), asJson)
  } catch (error) {
    return printFailure(error, asJson)
  }
}
