/**
 * Which headers cross the gateway. Both directions are lists of what passes: a list of what does not would lose to the
 * next alias, as `X_Forwarded_For` and a header named by `Connection` have shown elsewhere.
 */
type HeaderPairs = Iterable<readonly [string, string]>

/** Headers that can be asked for by name, which joins repeated ones: a request's, which has more than we ask for. */
interface HeaderLookup {
  get(name: string): string | null
}

/** What a plugin may say to an upstream. Identity, tenant and trace of the edge are added by the gateway itself. */
const REQUEST_HEADERS: ReadonlyMap<string, RegExp> = new Map([
  ['accept', /^[\x20-\x7e]{1,1024}$/],
  ['content-type', /^[\x20-\x2b\x2d-\x7e]{1,256}$/],
  ['if-match', /^[\x20-\x7e]{1,1024}$/],
  ['if-none-match', /^[\x20-\x7e]{1,1024}$/],
  ['if-modified-since', /^[\x20-\x7e]{1,64}$/],
  ['if-unmodified-since', /^[\x20-\x7e]{1,64}$/],
  // W3C Trace Context, section 3.2
  ['traceparent', /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/],
])

/** What an upstream may say to a browser, besides its body. */
const RESPONSE_HEADERS: ReadonlyMap<string, RegExp> = new Map([
  ['content-length', /^[0-9]{1,15}$/],
  ['etag', /^(?:W\/)?"[\x21\x23-\x7e]{0,512}"$/],
  ['last-modified', /^[\x20-\x7e]{1,64}$/],
  ['content-disposition', /^[\x20-\x7e]{1,1024}$/],
  ['retry-after', /^[\x20-\x7e]{1,64}$/],
])

/** Bytes that no browser shows or runs. */
const OPAQUE_TYPE = 'application/octet-stream'

/** Media types that reach a browser as what they are: data, and pictures that run nothing. No HTML, SVG, XML, script, style sheet or WebAssembly, now or later. */
const DATA_TYPES: readonly string[] = [
  'application/json',
  'application/problem+json',
  'application/x-ndjson',
  'application/pdf',
  'text/plain',
  'text/csv',
  'image/png',
  'image/jpeg',
  'image/webp',
  'image/gif',
]
const JSON_SUFFIX = /^application\/[a-z0-9][a-z0-9.-]*\+json$/
/** JSON that browsers obey rather than show. */
const COMMANDING_JSON = /\/(?:importmap|speculationrules|manifest)\+json$/
const CHARSETS: readonly string[] = ['utf-8', 'us-ascii', 'iso-8859-1', 'windows-1252']

/** Names are lower-cased. A header that `Connection` names is dropped: it was meant for this hop. */
export function forwardedRequestHeaders(headers: HeaderPairs | HeaderLookup): [string, string][] {
  if (!('get' in headers)) return passing(headers, REQUEST_HEADERS)
  const hopByHop = tokensOf(headers.get('connection'))
  const passed: [string, string][] = []
  for (const [name, pattern] of REQUEST_HEADERS) {
    const value = headers.get(name)
    if (value !== null && pattern.test(value) && !hopByHop.has(name)) passed.push([name, value])
  }
  return passed
}

/**
 * Always carries a `content-type` (see {@link safeContentType}). The length is kept only of a body that was not
 * compressed: the runtime has unpacked the others.
 */
export function forwardedResponseHeaders(
  headers: HeaderPairs | HeaderLookup,
  { sse } = { sse: false },
): [string, string][] {
  if ('get' in headers) return passingAnswer(headers, sse)
  const received = [...headers].map(([name, value]): [string, string] => [name.toLowerCase(), value])
  const isPacked = received.some(([name, value]) => name === 'content-encoding' && value.toLowerCase() !== 'identity')
  const types = received.filter(([name]) => name === 'content-type').map(([, value]) => value)
  const passed = passing(received, RESPONSE_HEADERS).filter(([name]) => name !== 'content-length' || !(isPacked || sse))
  return [['content-type', safeContentType(types.join(','), { sse })], ...passed]
}

