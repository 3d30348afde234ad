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

/** Runs one wrangler command to its end; rejects with what it printed if it fails. */
export function runWrangler(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const run = spawn(process.execPath, [WRANGLER, ...args], {
      cwd: ROOT,
      env: { ...process.env, ...QUIET_WRANGLER },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    let complaints = ''
    run.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
    run.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()))
    run.on('error', reject)
    run.on('close', (code) => (code === 0 ? resolve(output) : reject(new Error(complaints || output))))
  })
}
