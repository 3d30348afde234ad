/** `npm run bench -- [mount] [gateway] [peers] [growth] [cold] [--quick]`: everything unless parts are named. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { loadTool } from './pressure.ts'

const PARTS = ['mount', 'gateway', 'peers', 'growth', 'cold'] as const
const PEERS = join(import.meta.dirname, 'peers')

const { positionals, values } = parseArgs({ allowPositionals: true, options: { quick: { type: 'boolean' } } })
const unknown = positionals.filter((name) => !PARTS.some((part) => part === name))
if (unknown.length > 0) throw new Error(`there is no ${unknown.join(', ')}: ${PARTS.join(', ')}`)
const wanted = positionals.length === 0 ? PARTS : PARTS.filter((part) => positionals.includes(part))

/** Kept out of the product's dependencies: what we are measured against, and a load generator where there is no wrk. */
function installPeers(): void {
  if (existsSync(join(PEERS, 'node_modules'))) return
  spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: PEERS, stdio: 'inherit' })
}

function measure(part: (typeof PARTS)[number], quick: boolean): boolean {
  const file = join(import.meta.dirname, `${part}.ts`)
  if (!existsSync(file)) return true
  console.log(`\n── ${part} ${'─'.repeat(60)}`)
  return spawnSync(process.execPath, [file, ...(quick ? ['--quick'] : [])], { stdio: 'inherit' }).status === 0
}

if (values.quick !== true && (wanted.includes('peers') || loadTool() === null)) installPeers()
if (loadTool() === null && wanted.some((part) => part !== 'mount')) {
  console.log(
    'Neither wrk (apt-get install wrk) nor autocannon (npm ci in bench/peers) is installed: nothing is loaded.',
  )
}
process.exitCode = wanted.map((part) => measure(part, values.quick === true)).every(Boolean) ? 0 : 1