/** The same of headers that can be asked for by name. */
function passingAnswer(headers: HeaderLookup, sse: boolean): [string, string][] {
  const packing = headers.get('content-encoding')
  const isPacked = packing !== null && packing.toLowerCase() !== 'identity'
  const hopByHop = tokensOf(headers.get('connection'))
  const passed: [string, string][] = [['content-type', safeContentType(headers.get('content-type'), { sse })]]
  for (const [name, pattern] of RESPONSE_HEADERS) {
    const value = headers.get(name)
    if (value === null || !pattern.test(value) || hopByHop.has(name)) continue
    if (name !== 'content-length' || !(isPacked || sse)) passed.push([name, value])
  }
  return passed
}

/**
 * The `Content-Type` to answer with, built anew: a type of the list and at most a charset, else opaque bytes.
 *
 * @param value The upstream's. Two of them, joined by a comma, are opaque.
 */
export function safeContentType(value: string | null, { sse }: { readonly sse: boolean }): string {
  const [essence = '', ...parameters] = (value ?? '').toLowerCase().split(';')
  const type = essence.trim()
  if (type === 'text/event-stream') return sse ? type : OPAQUE_TYPE
  if (!DATA_TYPES.includes(type) && !(JSON_SUFFIX.test(type) && !COMMANDING_JSON.test(type))) return OPAQUE_TYPE
  const charsets = parameters.flatMap((parameter) => {
    const [name = '', text = ''] = parameter.split('=')
    return name.trim() === 'charset' ? [text.trim().replace(/^"(.*)"$/, '$1')] : []
  })
  const [charset] = charsets
  if (charset === undefined) return type
  return charsets.length === 1 && CHARSETS.includes(charset) ? `${type}; charset=${charset}` : OPAQUE_TYPE
}

const UPGRADES: readonly string[] = ['upgrade', 'http2-settings', 'sec-websocket-key']

/** A WebSocket or any other protocol: nothing that could be judged request by request. */
export function isUpgrade(headers: HeaderPairs | HeaderLookup): boolean {
  if ('get' in headers) {
    const asksToUpgrade = UPGRADES.some((name) => headers.get(name) !== null)
    return asksToUpgrade || tokensOf(headers.get('connection')).has('upgrade')
  }
  const received = [...headers]
  return received.some(([name]) => UPGRADES.includes(name.toLowerCase())) || namedByConnection(received).has('upgrade')
}

/**
 * What a browser says the answer is for. Old browsers and scripts outside one say nothing: that passes, since no
 * element and no import can send `X-Plugin-Id`.
 *
 * @param wanted `empty` for calls, `script` for a bundle.
 */
export function refuseFetchDest(dest: string | null, wanted: 'empty' | 'script' = 'empty'): 'fetch_dest' | null {
  return dest === null || dest === wanted ? null : 'fetch_dest'
}

function passing(headers: HeaderPairs, list: ReadonlyMap<string, RegExp>): [string, string][] {
  const received = [...headers].map(([name, value]): [string, string] => [name.toLowerCase(), value])
  const hopByHop = namedByConnection(received)
  const names = received.map(([name]) => name)
  return received.filter(([name, value]) => {
    const isSingle = names.indexOf(name) === names.lastIndexOf(name)
    return isSingle && !hopByHop.has(name) && list.get(name)?.test(value) === true
  })
}

function namedByConnection(headers: HeaderPairs): ReadonlySet<string> {
  const values = [...headers].flatMap(([name, value]) => (name.toLowerCase() === 'connection' ? [value] : []))
  return tokensOf(values.join(','))
}

const NO_TOKENS: ReadonlySet<string> = new Set()

/** Of a `Connection` header. */
function tokensOf(value: string | null): ReadonlySet<string> {
  return value === null ? NO_TOKENS : new Set(value.split(',').map((token) => token.trim().toLowerCase()))
}
