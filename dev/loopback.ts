/** Listening on this machine alone, for processes of the development stack. */
import { createServer, type RequestListener, type Server } from 'node:http'

/** `localhost` is 127.0.0.1 to some clients and ::1 to others, so a name that both use needs both. */
const LOOPBACK = ['127.0.0.1', '::1'] as const

/** Longer than any client keeps a connection for reuse, so that it never writes to one that is just being closed. */
const KEEP_ALIVE_MS = 75_000

/** Answers at one port on both loopback addresses; a machine without IPv6 gets the first alone. */
export async function listenOnLoopback(port: number, answer: RequestListener): Promise<void> {
  const servers = LOOPBACK.map(() => createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, answer))
  await Promise.all(LOOPBACK.map((address, at) => listen(servers[at], port, address)))
  closeOnSignal(servers)
}

/** Ends open connections too, so that a stream does not keep the process alive. */
function closeOnSignal(servers: readonly Server[]): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      for (const server of servers) server.close().closeAllConnections()
      process.exit(0)
    })
  }
}

async function listen(server: Server | undefined, port: number, address: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server?.once('error', (cause: NodeJS.ErrnoException) => {
    const familyMissing = cause.code === 'EADDRNOTAVAIL' || cause.code === 'EAFNOSUPPORT'
    if (familyMissing && address === '::1') resolve()
    else reject(cause)
  })
  server?.listen(port, address, resolve)
  await promise
}
