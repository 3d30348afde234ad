/** The command line: one set of options, of which each command takes some. */
import { parseArgs } from 'node:util'
import { Stop } from './stop.ts'

const OPTIONS = {
  tenant: { type: 'string', argument: '<host>', help: 'the tenant: the host people open, without a port' },
  local: { type: 'boolean', help: 'the stack of `npm start` on this machine (this is the default)' },
  remote: { type: 'boolean', help: 'a deployment: KV and R2 through wrangler, the gateway at https://<tenant>' },
  env: { type: 'string', argument: '<name>', help: 'environment of wrangler.toml: development, staging or production' },
  url: { type: 'string', argument: '<url>', help: 'origin of the gateway, if it is another' },
  'state-dir': { type: 'string', argument: '<dir>', help: 'folder of the local data (default: .wrangler/state)' },
  yes: { type: 'boolean', short: 'y', help: 'answer every question with yes' },
  json: { type: 'boolean', help: 'print one JSON document, for machines' },
  help: { type: 'boolean', short: 'h', help: 'print this' },
  bundle: { type: 'string', argument: '<file>', help: 'the built bundle, from <dir> (default: dist/index.esm.js, …)' },
  budget: { type: 'string', argument: '<kB>', help: 'the most a bundle may have (default: 200)' },
  to: { type: 'string', argument: '<revision>', help: 'the revision to go back to (default: the one before)' },
  reason: { type: 'string', argument: '<text>', help: 'why; people see it' },
  all: { type: 'boolean', help: 'for every tenant' },
  subject: {
    type: 'string',
    argument: '<id>',
    help: 'the person asked about: auth:account:demo:bob, or bob where there is one provider',
  },
  method: { type: 'string', argument: '<verb>', help: 'method of the call asked about' },
  path: { type: 'string', argument: '<path>', help: 'path of the call asked about' },
  version: { type: 'string', argument: '<semver>', help: 'the version to roll out; it has to be in R2 already' },
  percent: { type: 'string', argument: '<0-100>', help: 'roll out to so many of a hundred people' },
  stop: { type: 'boolean', help: 'end the rollout: everybody has the version of the entry' },
  replace: { type: 'boolean', help: 'overwrite what is there and differs' },
  widget: { type: 'boolean', help: 'a card on the dashboard' },
  page: { type: 'boolean', help: 'a page of its own' },
  'mini-app': { type: 'boolean', help: 'a list, and a page for each of its entries' },
  sse: { type: 'boolean', help: 'a card that follows a stream of events' },
  title: { type: 'string', argument: '<text>', help: 'name for people (default: made from the folder’s name)' },
  'no-install': { type: 'boolean', help: 'write the files, and leave `npm install` to you' },
  write: { type: 'boolean', help: 'add to the manifest what is missing' },
  folder: { type: 'string', argument: '<dir>', help: 'what to seed (default: plugins-kv-seed)' },
  file: { type: 'string', argument: '<file>', help: 'an exported audit log instead of the gateway’s' },
  words: { type: 'string', argument: '<text>', help: 'rows that have this: who, what, which plugin or request' },
  outcome: { type: 'string', argument: '<word>', help: 'rows that ended so: done, refused, failed or begun' },
  limit: { type: 'string', argument: '<n>', help: 'so many rows at most (default: 50)' },
  minutes: { type: 'string', argument: '<n>', help: 'of the last so many minutes (default: 60, at most a week)' },
  with: {
    type: 'string',
    argument: '<file>',
    help: 'a changed plugins.yaml (routes.yaml, …) in place of the stored one',
  },
  dry: { type: 'boolean', help: 'say what would change, and change nothing' },
  etag: {
    type: 'string',
    argument: '<tag>',
    help: 'the tag that `config read` told: nobody else’s edit is written over',
  },
  from: { type: 'string', argument: '<name>', help: 'environment to take the plugin from' },
  'from-tenant': { type: 'string', argument: '<host>', help: 'tenant to take the plugin from, if it is another' },
} as const satisfies Record<string, OptionSpec>

interface OptionSpec {
  readonly type: 'string' | 'boolean'
  readonly short?: string
  readonly argument?: string
  readonly help: string
}

export type OptionName = keyof typeof OPTIONS

export type Options = {
  readonly [Name in OptionName]?: ((typeof OPTIONS)[Name]['type'] extends 'string' ? string : boolean) | undefined
}

export interface Input {
  readonly options: Options
  readonly arguments: readonly string[]
}

/** @param admitted The options this command knows. */
export function readInput(
  args: readonly string[],
  admitted: readonly OptionName[],
  expected: readonly string[],
): Input {
  const { values, positionals } = parse(args)
  const stray = Object.keys(values).find((name) => !admitted.some((known) => known === name))
  if (stray !== undefined) throw new Stop('usage', `--${stray} means nothing here.`)
  const missing = expected[positionals.length]
  if (missing !== undefined && values.help !== true) throw new Stop('usage', `${missing} is missing.`)
  const extra = positionals[expected.length]
  if (extra !== undefined) throw new Stop('usage', `"${extra}" is one argument too many.`)
  if (values.local === true && values.remote === true) throw new Stop('usage', 'Either --local or --remote.')
  return { options: values, arguments: positionals }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, strict: true })
  } catch (error) {
    throw new Stop('usage', error instanceof Error ? error.message : String(error))
  }
}

export function printOptions(names: readonly OptionName[]): readonly string[] {
  return names.map((name) => {
    const { argument, short, help }: OptionSpec = OPTIONS[name]
    const flag = `${short === undefined ? '' : `-${short}, `}--${name}${argument === undefined ? '' : ` ${argument}`}`
    return `  ${flag.padEnd(24)} ${help}`
  })
}
