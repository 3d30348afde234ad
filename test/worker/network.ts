/** Scripts the fake network from inside workerd, and reads what reached it. */
import { inject } from 'vitest'
import type { ScriptedAnswer, SeenRequest } from '../fixtures/network-script.ts'

/** Origin of the fake network, where every upstream, identity provider and external PDP of a test stands. */
export const NETWORK = inject('network')

/** Makes a path answer so from now on. A path that nobody scripted answers 404. */
export async function answer(path: string, scripted: ScriptedAnswer): Promise<void> {
  await control('answer', path, JSON.stringify(scripted))
}

export async function answerJson(path: string, value: unknown, status = 200): Promise<void> {
  await answer(path, { status, headers: [['Content-Type', 'application/json']], body: JSON.stringify(value) })
}

/** Every request that reached a path, oldest first. */
export async function seen(path: string): Promise<readonly SeenRequest[]> {
  const requests: readonly SeenRequest[] = JSON.parse(await control('seen', path, ''))
  return requests
}

/** The only request that reached a path. */
export async function seenOnce(path: string): Promise<SeenRequest> {
  const [only, ...others] = await seen(path)
  if (only === undefined || others.length > 0) throw new Error(`${others.length + (only ? 1 : 0)} requests at ${path}`)
  return only
}

/** Sends more of an answer that was left open. */
export async function push(path: string, text: string): Promise<void> {
  await control('push', path, text)
}

/** Sends the rest of an answer that was left open. */
export async function finish(path: string, text: string): Promise<void> {
  await control('finish', path, text)
}

/** How many answers are open at a path. */
export async function openAt(path: string): Promise<number> {
  return Number(await control('open', path, ''))
}

async function control(action: string, path: string, body: string): Promise<string> {
  const response = await fetch(`${NETWORK}/control/${action}?path=${encodeURIComponent(path)}`, {
    method: 'POST',
    body,
  })
  return response.text()
}
