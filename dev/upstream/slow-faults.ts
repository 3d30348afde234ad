/** Answers that take too long, or are too large. */
import type { ServerResponse } from 'node:http'
import { pipeline, Readable } from 'node:stream'
import { createGzip } from 'node:zlib'
import { type Fault, numberOf } from './fault.ts'

const JSON_TYPE = { 'Content-Type': 'application/json' }
const MEBIBYTE = 2 ** 20
const CHUNK_BYTES = 64 * 1024

export const SLOW_FAULTS: readonly (readonly [string, Fault])[] = [
  /** Not even a header for `ms`. */
  [
    'slow',
    (query, response) => {
      const timer = setTimeout(
        () => response.writeHead(200, JSON_TYPE).end('{"ok":true}'),
        numberOf(query, 'ms', 60_000),
      )
      response.once('close', () => clearTimeout(timer))
    },
  ],
  /** Headers at once, then a byte every `ms`, without end. */
  [
    'drip',
    (query, response) => {
      response.writeHead(200, JSON_TYPE)
      every(numberOf(query, 'ms', 100), response, () => ' ')
    },
  ],
  /** `bytes` of blanks; `declared=1` says so beforehand. */
  [
    'huge',
    (query, response) => {
      const bytes = numberOf(query, 'bytes', 100 * MEBIBYTE)
      const length = query.get('declared') === '1' ? { 'Content-Length': String(bytes) } : {}
      response.writeHead(200, { ...JSON_TYPE, ...length })
      pipeline(blanks(bytes), response, () => {})
    },
  ],
  /** `bytes` of blanks that take a thousandth of that on the wire. */
  [
    'bomb',
    (query, response) => {
      response.writeHead(200, { ...JSON_TYPE, 'Content-Encoding': 'gzip' })
      pipeline(blanks(numberOf(query, 'bytes', 100 * MEBIBYTE)), createGzip(), response, () => {})
    },
  ],
  /** An event stream that never ends: an event every `ms`. */
  [
    'endless-events',
    (query, response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' })
      let count = 0
      every(numberOf(query, 'ms', 1_000), response, () => `id: ${(count += 1)}\ndata: {"count":${count}}\n\n`)
    },
  ],
  /** An event stream that opens and says nothing. */
  [
    'silent-events',
    (_query, response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' }).flushHeaders()
    },
  ],
]

function every(ms: number, response: ServerResponse, text: () => string): void {
  response.write(text())
  const timer = setInterval(() => response.write(text()), ms)
  response.once('close', () => clearInterval(timer))
}

function blanks(bytes: number): Readable {
  return Readable.from(
    (function* () {
      for (let left = bytes; left > 0; left -= CHUNK_BYTES) yield Buffer.alloc(Math.min(left, CHUNK_BYTES), ' ')
    })(),
  )
}
