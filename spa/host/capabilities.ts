/**
 * Capabilities of the mounted plugins: minted by the gateway for the ticket that came with this page, kept in this closure,
 * and shown with each call of the plugin they are for. No plugin is ever handed one.
 */
import { CAPABILITIES_BLOCK, TICKET_BLOCK } from '#core/capability'
import { isRecord } from '#core/own-property'
import type { Pause } from '../sdk/backoff.ts'
import type { Fetch } from './gateway.ts'
import { ownMap, withHeader } from './primordials.ts'

export interface Capabilities {
  /** The page's `fetch` as one plugin may use it. */
  readonly lend: (plugin: string) => Fetch
  /** Asks for those of several plugins together, before they need them. */
  readonly expect: (plugins: readonly string[]) => void
  /** Those minted for another revision, version or session are of no use any more. */
  readonly forget: () => void
}

/** What came with the page. */
export interface PageSecrets {
  /** `null`: the gateway asks for no capabilities, or this is no page of its own making. */
  readonly ticket: string | null
  /** As {@link PATH} answers, so that the first calls need not wait; `null`: none came. */
  readonly minted: unknown
}

interface CapabilityRules {
  readonly fetch: Fetch
  readonly secrets: () => PageSecrets
  readonly csrfToken: () => string
  readonly now: () => number
  readonly pause: Pause
}

interface Held {
  /** `null`: the gateway has none for this plugin, or could not be asked. */
  readonly token: string | null
  /** From here on another one is fetched beside the call… */
  readonly renewAt: number
  /** …and from here on before it. */
  readonly endsAt: number
}

const PATH = '/api/plugins/capabilities'
/** What is nothing is believed only so long. */
const NOTHING_MS = 2000
/** A gateway's isolates may be one lease apart about what is live. */
const ASK_AGAIN_AFTER_MS = [0, 1000] as const

export function createCapabilities({ fetch, secrets, csrfToken, now, pause }: CapabilityRules): Capabilities {
  const held = ownMap<string, Held>()
  let isFirst = true
  const asking = ownMap<string, Promise<void>>()

  const keep = (plugins: readonly string[], answer: Minted | null): void => {
    const at = now()
    for (const plugin of plugins) held.set(plugin, heldFrom(answer, plugin, at))
  }

  const ticket = (): string | null => {
    const { ticket: shown, minted } = secrets()
    const came = isFirst ? readMinted(minted) : null
    isFirst = false
    if (came) keep(Object.keys(came.tokens), came)
    return shown
  }

  const ask = async (plugins: readonly string[], shown: string): Promise<void> => {
    keep(plugins, await mint(fetch, plugins, shown, csrfToken()))
  }

  const request = (plugins: readonly string[], shown: string): Promise<void> => {
    const asked = ask(plugins, shown).finally(() => {
      for (const plugin of plugins) asking.delete(plugin)
    })
    for (const plugin of plugins) asking.set(plugin, asked)
    return asked
  }

  const tokenOf = async (plugin: string): Promise<string | null> => {
    const shown = ticket()
    if (shown === null) return null
    const at = now()
    const known = held.get(plugin)
    const waiting = asking.get(plugin)
    if (known && at < known.endsAt) {
      if (at >= known.renewAt && known.token !== null && !waiting) void request([plugin], shown)
      return known.token
    }
    await (waiting ?? request([plugin], shown))
    return held.get(plugin)?.token ?? null
  }

  const lend = (plugin: string): Fetch => {
    const attempt = async (url: string, init: RequestInit): Promise<Attempt> => {
      const token = await tokenOf(plugin)
      const response = await fetch(url, token === null ? init : withHeader(init, 'X-Plugin-Capability', token))
      return { token, response }
    }
    return async (url, init) => {
      if (ticket() === null) return fetch(url, init)
      let last = await attempt(url, init)
      for (const milliseconds of ASK_AGAIN_AFTER_MS) {
        if (!mayCallAgain(last, init)) break
        await pause(milliseconds, init.signal ?? NEVER)
        if (held.get(plugin)?.token === last.token) held.delete(plugin)
        last = await attempt(url, init)
      }
      return last.response
    }
  }

  const expect = (plugins: readonly string[]): void => {
    const shown = ticket()
    const wanted = plugins.filter((plugin) => !held.has(plugin) && !asking.has(plugin))
    if (shown !== null && wanted.length > 0) void request(wanted, shown)
  }

  return { lend, expect, forget: () => held.clear() }
}

function heldFrom(answer: Minted | null, plugin: string, at: number): Held {
  const token = answer?.tokens[plugin]
  if (!answer || typeof token !== 'string') return { token: null, renewAt: at, endsAt: at + NOTHING_MS }
  return { token, renewAt: at + answer.lifeMs / 2, endsAt: at + answer.lifeMs * 0.9 }
}

const NEVER = new AbortController().signal

interface Attempt {
  readonly token: string | null
  readonly response: Response
}

/** A call that was refused for its capability has had no effect, so it may be made again; but a stream can be read once. */
function mayCallAgain({ token, response }: Attempt, { body }: RequestInit): boolean {
  return token !== null && response.headers.has('X-Capability-Refused') && !(body instanceof ReadableStream)
}

interface Minted {
  readonly tokens: Readonly<Record<string, unknown>>
  readonly lifeMs: number
}

async function mint(fetch: Fetch, plugins: readonly string[], ticket: string, csrf: string): Promise<Minted | null> {
  const query = plugins.map((plugin) => `id=${encodeURIComponent(plugin)}`).join('&')
  const init: RequestInit = {
    method: 'POST',
    headers: { Accept: 'application/json', 'X-CSRF-Token': csrf },
    credentials: 'same-origin',
    redirect: 'error',
  }
  try {
    const response = await fetch(`${PATH}?${query}`, withHeader(init, 'X-Page-Ticket', ticket))
    const body: unknown = await response.json()
    return response.ok ? readMinted(body) : null
  } catch {
    return null
  }
}

function readMinted(body: unknown): Minted | null {
  if (!isRecord(body)) return null
  const { capabilities, seconds } = body
  return isRecord(capabilities) && typeof seconds === 'number' ? { tokens: capabilities, lifeMs: seconds * 1000 } : null
}

/** They are taken out of the document when they are first asked for, before any plugin can look there. */
export function secretsIn(page: { readonly document: Page }): () => PageSecrets {
  let taken: PageSecrets | null = null
  const take = (id: string): string | null => {
    const block = page.document.getElementById(id)
    block?.remove()
    return block?.textContent ?? null
  }
  return () => {
    if (taken) return taken
    const minted: unknown = JSON.parse(take(CAPABILITIES_BLOCK) ?? 'null')
    taken = { ticket: take(TICKET_BLOCK), minted }
    return taken
  }
}

interface Page {
  getElementById(id: string): { readonly textContent: string | null; readonly remove: () => void } | null
}
