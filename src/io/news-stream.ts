/** The line to a browser: what the doorbell says, as server-sent events. Behind it stand WebSockets that hibernate. */
import { isRecord, own } from '../core/own-property.ts'
import { EVERY_TENANT, type Region } from '../core/news.ts'
import type { Env } from '../env.ts'
import { forgetNews, lastChange, listen } from './doorbell.ts'
import { forgetOverlays } from './overlays.ts'

/** A comment now and then, so that proxies keep the line and a page that is gone is noticed. */
const HEARTBEAT_MS = 15_000
/** Pages that lose the line come back spread over this time, and not all at once. */
const RETRY_MS = { least: 500, spread: 1500 } as const

const ENCODER = new TextEncoder()

export interface NewsRules {
  readonly tenant: string
  readonly region: Region
  /** What is live now; a page that has something else fetches anew. */
  readonly revision: string
  readonly seconds: number
  /** Asked at each heartbeat: whether the person is still signed in. */
  readonly mayGoOn: () => Promise<boolean>
  /** Told when the line has ended, however it did. */
  readonly over: () => void
}

/** @throws When the doorbell is out of reach: the page tries again by itself. */
export async function newsStream(env: Env, rules: NewsRules): Promise<ReadableStream<Uint8Array>> {
  const { tenant, region, revision } = rules
  const lines = await Promise.all([listen(env, tenant, region), listen(env, EVERY_TENANT, region)])
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
  const writer = writable.getWriter()
  const close = (): void => {
    clearInterval(heartbeat)
    for (const line of lines) line.close(1000)
    writer.close().catch(() => null)
  }
  writer.closed.then(rules.over, () => {
    rules.over()
    close()
  })
  const write = (text: string): void => {
    writer.write(ENCODER.encode(text)).catch(close)
  }
  const endsAt = Date.now() + rules.seconds * 1000
  const heartbeat = setInterval(() => {
    void rules.mayGoOn().then((goes) => {
      if (goes && Date.now() < endsAt) return write(': still here\n\n')
      if (!goes) write(event('signed-out', {}))
      return close()
    }, close)
  }, HEARTBEAT_MS)
  for (const line of lines) {
    line.accept()
    line.addEventListener('message', ({ data }) => {
      forgetNews(tenant)
      forgetNews(EVERY_TENANT)
      forgetOverlays(tenant)
      for (const [name, details] of eventsOf(data)) write(event(name, details))
    })
    line.addEventListener('close', close)
    line.addEventListener('error', close)
  }
  const retry = Math.round(RETRY_MS.least + Math.random() * RETRY_MS.spread)
  // Asked once the line stands: what changes from here on is heard on it. A page that has seen this change need not look.
  const changedAt = await lastChange(env, tenant, region)
  write(`retry: ${retry}\n${event('plugins', { revision, changedAt })}`)
  return readable
}

function event(name: string, data: object): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`
}

/** Ids of plugins stay behind: who is denied a plugin does not learn of it here. What changed shows in the manifests. */
function eventsOf(message: unknown): readonly (readonly [name: string, details: object])[] {
  const change: unknown = typeof message === 'string' ? JSON.parse(message) : null
  if (!isRecord(change)) return []
  if (own(change, 'kind') !== 'revision') return [['plugins', {}]]
  const touches = own(change, 'touches')
  const revision = own(change, 'revision')
  return Array.isArray(touches) ? touches.map((touched) => [String(touched), { revision }] as const) : []
}
