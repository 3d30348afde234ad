/**
 * `npm run deploy -- --env staging`: builds, and deploys the PDP and then the gateway that is bound to it.
 *
 * What follows is handed to wrangler: `npm run deploy -- --env staging --dry-run` compiles both and uploads nothing.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { WRANGLER } from '../dev/wrangler.ts'

const ROOT = join(import.meta.dirname, '..')
const ENVIRONMENTS: readonly string[] = ['development', 'staging', 'production']
/** The gateway's service binding needs a PDP that is there. */
const CONFIGS = ['pdp/wrangler.toml', 'wrangler.toml'] as const

function run(...args: readonly string[]): void {
  const { status } = spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}

const [flag, environment = '', ...rest] = process.argv.slice(2)
if (flag !== '--env' || !ENVIRONMENTS.includes(environment)) {
  console.error(`Say where to: npm run deploy -- --env <${ENVIRONMENTS.join('|')}> [--dry-run]`)
  process.exit(2)
}
run(join(ROOT, 'spa/build.ts'))
for (const config of CONFIGS) {
  // The empty name is the top level, which is development.
  run(WRANGLER, 'deploy', '-c', config, '--env', environment === 'development' ? '' : environment, ...rest)
}
