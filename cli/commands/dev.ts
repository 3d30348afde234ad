/** `dev`: a plugin in the open browser, swapped with every change. */
import type { Command } from '../command.ts'
import { Session } from '../dev/session.ts'
import type { Happening } from '../dev/words.ts'
import { say } from '../report.ts'
import { gatewayIn } from '../target.ts'
import { budgetOf } from './check.ts'

/** The demo's tenant: `npm start` says who its people are. */
export const HOME_TENANT = 'acme.localhost'

export const dev: Command = {
  name: 'dev',
  expects: ['<dir>'],
  summary: 'work on a plugin: every change is built, checked and swapped into open pages of the local stack',
  options: ['tenant', 'url', 'state-dir', 'bundle', 'budget', 'subject', 'json', 'help'],
  examples: ['dev my-plugin', 'dev my-plugin --bundle dist/index.esm.js --tenant globex.localhost'],
  run: async ({ arguments: [folder = '.'], options }) => {
    const gateway = gatewayIn({ ...options, tenant: options.tenant ?? HOME_TENANT })
    const tell = ({ text, json }: Happening): void => {
      if (options.json === true) process.stdout.write(`${JSON.stringify(json)}\n`)
      else for (const line of text) say(line)
    }
    const { bundle, subject } = options
    const session = await Session.open({ folder, gateway, bundle, subject, budgetKb: budgetOf(options), tell })
    say(`Working on ${folder} for ${gateway.tenant}: open ${gateway.address}. Ctrl-C ends it.`)
    await session.run(untilAsked())
    return { text: ['Done: nothing of it is left.'], json: { event: 'ended' } }
  },
}

/** Aborts when somebody wants this to end. */
function untilAsked(): AbortSignal {
  const ending = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => ending.abort())
  return ending.signal
}
