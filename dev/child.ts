/** A program of the development stack: started on a leash, its lines kept, ended with everything it started. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { stripVTControlCharacters } from 'node:util'

const LEASH = join(import.meta.dirname, 'leash.mjs')
const POLL_MS = 100
/** Enough to see why something failed, little enough to keep for hours. */
const KEPT_LINES = 2_000

export interface ChildOptions {
  readonly name: string
  readonly command: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly onLine: (line: string) => void
}

export interface Child {
  readonly name: string
  /** What it printed, oldest first. */
  readonly lines: readonly string[]
  /** Resolves with the exit code once it has ended. */
  readonly ended: Promise<number>
  /** True while it runs. */
  running(): boolean
  /** Ends it and all it started. */
  stop(): Promise<void>
}

export class ChildFailure extends Error {
  override readonly name = 'ChildFailure'
}

function readLines(stream: Readable, take: (line: string) => void): void {
  createInterface({ input: stream }).on('line', take)
}

export function startChild({ name, command, env, onLine }: ChildOptions): Child {
  const leash = spawn(process.execPath, [LEASH, ...command], {
    cwd: join(import.meta.dirname, '..'),
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  })
  const lines: string[] = []
  const take = (printed: string): void => {
    const line = stripVTControlCharacters(printed)
    lines.push(line)
    if (lines.length > KEPT_LINES) lines.shift()
    onLine(line)
  }
  readLines(leash.stdout, take)
  readLines(leash.stderr, take)
  let running = true
  const ended = new Promise<number>((resolve) => {
    leash.on('close', (code) => {
      running = false
      resolve(code ?? 1)
    })
  })
  return {
    name,
    lines,
    ended,
    running: () => running,
    stop: async () => {
      leash.stdin.destroy()
      await ended
    },
  }
}

/**
 * Waits until `probe` says yes.
 *
 * @throws ChildFailure when the program ends before that, or takes longer than `limitMs`, with its last lines.
 */
export async function waitUntilReady(child: Child, probe: () => Promise<boolean>, limitMs: number): Promise<void> {
  const deadline = performance.now() + limitMs
  while (performance.now() < deadline) {
    if (!child.running()) throw new ChildFailure(`${child.name} ended instead of starting:\n${lastLines(child)}`)
    if (await probe()) return
    await delay(POLL_MS)
  }
  throw new ChildFailure(`${child.name} did not answer within ${limitMs / 1_000} s:\n${lastLines(child)}`)
}

/** The end of a program's output, indented for a message. */
export function lastLines(child: Child, count = 20): string {
  return child.lines
    .slice(-count)
    .map((line) => `  ${line}`)
    .join('\n')
}
