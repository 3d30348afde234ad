/** `npm start`, once everything is installed: builds, seeds and starts all parts, and says what there is to see. */
import { join, relative } from 'node:path'
import { ensureBuilt } from './build.ts'
import { ChildFailure } from './child.ts'
import type { Part } from './parts.ts'
import { portsFrom, takenPorts } from './ports.ts'
import { DEFAULT_STATE } from './seed.ts'
import { type Stack, startStack } from './stack.ts'
import { summaryOf } from './summary.ts'

const ROOT = join(import.meta.dirname, '..')
const SECRETS = join(ROOT, '.dev.vars')

/** What wrangler prints for every request, and empty lines. */
const NOISE = /^\s*$|^\[wrangler:info\] [A-Z]+ /

function fail(message: string): never {
  console.error(`\n${message}`)
  process.exit(1)
}

async function bringUp(print: (part: Part, line: string) => void): Promise<Stack> {
  const ports = portsFrom(process.env)
  const complaints = await takenPorts(ports)
  if (complaints.length > 0) fail(complaints.join('\n'))
  if (ensureBuilt()) console.log('Built the portal and the example plugins.')
  console.log('Starting the identity provider, the upstream and the gateway …')
  return startStack({ ports, stateDir: DEFAULT_STATE, secretsFile: SECRETS, onLine: print })
}

/** Resolves when somebody wants this to end: Ctrl-C, a signal, or the process that started us is gone. */
function untilAsked(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve())
    process.once('disconnect', resolve)
  })
}

async function main(): Promise<void> {
  const startedAt = performance.now()
  const asked = untilAsked()
  let up = false
  // Until all is up, Ctrl-C ends this process at once: the parts are on leashes, and end with it.
  void asked.then(() => {
    if (!up) process.exit(130)
  })
  const stack = await bringUp((part, line) => {
    if (up && !NOISE.test(line)) console.log(`[${part}] ${line}`)
  })
  up = true
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1)
  console.log(summaryOf(stack, { seconds, secretsFile: relative(ROOT, SECRETS) }))
  const broken = await Promise.race([stack.broken, asked])
  await stack.stop()
  if (broken) fail(`${broken}\nEverything else has been stopped.`)
  console.log('\nStopped.')
  process.exit(0)
}

try {
  await main()
} catch (error) {
  fail(error instanceof ChildFailure || error instanceof RangeError ? error.message : String(error))
}
