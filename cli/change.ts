/** A change of one tenant's entry in the plugins file: looked at first, then done by the gateway, all or nothing. */
import { setTimeout as delay } from 'node:timers/promises'
import { isRecord, own, ownText } from '../src/core/own-property.ts'
import { describe, type Gateway } from './gateway.ts'
import { livePlugins, rejectedBy, slipsIn } from './live.ts'
import { say } from './report.ts'
import { step } from './step.ts'
import { Stop } from './stop.ts'

/** Others may publish at the same moment; each of them once. */
const WRITE_MS = 120_000
const WRITE_PAUSE_MS = 300
/** KV may show the gateway what was there before for a minute. */
const LIVE_MS = 90_000
const LIVE_PAUSE_MS = 1500

/** What the gateway is asked to do with an entry. */
export interface EntryChange {
  readonly method: 'PUT' | 'PATCH' | 'DELETE'
  readonly id: string
  readonly body?: Readonly<Record<string, unknown>>
}

/** What a change would do. */
export interface Preview {
  /** Names the file that was looked at. */
  readonly etag: string
  /** What plugins may do from now on, in words: those that are new, and those that may do more than before. */
  readonly grants: readonly string[]
  readonly added: readonly string[]
  readonly changed: readonly string[]
  /** Keys that look like a slip. */
  readonly warnings: readonly string[]
  readonly hostVersion: string
}

export async function previewEntry(gateway: Gateway, change: EntryChange): Promise<Preview> {
  const body = await send(gateway, change, '?dry=1')
  if (body === null) throw new Stop('conflict', 'Somebody else is changing the configuration.', ['Run it again.'])
  const of = listIn(body, 'tenants')[0]
  return {
    etag: ownText(body, 'etag') ?? '',
    grants: listIn(of, 'granted').map((grant) => `${ownText(grant, 'plugin') ?? ''} ${ownText(grant, 'what') ?? ''}`),
    added: textsIn(of, 'added'),
    changed: textsIn(of, 'changed'),
    warnings: slipsIn(body),
    hostVersion: ownText(body, 'hostVersion') ?? '',
  }
}

/** Does the change to what is there now, as long as that grants no more than what was agreed to. */
export async function applyEntry(gateway: Gateway, change: EntryChange, agreed: Preview): Promise<void> {
  const deadline = Date.now() + WRITE_MS
  for (;;) {
    const now = await step('read', 'reading the configuration', () => previewEntry(gateway, change))
    const surprise = now.grants.find((grant) => !agreed.grants.includes(grant))
    if (surprise !== undefined) {
      throw new Stop('conflict', `The configuration has changed meanwhile: ${surprise}, too.`, ['Run it again.'])
    }
    const done = await step('write', 'changing the entry and making it live', () =>
      send(gateway, change, '', { 'If-Match': `"${now.etag}"` }),
    )
    if (done !== null) return
    if (Date.now() > deadline) {
      throw new Stop('conflict', 'The plugins file was changed by others again and again.', ['Run it again later.'])
    }
    say('· somebody else has changed it meanwhile: starting from theirs')
    await delay(WRITE_PAUSE_MS * (0.5 + Math.random()))
  }
}

/** Waits until the gateway serves what is wanted. @returns The live revision. */
export async function verifyLive(gateway: Gateway, isLive: (plugins: readonly unknown[]) => boolean): Promise<string> {
  const deadline = Date.now() + LIVE_MS
  for (;;) {
    const { plugins, revision } = await livePlugins(gateway)
    if (isLive(plugins)) return revision
    if (Date.now() > deadline) {
      throw new Stop('unreachable', 'The gateway still serves what was there before.', [
        'KV may take a minute to show a change everywhere: run `experience refresh`, then `experience status`.',
      ])
    }
    await delay(LIVE_PAUSE_MS)
  }
}

/** @returns The gateway's answer; `null`: somebody else has changed the file meanwhile, and nothing was written. */
async function send(
  gateway: Gateway,
  { method, id, body: content }: EntryChange,
  query: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Readonly<Record<string, unknown>> | null> {
  const path = `/api/ops/entries/${encodeURIComponent(id)}${query}`
  const answer = await gateway.call(method, path, { ...(content && { body: JSON.stringify(content) }), headers })
  const { status, body } = answer
  if (status === 409) return null
  if (status === 422) throw rejectedBy(body)
  if (status === 404 && ownText(body, 'code') === 'operator_plugin_unknown') {
    throw new Stop('refused', `${gateway.tenant}: ${ownText(body, 'detail') ?? `there is no plugin ${id}`}.`)
  }
  if (status !== 200 || !isRecord(body)) throw new Stop('refused', `The gateway refuses: ${describe(status, body)}.`)
  return body
}

function listIn(value: unknown, key: string): readonly unknown[] {
  const list = own(value, key)
  return Array.isArray(list) ? list : []
}

function textsIn(value: unknown, key: string): readonly string[] {
  return listIn(value, key).filter((item) => typeof item === 'string')
}
