/** The edge as a browser meets it: HTTP/2 over TLS, Brotli, static files answered without the Worker. */
import { createSecureServer, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2'
import type { TLSSocket } from 'node:tls'
import { request, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http'
import { brotliCompressSync, constants, createBrotliCompress } from 'node:zlib'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Certificate } from './certificate.ts'
import type { Page } from './pages.ts'

/** What an edge compresses with on the fly. Compressed beforehand the same files are a tenth smaller. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }
/**
 * A TLS record is of no use before its last byte. A bare server fills 16 kB, more than a new connection may send at once;
 * Cloudflare says of its own edge that it sends 4 (README of its patch to nginx for dynamic TLS records).
 */
const RECORD_BYTES = 4096
/** Of HTTP/1.1, which HTTP/2 has no place for; and the length of what is about to be compressed. */
const NOT_PASSED = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'host', 'date'])
const COMPRESSED = /^(?:text\/(?!event-stream)|application\/(?:json|problem\+json)|image\/svg)/

export interface Edge {
  readonly port: number
  /** From now on the page is served like this. */
  serve(page: Page): void
  close(): void
}

interface EdgeOptions {
  readonly certificate: Certificate
  /** Of the gateway, which speaks HTTP/1.1. */
  readonly gatewayPort: number
  /** Folders with an `assets` folder. */
  readonly clients: readonly string[]
}

export async function startEdge({ certificate, gatewayPort, clients }: EdgeOptions): Promise<Edge> {
  const files = new Map(clients.flatMap(filesOf))
  const { key, cert } = certificate
  const server = createSecureServer({ key, cert })
  server.on('secureConnection', (socket: TLSSocket) => socket.setMaxSendFragment(RECORD_BYTES))
  let page: Page = { kind: 'streamed' }
  server.on('stream', (stream, headers) => {
    stream.on('error', () => stream.close())
    const file = files.get(String(headers[':path']))
    if (file !== undefined) return send(stream, file.headers, file.bytes)
    const isPage = headers['sec-fetch-dest'] === 'document'
    if (isPage && page.kind === 'static') return send(stream, page.headers, brotliCompressSync(page.html, BROTLI))
    const change = isPage && page.kind === 'whole' ? page.change : null
    const tag = isPage && page.kind === 'streamed' ? page.tag : undefined
    const asked = tag === undefined ? headers : { ...headers, 'if-none-match': tag }
    ask(stream, asked, gatewayPort, (answer) => void pass(stream, answer, change))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    serve(next) {
      page = next
    },
    close: () => void server.close(),
  }
}

type File = { readonly headers: OutgoingHttpHeaders; readonly bytes: Buffer }

/** As `_headers` has them. */
function filesOf(client: string): readonly (readonly [string, File])[] {
  const types: readonly (readonly [string, string])[] = [
    ['.js', 'text/javascript; charset=utf-8'],
    ['.css', 'text/css; charset=utf-8'],
    ['.svg', 'image/svg+xml'],
    ['.woff2', 'font/woff2'],
  ]
  const entries = readdirSync(join(client, 'assets'), { recursive: true, encoding: 'utf8' })
  return entries.flatMap((name) => {
    const type = types.find(([extension]) => name.endsWith(extension))?.[1]
    if (type === undefined) return []
    const raw = readFileSync(join(client, 'assets', name))
    const isPacked = COMPRESSED.test(type)
    const headers = { 'content-type': type, 'cache-control': 'public, max-age=31536000, immutable' }
    const packed = isPacked ? brotliCompressSync(raw, BROTLI) : raw
    return [[`/assets/${name}`, { headers: { ...headers, ...encodingOf(isPacked) }, bytes: packed }] as const]
  })
}

function encodingOf(isPacked: boolean): OutgoingHttpHeaders {
  return isPacked ? { 'content-encoding': 'br' } : {}
}

function send(stream: ServerHttp2Stream, headers: OutgoingHttpHeaders, bytes: Buffer): void {
  stream.respond({ ':status': 200, ...headers })
  stream.end(bytes)
}

function ask(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  gatewayPort: number,
  answered: (answer: IncomingMessage) => void,
): void {
  // As the browser knows it: the policy of the page names it.
  const authority = String(headers[':authority'])
  const passed = Object.entries(headers).filter(([name]) => !name.startsWith(':') && !NOT_PASSED.has(name))
  const sent: OutgoingHttpHeaders = { ...Object.fromEntries(passed), host: authority }
  // The gateway is reached without TLS here, so its own origin has another scheme.
  if (headers.origin !== undefined) sent['origin'] = `http://${authority}`
  const method = String(headers[':method'])
  const question = request({
    port: gatewayPort,
    host: '127.0.0.1',
    path: String(headers[':path']),
    method,
    headers: sent,
  })
  question.on('response', answered)
  question.on('error', () => stream.close())
  stream.on('close', () => question.destroy())
  stream.pipe(question)
}

/** @param change What becomes of the body once it is whole; `null`: it is passed on as it comes. */
async function pass(
  stream: ServerHttp2Stream,
  answer: IncomingMessage,
  change: ((body: string) => string) | null,
): Promise<void> {
  const headers = Object.entries(answer.headers).filter(([name]) => !NOT_PASSED.has(name))
  const isPacked = COMPRESSED.test(answer.headers['content-type'] ?? '')
  const head = { ':status': answer.statusCode ?? 502, ...Object.fromEntries(headers), ...encodingOf(isPacked) }
  if (change !== null) {
    const parts: Buffer[] = []
    for await (const part of answer) parts.push(part)
    if (!stream.destroyed) stream.respond(head)
    return void stream.end(brotliCompressSync(change(Buffer.concat(parts).toString()), BROTLI))
  }
  if (!stream.destroyed) stream.respond(head)
  if (!isPacked) return void answer.pipe(stream)
  const packing = createBrotliCompress(BROTLI)
  packing.pipe(stream)
  for await (const part of answer) {
    packing.write(part)
    packing.flush()
  }
  packing.end()
}
