/** What a command is: its words for people, the options it takes, and its work. */
import type { Input, OptionName } from './options.ts'
import type { Report } from './report.ts'

export interface Command {
  readonly name: string
  /** Positional arguments, as they are shown: `<dir>`. */
  readonly expects: readonly string[]
  readonly summary: string
  readonly options: readonly OptionName[]
  /** What follows `npx experience `. */
  readonly examples: readonly string[]
  run(input: Input): Promise<Report>
}

/** Options that say where a command works. */
export const PLACE = ['local', 'remote', 'env', 'url', 'state-dir'] as const satisfies readonly OptionName[]

/** What needs the gateway alone. `--yes` is taken where nothing is asked too, so that a script may always say it. */
export const AT_GATEWAY = ['tenant', ...PLACE, 'yes', 'json', 'help'] as const satisfies readonly OptionName[]
