/** Complete answers of the wrong kind: content that would run, headers that are the gateway's own, redirects. */
import { gzipSync } from 'node:zlib'
import { type Fault, numberOf } from './fault.ts'

const SCRIPT = 'globalThis.pwned = true; export default globalThis.pwned;'
const JSON_TYPE = { 'Content-Type': 'application/json' }

/** What an upstream sends when it takes itself for the gateway, or for the browser's server. */
const CONTROL_HEADERS = {
  ...JSON_TYPE,
  'Set-Cookie': ['__Host-Http-sid=planted; Path=/; Secure; HttpOnly', 'other=planted'],
  'X-Plugin-Quarantined': '1',
  'X-Allowlist-Violation': '1',
  'X-Integrity-Error': '1',
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Credentials': 'true',
  'Clear-Site-Data': '"*"',
  'Service-Worker-Allowed': '/',
  'Content-Security-Policy': "default-src * 'unsafe-inline'",
  'Strict-Transport-Security': 'max-age=0',
  'Referrer-Policy': 'unsafe-url',
  'X-Content-Type-Options': 'none',
  'Cache-Control': 'public, max-age=31536000, immutable',
  Refresh: '0; url=http://evil.example/',
  Link: '</assets/evil.js>; rel=preload; as=script',
  SourceMap: 'http://evil.example/map.json',
  Server: 'upstream/1.0',
  'X-Powered-By': 'upstream',
  'X-Internal-Address': '10.0.0.5',
  'X-Request-Id': 'chosen by the upstream',
}

const send =
  (status: number, headers: Record<string, string | string[]>, body: string | Buffer): Fault =>
  (_query, response) =>
    void response.writeHead(status, headers).end(body)

export const TYPE_FAULTS: readonly (readonly [string, Fault])[] = [
  ['html', send(200, { 'Content-Type': 'text/html; charset=utf-8' }, `<!doctype html><script>${SCRIPT}</script>`)],
  ['javascript', send(200, { 'Content-Type': 'text/javascript; charset=utf-8' }, SCRIPT)],
  [
    'svg',
    send(
      200,
      { 'Content-Type': 'image/svg+xml' },
      `<svg xmlns="http://www.w3.org/2000/svg"><script>${SCRIPT}</script></svg>`,
    ),
  ],
  ['css', send(200, { 'Content-Type': 'text/css' }, 'body { display: none }')],
  ['wasm', send(200, { 'Content-Type': 'application/wasm' }, Buffer.from('0061736d01000000', 'hex'))],
  ['no-type', send(200, {}, `<!doctype html><script>${SCRIPT}</script>`)],
  ['json-as-html', send(200, { 'Content-Type': 'application/json, text/html' }, '{}')],
  ['control-headers', send(200, CONTROL_HEADERS, '{"ok":true}')],
  ['bad-gzip', send(200, { ...JSON_TYPE, 'Content-Encoding': 'gzip' }, 'this is no gzip')],
  [
    'cut-gzip',
    send(200, { ...JSON_TYPE, 'Content-Encoding': 'gzip' }, gzipSync('{"ok":true}'.repeat(100)).subarray(0, 20)),
  ],
  ['basic', send(401, { ...JSON_TYPE, 'WWW-Authenticate': 'Basic realm="upstream"' }, '{"error":"who are you?"}')],
  [
    'stack',
    send(
      500,
      { 'Content-Type': 'text/plain' },
      'Error: connect postgres://app:hunter2@10.0.0.5\n    at /srv/app/db.js:1',
    ),
  ],
  ['bad-json', send(200, JSON_TYPE, '{"items":[')],
  ['ok', send(200, { ...JSON_TYPE, ETag: '"1"', 'Last-Modified': 'Mon, 02 Nov 2026 10:00:00 GMT' }, '{"ok":true}')],
  /** `code` is the status. */
  ['status', (query, response) => void response.writeHead(numberOf(query, 'code', 500), JSON_TYPE).end('{"ok":false}')],
  /** `to` is the Location, `status` the kind of redirect. */
  [
    'redirect',
    (query, response) => {
      const location = query.get('to') ?? 'http://evil.example/stolen'
      response.writeHead(numberOf(query, 'status', 302), { Location: location }).end()
    },
  ],
]
