/**
 * `@empowernow/experience-sdk/playwright`: a plugin in the real local stack, with its gateway, its policy and its sign-in.
 * The stack runs already: `npm start` in the host's repository.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { type StackNote, readNote } from './notes.ts'

export type { StackNote } from './notes.ts'

export interface RunPluginOptions {
  /** The plugin's folder: where its manifest is. */
  readonly folder: string
  /** Host of the tenant that gets the plugin; `acme.localhost` of the demo unless it says otherwise. */
  readonly tenant?: string
  /** Where the stack listens; `http://localhost:8787` unless it says otherwise. */
  readonly url?: string
  /** The bundle, from the folder, where tools of your own build it; otherwise `src/index.tsx` is built. */
  readonly bundle?: string
  /** Path of the `experience` command; the one that is installed beside the plugin unless it says otherwise. */
  readonly cli?: string
  /** For the command, beside those of this process. */
  readonly env?: Readonly<Record<string, string>>
}

/** What of Playwright's `Page` is needed: one of `@playwright/test` fits, and one of `playwright-core`. */
export interface StackPage {
  goto(url: string): Promise<unknown>
  getByRole(role: 'link' | 'button', options: { readonly name: string }): { click(): Promise<void> }
  getByLabel(label: string): { fill(value: string): Promise<void> }
}

export interface RunningPlugin {
  /** A page of the tenant: `running.url('/plugins/stock/items/7')`. */
  readonly url: (path?: string) => string
  /** Opens the tenant's first page and signs in, through the identity provider's own form. */
  readonly signIn: (page: StackPage, person?: { readonly login: string; readonly password: string }) => Promise<void>
  /** What became of the plugin so far: calls that the gateway refused, and whether pages mounted it. */
  readonly notes: readonly StackNote[]
  /** @throws Error that names each call that the gateway refused, and the line of the manifest that would admit it. */
  readonly assertCallsAllowed: () => void
  /** Takes the plugin away from the stack. */
  readonly stop: () => Promise<void>
}

/** Of the demo. */
const ALICE = { login: 'alice', password: 'demo' }

/**
 * Builds a plugin, checks it and lays it over a tenant of the local stack, until it is stopped.
 *
 * @throws Error with what is wrong with the plugin, or when no stack runs.
 */
export async function runPlugin(options: RunPluginOptions): Promise<RunningPlugin> {
  const { tenant = 'acme.localhost', url = 'http://localhost:8787' } = options
  const folder = resolve(options.folder)
  const cli = options.cli ?? installed(folder)
  const args = [cli, 'dev', folder, '--tenant', tenant, '--url', url, '--json']
  if (options.bundle !== undefined) args.push('--bundle', options.bundle)
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const notes: StackNote[] = []
  const stop = (): Promise<void> => end(child)
  try {
    await live(child, notes)
  } catch (error) {
    await stop()
    throw error
  }
  const { port } = new URL(url)
  const address = (path = '/'): string => `http://${tenant}${port === '' ? '' : `:${port}`}${path}`
  return {
    url: address,
    signIn: async (page, { login, password } = ALICE) => {
      await page.goto(address())
      await page.getByRole('link', { name: 'Sign in' }).click()
      await page.getByLabel('User name').fill(login)
      await page.getByLabel('Password').fill(password)
      await page.getByRole('button', { name: 'Sign in' }).click()
    },
    notes,
    assertCallsAllowed: () => assertAllowed(notes),
    stop,
  }
}

function installed(folder: string): string {
  try {
    return createRequire(join(folder, 'package.json')).resolve('experience-edge/cli/experience.mjs')
  } catch (cause) {
    throw new Error(`experience-edge is not installed beside ${folder}: install it, or say where its command is`, {
      cause,
    })
  }
}

/** Resolves when the plugin is in the stack; goes on reading notes until the process ends. */
function live(child: ChildProcess, notes: StackNote[]): Promise<void> {
  return new Promise((done, fail) => {
    let said = ''
    child.stderr?.on('data', (text: Buffer) => (said += text.toString()))
    child.once('error', fail)
    child.once('close', (code) => fail(new Error(`experience dev ended with ${code}: ${said.trim()}`)))
    if (child.stdout === null) return fail(new Error('experience dev has no output'))
    createInterface(child.stdout).on('line', (line) => {
      const note = readNote(line)
      if (note === null) {
        said += line
        return
      }
      notes.push(note)
      if (note.event === 'live') done()
      if (note.event === 'broken') fail(new Error(`The plugin cannot run: ${line}`))
    })
  })
}

/** Asks the command to end, as Ctrl-C does, and waits until it has tidied up. */
function end(child: ChildProcess): Promise<void> {
  return new Promise((done) => {
    if (child.exitCode !== null || child.signalCode !== null) return done()
    child.removeAllListeners('close')
    child.once('close', () => done())
    child.kill('SIGTERM')
  })
}

function assertAllowed(notes: readonly StackNote[]): void {
  const refused = notes.filter(({ event, outcome }) => event === 'call' && outcome !== 'admitted')
  if (refused.length === 0) return
  const lines = refused.map(({ method, path, outcome, fix }) => {
    return `  ${method ?? ''} ${path ?? ''}: ${outcome ?? ''}${fix === undefined ? '' : `\n    ${fix}`}`
  })
  throw new Error([`The gateway refused ${refused.length} call(s):`, ...lines].join('\n'))
}
