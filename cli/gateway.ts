/** The gateway as an operator's script sees it: a tenant's host, and a bearer token. */
import { rawRequest } from '../dev/raw-request.ts'
import { own, ownText } from '../src/core/own-property.ts'
import { Stop } from './stop.ts'

/** Compiling fifty tenants takes a while; hanging for ever helps nobody. */
const TIMEOUT_MS = 60_000

export interface Answer {
  readonly status: number
  /** Parsed JSON, or `null` when the answer is none. */
  readonly body: unknown
  readonly text: string
}

export interface Gateway {
  readonly tenant: string
  /** Where people open it. */
  readonly address: string
  /** @param path With its query. */
  call(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, content?: Content): Promise<Answer>
}

export interface Content {
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
}

export interface GatewayAddress {
  readonly tenant: string
  /** Origin to dial. On this machine the tenant goes into the Host header, so that no name has to be resolved. */
  readonly url: URL
  readonly token: string | null
}

const LOCAL_HOST = /^(localhost|127\.0\.0\.1|\[::1\]|.+\.localhost)$/

export function openGateway({ tenant, url, token }: GatewayAddress): Gateway {
  const local = LOCAL_HOST.test(url.hostname) && url.protocol === 'http:'
  return {
    tenant,
    address: local ? `http://${tenant}:${url.port || '80'}` : url.origin,
    call: async (method, path, content) => {
      if (token === null) throw new Stop('usage', 'There is no operator token.', TOKEN_ADVICE)
      const headers = { Authorization: `Bearer ${token}`, ...content?.headers }
      const signal = AbortSignal.timeout(TIMEOUT_MS)
      const init = { method, headers, signal, ...(content?.body !== undefined && { body: content.body }) }
      const port = Number(url.port || '80')
      const send = () =>
        local
          ? rawRequest(port, `${tenant}:${port}`, path, init)
          : fetch(new URL(path, url), { ...init, redirect: 'manual' })
      return readAnswer(await send().catch(unreachable(url, local)), url)
    },
  }
}

const TOKEN_ADVICE = ['Set EXPERIENCE_TOKEN to the token whose hash stands in the Worker secret OPERATOR_TOKENS.']

function unreachable(url: URL, local: boolean): (cause: unknown) => never {
  return (cause) => {
    const said = cause instanceof Error ? (cause.cause instanceof Error ? cause.cause.message : cause.message) : ''
    throw new Stop('unreachable', `The gateway at ${url.origin} does not answer${said && ` (${said})`}.`, [
      local ? 'Start it with `npm start`, or name another with --url.' : 'Is the address right? --url names another.',
      'Whatever has been done so far stays; run the same command again.',
    ])
  }
}

async function readAnswer(response: Response, url: URL): Promise<Answer> {
  const text = await response.text()
  const body = parseJson(text)
  const { status } = response
  if (status === 401) throw new Stop('refused', 'The gateway does not know this token.', TOKEN_ADVICE)
  if (status === 403 && ownText(body, 'code') === 'operator_required') {
    throw new Stop('refused', 'This token may not do that for this tenant.', [
      'The policies of the tenant permit it: config/policies/<host>.cedar.',
    ])
  }
  if (status === 404 && ownText(body, 'code') === 'tenant_unknown') {
    throw new Stop('refused', `No tenant of ${url.origin} has this host.`, [
      '`experience tenants` lists them, at a tenant that is there.',
    ])
  }
  if (status >= 500) throw new Stop('unreachable', `The gateway failed: ${describe(status, body)}.`)
  return { status, body, text }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** A problem (RFC 9457) in a line. */
export function describe(status: number, body: unknown): string {
  const title = ownText(body, 'title')
  const detail = ownText(body, 'detail')
  return `${status}${title === undefined ? '' : ` ${title}`}${detail === undefined ? '' : `: ${detail}`}`
}

/** The rejections of a 422, a line each. */
export function rejectionsIn(body: unknown): readonly string[] {
  const rejections = own(body, 'rejections')
  if (!Array.isArray(rejections)) return []
  return rejections.map((rejection: unknown) => {
    const place = [ownText(rejection, 'file'), own(rejection, 'line'), own(rejection, 'column')]
      .filter(Boolean)
      .join(':')
    return `${place} ${ownText(rejection, 'where') ?? ''} ${ownText(rejection, 'why') ?? ''}`.trim()
  })
}
