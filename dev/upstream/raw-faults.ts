/** Answers that break the protocol, written to the socket byte by byte. */
import type { Fault } from './fault.ts'

const OK = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n'

/** Sends the bytes and closes the connection properly. */
const write =
  (bytes: string): Fault =>
  (_query, { socket }) =>
    void socket?.end(bytes)

export const RAW_FAULTS: readonly (readonly [string, Fault])[] = [
  /** The connection is reset before an answer. */
  ['reset', (_query, { socket }) => void socket?.resetAndDestroy()],
  /** The connection closes before an answer. */
  ['hang-up', (_query, { socket }) => void socket?.end()],
  /** Headers and a part of the body, then a reset. */
  [
    'close-midway',
    (_query, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': '1000' })
      response.write('{"items":[', () => response.socket?.resetAndDestroy())
    },
  ],
  /** A chunked body that closes without its last chunk. */
  ['cut-chunks', write(`${OK}Transfer-Encoding: chunked\r\n\r\n5\r\n{"a":\r\n`)],
  /** Less than Content-Length says. */
  ['short-body', write(`${OK}Content-Length: 1000\r\n\r\n{"ok":true}`)],
  /** More than Content-Length says: the rest looks like a second answer. */
  ['long-body', write(`${OK}Content-Length: 11\r\n\r\n{"ok":true}${OK}Content-Length: 13\r\n\r\n{"evil":true}`)],
  /** Two ways to frame one body. */
  ['two-framings', write(`${OK}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n{"ok":true}\r\n0\r\n\r\n`)],
  /** Two lengths that disagree. */
  ['two-lengths', write(`${OK}Content-Length: 11\r\nContent-Length: 3\r\n\r\n{"ok":true}`)],
  /** Switches protocols without being asked. */
  ['upgrade', write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nraw bytes')],
  /** No HTTP at all. */
  ['garbage', write('SSH-2.0-OpenSSH_9.9\r\n')],
  /** A header with a line break that is none. */
  ['header-injection', write(`${OK}X-Note: a\rSet-Cookie: sid=planted\r\nContent-Length: 11\r\n\r\n{"ok":true}`)],
]
