/** The provider's outgoing calls: back-channel log-outs to the gateway on this machine, and nothing else. */
import { request } from 'node:http'

/**
 * Makes the provider's `fetch`. The library refuses loopback addresses by a dispatcher that this function leaves out;
 * the list of allowed addresses takes its place. The name of a tenant (`acme.localhost`) is resolved by browsers, not
 * by every operating system, so the call goes to `localhost` and the name travels in the Host header.
 */
export function fetchFrom(allowed: ReadonlySet<string>) {
  return async function fetchAllowed(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    const asked = new Request(input, { method: init?.method ?? 'GET', headers: init?.headers ?? {} })
    if (!allowed.has(asked.url)) throw new Error(`no outgoing call to ${asked.url}`)
    const body = init?.body instanceof URLSearchParams ? init.body.toString() : ''
    return post(new URL(asked.url), Object.fromEntries(asked.headers), body, init?.signal ?? AbortSignal.timeout(2500))
  }
}

async function post(url: URL, headers: Record<string, string>, body: string, signal: AbortSignal): Promise<Response> {
  const { promise, resolve, reject } = Promise.withResolvers<Response>()
  const call = request(
    {
      host: 'localhost',
      port: url.port,
      path: url.pathname,
      method: 'POST',
      headers: { ...headers, host: url.host, 'content-length': Buffer.byteLength(body) },
      signal,
    },
    (answer) => {
      answer.resume()
      answer.once('end', () => resolve(new Response(null, { status: answer.statusCode ?? 502 })))
      answer.once('error', reject)
    },
  )
  call.once('error', reject)
  call.end(body)
  return promise
}
