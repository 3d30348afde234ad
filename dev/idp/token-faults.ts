/** Failures of the token endpoint, ordered by test suites. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'

export interface TokenFault {
  /** The status to answer with; `null`: the real answer, late. */
  readonly status: number | null
  readonly delayMs: number
}

/** The faults that wait for the next token requests, first come first served. */
export class TokenFaults {
  readonly #waiting: TokenFault[] = []

  add(fault: TokenFault, times: number): void {
    for (let n = 0; n < times; n += 1) this.#waiting.push(fault)
  }

  /** @returns Whether the request has been answered. */
  async strike(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    if (request.method !== 'POST' || request.url?.split('?')[0] !== '/token') return false
    const fault = this.#waiting.shift()
    if (!fault) return false
    await delay(fault.delayMs)
    if (fault.status === null) return false
    response.writeHead(fault.status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
    response.end(JSON.stringify({ error: fault.status < 500 ? 'invalid_grant' : 'server_error' }))
    return true
  }
}
