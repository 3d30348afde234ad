/** Starts and ends the parts of a stack, and notices when one ends by itself. */
import { type Child, lastLines, startChild, waitUntilReady } from './child.ts'
import { type Part, PARTS, type Recipe } from './parts.ts'

/** Compiling two Workers and a WebAssembly policy engine, on a machine that is busy with something else too. */
const READY_MS = 90_000

export interface Running {
  /** Resolves with what happened when a part ends that nobody halted. */
  readonly broken: Promise<string>
  /** What a part printed since it was last started. */
  logs(part: Part): readonly string[]
  /** Takes one part down; the others stay up. */
  halt(part: Part): Promise<void>
  /** Brings a halted part up again and waits until it answers. One that is up stays as it is. */
  resume(part: Part): Promise<void>
  /** Takes all parts down. */
  stop(): Promise<void>
}

/**
 * Starts every part and waits until all answer.
 *
 * @throws ChildFailure when one does not come up; the others have been stopped by then.
 */
export async function startParts(
  recipes: Readonly<Record<Part, Recipe>>,
  onLine: (part: Part, line: string) => void,
): Promise<Running> {
  const children = new Map<Part, Child>()
  const broken = Promise.withResolvers<string>()
  const resume = async (part: Part): Promise<void> => {
    if (children.get(part)?.running() === true) return
    const { command, env, ready } = recipes[part]
    const child = startChild({ name: part, command, env, onLine: (line) => onLine(part, line) })
    children.set(part, child)
    await waitUntilReady(child, ready, READY_MS)
    void child.ended.then((code) => {
      if (children.get(part) !== child) return
      broken.resolve(`${part} ended by itself (code ${code}). Its last lines:\n${lastLines(child)}`)
    })
  }
  const halt = async (part: Part): Promise<void> => {
    const child = children.get(part)
    children.delete(part)
    await child?.stop()
  }
  const running: Running = {
    broken: broken.promise,
    logs: (part) => children.get(part)?.lines ?? [],
    halt,
    resume,
    stop: async () => {
      await Promise.all(PARTS.map(halt))
    },
  }
  await Promise.all(PARTS.map(resume)).catch(async (error: unknown) => {
    await running.stop()
    throw error
  })
  return running
}
