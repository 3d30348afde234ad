/** Hosts, origins and URLs in configuration. */
import type { Place } from './place.ts'

/** A host as `URL` writes it: lower-case DNS labels, no port, no trailing dot. */
const HOST = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/

export function isHost(text: string): boolean {
  return HOST.test(text)
}

export function readHost(place: Place): string {
  return place.text(HOST, 'a host in lower case without scheme and port, like acme.example')
}

/** An origin and nothing else, like `https://crud.internal:8443`. */
export function readOrigin(place: Place): string {
  const text = place.text()
  const url = text === '' ? null : parseHttp(text)
  if (text !== '' && url?.origin !== text) place.reject('must be an origin like https://crud.internal, without a path')
  return text
}

/** An origin that a browser or a secret may be sent to: https, but for loopback. */
export function readSecureOrigin(place: Place): string {
  const origin = readOrigin(place)
  refuseClearText(place, origin)
  return origin
}

/** A URL that paths are added to: https but for loopback, no user, no query, no fragment. Compared exactly where it is an issuer. */
export function readSecureUrl(place: Place): string {
  const text = place.text()
  const url = text === '' ? null : parseHttp(text)
  if (text !== '' && url === null) place.reject('must be a URL like https://id.example')
  if (url && (url.username || url.password || /[?#]/.test(text))) place.reject('must have no user, query or fragment')
  refuseClearText(place, text)
  return text
}

export function isClearText(address: string): boolean {
  const url = parseHttp(address)
  return url?.protocol === 'http:' && !isLoopback(url.hostname)
}

function refuseClearText(place: Place, address: string): void {
  if (isClearText(address)) place.reject('must be https: only loopback addresses may be http')
}

function parseHttp(text: string): URL | null {
  const url = URL.parse(text)
  return url?.protocol === 'http:' || url?.protocol === 'https:' ? url : null
}

/** @see RFC 6761, section 6.3: names below `localhost` are loopback too */
function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127\.[0-9.]+$/.test(hostname)
  )
}
