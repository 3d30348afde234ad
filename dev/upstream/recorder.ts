/** What the services received, as it came over the wire, for tests that attack the gateway. */
import type { IncomingMessage } from 'node:http'
import { createMiddleware } from 'hono/factory'
import type { ServiceEnv } from './caller.ts'

export interface Recorded {
  readonly method: string
  /** Path and query, untouched. */
  readonly url: string
  /** Names in their original case, in order, repeated ones included. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** Filled as it arrives. */
  body: string
}

const MAX_REQUESTS = 1_000

export class Recorder {
  #requests: Recorded[] = []

  note({ method = '', url = '', rawHeaders }: IncomingMessage): Recorded {
    const headers = rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [[name, rawHeaders[at + 1] ?? ''] as const] : []))
    const request = { method, url, headers, body: '' }
    this.#requests.push(request)
    if (this.#requests.length > MAX_REQUESTS) this.#requests.shift()
    return request
  }

  /** Notes a request and its body, and leaves the body to be read again. */
  readonly middleware = createMiddleware<ServiceEnv>(async (c, next) => {
    const { incoming } = c.env
    const noted = this.note(incoming)
    /** A GET with a body is what some attacks are made of; the framework hides it. */
    if (c.req.method === 'GET' || c.req.method === 'HEAD')
      for await (const chunk of incoming) noted.body += String(chunk)
    else noted.body = await c.req.text()
    await next()
  })

  all(): readonly Recorded[] {
    return this.#requests
  }

  clear(): void {
    this.#requests = []
  }
}
