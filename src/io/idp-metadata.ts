/** Reaches identity providers: metadata by discovery, and every request with a deadline and without redirects. */
import * as oauth from 'oauth4webapi'
import type { ProviderConfig } from '../core/idps.ts'
import { readBytes } from './body.ts'
import { Memo } from './memo.ts'

/** A provider that has not answered by then is treated as down. */
const TIMEOUT_MS = 5000
/** Provider metadata changes rarely; key sets are looked up by the library, which follows rotation. */
const METADATA_AGE_MS = 300_000
/** Metadata, key sets and tokens fit several times over. */
export const MAX_ANSWER_BYTES = 64 * 1024

/** The provider does not answer, or answers 5xx: nothing is known about the person. */
export class IdpUnavailable extends Error {
  override readonly name = 'IdpUnavailable'
}

const metadata = new Memo<oauth.AuthorizationServer>(METADATA_AGE_MS, 100)

export async function discover(provider: ProviderConfig): Promise<oauth.AuthorizationServer> {
  const known = metadata.get(provider.issuer, Date.now())
  if (known !== undefined) return known
  const issuer = new URL(provider.issuer)
  const response = await oauth.discoveryRequest(issuer, httpOptions(provider))
  const server = await oauth.processDiscoveryResponse(issuer, response).catch((cause: unknown) => {
    throw new IdpUnavailable('the discovery document is not acceptable', { cause })
  })
  metadata.set(provider.issuer, server, Date.now())
  return server
}

/** Configuration admits `http:` for loopback issuers alone, so the exception ends there as well. */
export function httpOptions(provider: ProviderConfig) {
  return {
    [oauth.customFetch]: fetchProvider,
    [oauth.allowInsecureRequests]: provider.issuer.startsWith('http://'),
  }
}

interface ProviderRequest {
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly body?: URLSearchParams | null | undefined
}

export async function fetchProvider(url: string, request: ProviderRequest): Promise<Response> {
  const init: RequestInit = { redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) }
  if (request.method !== undefined) init.method = request.method
  if (request.headers !== undefined) init.headers = request.headers
  if (request.body) init.body = request.body
  const response = await fetch(url, init).catch((cause: unknown) => {
    throw new IdpUnavailable('no answer', { cause })
  })
  if (response.status >= 500) throw new IdpUnavailable(`status ${response.status}`)
  return bounded(response)
}

/** Read here, since the library takes whatever comes: one tenant's provider must not fill the memory that all share. */
async function bounded(response: Response): Promise<Response> {
  const bytes = await readBytes(response.body, MAX_ANSWER_BYTES).catch((cause: unknown) => {
    throw new IdpUnavailable('its answer cannot be read', { cause })
  })
  const { status, headers } = response
  return new Response(bytes.byteLength === 0 ? null : bytes, { status, headers })
}
