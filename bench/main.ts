/**
 * `npm run bench -- [mount] [gateway] [peers] [growth] [cold] [lighthouse] [--quick]`: everything but Lighthouse, which is no
 * part of the product's own tools, unless parts are named.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { loadTool } from './pressure.ts'

const USUAL = ['mount', 'gateway', 'peers', 'growth', 'cold'] as const
const PARTS = [...USUAL, 'lighthouse'] as const
/** These open pages; the others send load. */
const WITH_BROWSER: readonly string[] = ['mount', 'lighthouse']
/** The longest takes a third of it on two cores: one that hangs must not keep the others from being measured. */
const LIMIT_MINUTES = 20
const PEERS = join(import.meta.dirname, 'peers')

const { positionals, values } = parseArgs({ allowPositionals: true, options: { quick: { type: 'boolean' } } })
const unknown = positionals.filter((name) => !PARTS.some((part) => part === name))
if (unknown.length > 0) throw new Error(`there is no ${unknown.join(', ')}: ${PARTS.join(', ')}`)
const wanted = positionals.length === 0 ? USUAL : PARTS.filter((part) => positionals.includes(part))

/** Kept out of the product's dependencies: what we are measured against, and a load generator where there is no wrk. */
function installPeers(): void {
  if (existsSync(join(PEERS, 'node_modules'))) return
  console.log('Installing what we are measured against (bench/peers) …')
  const run = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: PEERS, stdio: 'inherit' })
  if (run.status !== 0) throw new Error('npm ci in bench/peers failed, see above')
}

/** Which tool sends the load; said before minutes are spent on what it makes of it. */
function announceTool(): void {
  const tool = loadTool()
  if (tool === 'wrk') return
  console.log('wrk is not installed (Debian: apt-get install wrk; macOS: brew install wrk).')
  console.log(
    tool === 'autocannon'
      ? 'autocannon sends the load instead. It takes more of the processor than wrk, so that ratios come out lower.'
      : 'Nor is autocannon (npm ci in bench/peers): nothing is loaded, and these parts are left out.',
  )
}

function measure(part: (typeof PARTS)[number], quick: boolean): boolean {
  const file = join(import.meta.dirname, `${part}.ts`)
  console.log(`\n── ${part} ${'─'.repeat(60)}`)
  const startedAt = performance.now()
  const args = ['--disable-warning=ExperimentalWarning', file, ...(quick ? ['--quick'] : [])]
  const isDone = spawnSync(process.execPath, args, { stdio: 'inherit', timeout: LIMIT_MINUTES * 60_000 }).status === 0
  const minutes = ((performance.now() - startedAt) / 60_000).toFixed(1)
  console.log(`\n${part} ${isDone ? 'took' : 'FAILED after'} ${minutes} minutes`)
  return isDone
}

const loads = wanted.some((part) => !WITH_BROWSER.includes(part))
if (wanted.includes('peers') || (loads && values.quick !== true && loadTool() === null)) installPeers()
if (loads) announceTool()
process.exitCode = wanted.map((part) => measure(part, values.quick === true)).every(Boolean) ? 0 : 1
