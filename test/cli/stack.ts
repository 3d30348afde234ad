/** The real stack, and the command line run against it as people run it: in processes of its own. */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { vi } from 'vitest'
import { run } from '../../cli/run.ts'
import { type Stack, startStack } from '../../dev/stack.ts'

const MAIN = join(import.meta.dirname, '../../cli/main.ts')

export interface Ran {
  /** Exit code, or the name of the signal that ended it. */
  readonly exit: number | string
  readonly stdout: string
  readonly stderr: string
}

/** One run of the command line in a process of its own, so that it may be killed, or run beside others. */
export function spawnCli(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...args], {
      env: { ...process.env, ...NOBODY, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own: one that is killed leaves the process behind that stands for its stores.
      detached: true,
    })
    let [stdout, stderr] = ['', '']
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
    child.on('error', reject)
    child.on('close', (code, signal) => {
      endGroup(child.pid)
      resolve({ exit: code ?? signal ?? 'unknown', stdout, stderr })
    })
  })
}

function endGroup(leader: number | undefined): void {
  try {
    if (leader !== undefined) process.kill(-leader, 'SIGKILL')
  } catch {
    // Nothing was left of it.
  }
}

/** What a developer's own shell says must not decide a test. */
const NOBODY = { EXPERIENCE_TOKEN: '', EXPERIENCE_FAIL_AFTER: '' }

/** The same in this process, which is quicker: one at a time. */
async function runHere(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  const [stdout, stderr] = [vi.spyOn(process.stdout, 'write'), vi.spyOn(process.stderr, 'write')]
  for (const stream of [stdout, stderr]) stream.mockReturnValue(true)
  for (const [name, value] of Object.entries({ ...NOBODY, ...env })) vi.stubEnv(name, value)
  try {
    const exit = await run(args)
    const said = [stdout, stderr].map((stream) => stream.mock.calls.map(([text]) => String(text)).join(''))
    return { exit, stdout: said[0] ?? '', stderr: said[1] ?? '' }
  } finally {
    stdout.mockRestore()
    stderr.mockRestore()
    vi.unstubAllEnvs()
  }
}

export interface CliStack extends Stack {
  readonly folder: string
  /** Runs a command against this stack. */
  cli(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ran>
  /** The same in a process of its own. */
  spawn(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ran>
  /** Writes a plugin with one widget that says its version, and returns its folder. */
  plugin(id: string, version: string, more?: Readonly<Record<string, unknown>>): string
  end(): Promise<void>
}

export async function startCliStack(): Promise<CliStack> {
  const folder = mkdtempSync(join(tmpdir(), 'experience-edge-cli-'))
  const stack = await startStack({ stateDir: join(folder, 'state') })
  // Where the gateway listens, the stack itself has written down.
  const place = ['--state-dir', stack.stateDir]
  return {
    ...stack,
    folder,
    cli: (args, env) => runHere([...args, ...place], env),
    spawn: (args, env) => spawnCli([...args, ...place], env),
    plugin: (id, version, more) => writePlugin(join(folder, `${id}-${version}`), id, version, more),
    end: async () => {
      await stack.stop()
      rmSync(folder, { recursive: true })
    },
  }
}

export function writePlugin(
  folder: string,
  id: string,
  version: string,
  more: Readonly<Record<string, unknown>> = {},
): string {
  const widgets = [{ slot: 'dashboard.main', component: 'Probe', title: id }]
  const manifest = { id, version, contributions: { widgets }, ...more }
  const bundle = [
    "import { createElement } from 'react'",
    `const Probe = () => createElement('p', null, '${id} ${version}')`,
    'export const widgets = { Probe }',
    '',
  ].join('\n')
  mkdirSync(join(folder, 'dist'), { recursive: true })
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest, null, 2))
  writeFileSync(join(folder, 'dist/index.esm.js'), bundle)
  return folder
}
