/** wrangler as a script uses it: no questions, no reports, no look for updates, no data from elsewhere. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..')
export const WRANGLER = join(ROOT, 'node_modules/wrangler/bin/wrangler.js')

export const QUIET_WRANGLER = {
  CI: 'true',
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_SEND_ERROR_REPORTS: 'false',
  WRANGLER_HIDE_BANNER: 'true',
  WRANGLER_NO_SKILLS_UPDATE_PROMPTS: 'true',
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  FORCE_COLOR: '0',
} as const

/** A gateway that runs on the same local stores may hold their database at that moment. */
const BUSY = 'SQLITE_BUSY'
const ATTEMPTS = 5

/**
 * Runs one wrangler command to its end; rejects with what it printed if it fails. Its commands put and take away whole
 * values, so one that found a local database locked is run again.
 */
export async function runWrangler(args: readonly string[], attempt = 1): Promise<string> {
  const { code, output, complaints } = await run(args)
  if (code === 0) return output
  if (complaints.includes(BUSY) && attempt < ATTEMPTS) return runWrangler(args, attempt + 1)
  throw new Error(complaints || output)
}

interface Ran {
  readonly code: number | null
  readonly output: string
  readonly complaints: string
}

function run(args: readonly string[]): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [WRANGLER, ...args], {
      cwd: ROOT,
      env: { ...process.env, ...QUIET_WRANGLER },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    let complaints = ''
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, output, complaints }))
  })
}
