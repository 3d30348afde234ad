import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ChildFailure, lastLines, startChild, waitUntilReady } from '../../dev/child.ts'

const CHILD_MODULE = join(import.meta.dirname, '../../dev/child.ts')

/** A process that has ended but was not yet collected by its parent (`Z`, in a container perhaps never) is gone. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !existsSync(`/proc/${pid}/stat`) || !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')
  } catch {
    return false
  }
}

async function untilGone(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 100; tries += 1) {
    if (!isAlive(pid)) return true
    await delay(50)
  }
  return false
}

/** A program that starts another one, says its process id, and waits. */
const PARENT_OF_SLEEPER = ['sh', '-c', 'sleep 300 & echo $!; wait']

test('stopping a program ends what it started too', async () => {
  const firstLine = Promise.withResolvers<string>()
  const child = startChild({ name: 'sleeper', command: PARENT_OF_SLEEPER, env: {}, onLine: firstLine.resolve })
  const pid = Number(await firstLine.promise)
  expect(isAlive(pid)).toBe(true)
  await child.stop()
  expect(await untilGone(pid)).toBe(true)
  expect(child.running()).toBe(false)
})

test('a parent that is killed without warning leaves nothing behind', async () => {
  const script = `
    const { startChild } = await import(${JSON.stringify(CHILD_MODULE)})
    const command = ${JSON.stringify(PARENT_OF_SLEEPER)}
    startChild({ name: 'sleeper', command, env: {}, onLine: (line) => process.stdout.write(line) })`
  const parent = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const pid = await new Promise<number>((resolve) =>
    parent.stdout.once('data', (chunk: Buffer) => resolve(Number(chunk))),
  )
  expect(isAlive(pid)).toBe(true)
  parent.kill('SIGKILL')
  expect(await untilGone(pid)).toBe(true)
})

test('a program that ends instead of starting is reported with its last lines', async () => {
  const child = startChild({
    name: 'broken',
    command: ['sh', '-c', 'echo no such file >&2; exit 3'],
    env: {},
    onLine: () => {},
  })
  const waiting = waitUntilReady(child, () => Promise.resolve(false), 10_000)
  await expect(waiting).rejects.toThrow(ChildFailure)
  await expect(waiting).rejects.toThrow(/broken ended instead of starting:\n {2}no such file/)
  expect(await child.ended).toBe(3)
})

test('a program that does not exist is reported, not waited for', async () => {
  const child = startChild({ name: 'ghost', command: ['no-such-program'], env: {}, onLine: () => {} })
  expect(await child.ended).toBe(127)
  expect(lastLines(child)).toContain('no-such-program')
})
