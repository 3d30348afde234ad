/** Starts a development process, and ends it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { setTimeout as delay } from 'node:timers/promises'

const POLL_MS = 50
const READY_MS = 20_000

/** A started process, whose messages go to the console. */
export class Started {
  readonly #child: ChildProcess

  constructor(file: string, env: Record<string, string>) {
    const script = fileURLToPath(new URL(`../../${file}`, import.meta.url))
    const { PATH = '' } = process.env
    this.#child = spawn(process.execPath, [script], { env: { PATH, ...env }, stdio: ['ignore', 'ignore', 'inherit'] })
  }

  /** Waits until the address answers 200. */
  async ready(url: string): Promise<void> {
    const deadline = Date.now() + READY_MS
    while (Date.now() < deadline && this.#child.exitCode === null) {
      const answer = await fetch(url).catch(() => undefined)
      if (answer?.status === 200) return
      await delay(POLL_MS)
    }
    throw new Error(`${url} does not answer`)
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const ended = once(this.#child, 'exit')
    this.#child.kill('SIGTERM')
    await ended
  }
}
