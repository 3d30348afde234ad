/** A long, thin line between a browser and a server: delay, bandwidth, and the slow start of each TCP connection. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

export interface Line {
  readonly roundTripMs: number
  readonly bitsPerSecond: number
  /** Segments that a new connection sends before the first acknowledgement (RFC 6928: ten). */
  readonly initialSegments: number
}

const SEGMENT_BYTES = 1460
/** What a receiver lets be under way at most. */
const MAX_WINDOW_BYTES = 2 ** 20

/** @returns The port that leads over the line to a server on this machine, and how to cut it. */
export async function startShaper(port: number, line: Line): Promise<{ readonly port: number; close(): void }> {
  const sockets = new Set<Socket>()
  const link = { freeAt: 0 }
  const server = createServer({ noDelay: true }, (browser) => {
    const upstream = connect({ port, host: '127.0.0.1', noDelay: true })
    for (const socket of [browser, upstream]) {
      sockets.add(socket)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => sockets.delete(socket))
    }
    carryUp(browser, upstream, line)
    carryDown(upstream, browser, line, link)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: portOf(server.address()),
    close() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the server listens nowhere')
  return address.port
}

/** Does things at their times, in the order in which they were asked for: timers alone would let neighbours change places. */
function createBelt(): (at: number, act: () => void) => void {
  const waiting: { readonly at: number; readonly act: () => void }[] = []
  const move = (): void => {
    for (let next = waiting[0]; next !== undefined && next.at <= performance.now(); next = waiting[0]) {
      waiting.shift()
      next.act()
    }
    const [next] = waiting
    if (next) setTimeout(move, Math.max(0, next.at - performance.now()))
  }
  return (at, act) => {
    waiting.push({ at, act })
    if (waiting.length === 1) setTimeout(move, Math.max(0, at - performance.now()))
  }
}

/** Requests are small: they are late, and never wait for bandwidth. The connection itself costs a round trip before. */
function carryUp(from: Socket, to: Socket, { roundTripMs }: Line): void {
  const connectedAt = performance.now() + roundTripMs
  const belt = createBelt()
  const arrival = (): number => Math.max(connectedAt, performance.now()) + roundTripMs / 2
  from.on('data', (bytes) => belt(arrival(), () => void (to.destroyed || to.write(bytes))))
  from.on('end', () => belt(arrival(), () => void to.end()))
}

function carryDown(from: Socket, to: Socket, line: Line, link: { freeAt: number }): void {
  const { roundTripMs, bitsPerSecond, initialSegments } = line
  const waiting: Buffer[] = []
  const [belt, acknowledgements] = [createBelt(), createBelt()]
  let windowBytes = initialSegments * SEGMENT_BYTES
  let underWayBytes = 0
  const pump = (): void => {
    for (let next = waiting[0]; next !== undefined && underWayBytes < windowBytes; next = waiting[0]) {
      const part = next.subarray(0, SEGMENT_BYTES)
      if (part.length === next.length) waiting.shift()
      else waiting[0] = next.subarray(part.length)
      underWayBytes += part.length
      link.freeAt = Math.max(link.freeAt, performance.now()) + (part.length * 8 * 1000) / bitsPerSecond
      const arrivesAt = link.freeAt + roundTripMs / 2
      belt(arrivesAt, () => void (to.destroyed || to.write(part)))
      acknowledgements(arrivesAt + roundTripMs / 2, () => {
        underWayBytes -= part.length
        windowBytes = Math.min(windowBytes + part.length, MAX_WINDOW_BYTES)
        pump()
      })
    }
  }
  from.on('data', (bytes) => {
    waiting.push(bytes)
    pump()
  })
  from.on('end', () => belt(Math.max(link.freeAt, performance.now()) + roundTripMs / 2, () => void to.end()))
}
