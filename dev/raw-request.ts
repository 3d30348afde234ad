/** A request to the gateway exactly as written: no redirect, no cookie jar, no path or header made prettier. */
import { request as httpRequest } from 'node:http'
import { Readable } from 'node:stream'

export interface RawInit {
  readonly method?: string
  /** A list may name a header twice. */
  readonly headers?: Readonly<Record<string, string>> | readonly (readonly [string, string])[]
  readonly body?: string | Uint8Array
  readonly signal?: AbortSignal
}

/** Statuses whose answer has no body (Fetch standard, "null body status"). */
const BODILESS = new Set([101, 204, 205, 304])

function headerPairs(headers: RawInit['headers']): readonly (readonly [string, string])[] {
  if (!headers) return []
  return Symbol.iterator in headers ? headers : Object.entries(headers)
}

/**
 * Sends to `127.0.0.1:port` in the name of `host`.
 *
 * @param path The request target, byte for byte.
 */
export function rawRequest(port: number, host: string, path: string, init: RawInit = {}): Promise<Response> {
  const given = headerPairs(init.headers)
  const length: [string, string][] = init.body ? [['Content-Length', String(Buffer.byteLength(init.body))]] : []
  const own = given.some(([name]) => name.toLowerCase() === 'host') ? [] : [['Host', host]]
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({
      host: '127.0.0.1',
      port,
      path,
      method: init.method ?? 'GET',
      headers: [...own, ...length, ...given].flat(),
      agent: false,
      ...(init.signal ? { signal: init.signal } : {}),
    })
    outgoing.on('error', reject)
    outgoing.on('response', (incoming) => {
      const headers = new Headers()
      for (let i = 0; i < incoming.rawHeaders.length; i += 2) {
        headers.append(incoming.rawHeaders[i] ?? '', incoming.rawHeaders[i + 1] ?? '')
      }
      const status = incoming.statusCode ?? 0
      if (BODILESS.has(status)) incoming.resume()
      resolve(new Response(BODILESS.has(status) ? null : Readable.toWeb(incoming), { status, headers }))
    })
    outgoing.end(init.body)
  })
}
