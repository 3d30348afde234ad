/** Which local ports are taken, and which are free. */
import { createServer } from 'node:net'

export interface Ports {
  /** The gateway. */
  readonly port: number
  /** The identity provider. */
  readonly idpPort: number
  /** The services behind the gateway. */
  readonly upstreamPort: number
}

export const DEFAULT_PORTS: Ports = { port: 8787, idpPort: 9400, upstreamPort: 9500 }

/** Opens a port and closes it again; resolves with its number, or with `null` if somebody else has it. */
function tryPort(port: number, host: string): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(null)
      else if (error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT') resolve(port)
      else reject(error)
    })
    server.listen(port, host, () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : null))
    })
  })
}

export async function isTaken(port: number): Promise<boolean> {
  const answers = [await tryPort(port, '127.0.0.1'), await tryPort(port, '::1')]
  return answers.includes(null)
}

/** Three ports nobody listens on. */
export async function freePorts(): Promise<Ports> {
  const found = new Set<number>()
  while (found.size < 3) {
    const port = await tryPort(0, '127.0.0.1')
    if (port !== null && !(await isTaken(port))) found.add(port)
  }
  const [port = 0, idpPort = 0, upstreamPort = 0] = found
  return { port, idpPort, upstreamPort }
}

/** Reads a port from the environment; a value that is no port is refused, never guessed at. */
function parsePort(name: string, fallback: number, env: NodeJS.ProcessEnv): number {
  const text = env[name]
  if (text === undefined || text === '') return fallback
  const port = Number(text)
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new RangeError(`${name}=${text} is no port`)
  return port
}

export function portsFrom(env: NodeJS.ProcessEnv): Ports {
  return {
    port: parsePort('PORT', DEFAULT_PORTS.port, env),
    idpPort: parsePort('IDP_PORT', DEFAULT_PORTS.idpPort, env),
    upstreamPort: parsePort('UPSTREAM_PORT', DEFAULT_PORTS.upstreamPort, env),
  }
}

/** What to tell somebody whose ports are taken; empty when all are free. */
export async function takenPorts(ports: Ports): Promise<readonly string[]> {
  const named = [
    ['PORT', 'gateway', ports.port],
    ['IDP_PORT', 'identity provider', ports.idpPort],
    ['UPSTREAM_PORT', 'upstream', ports.upstreamPort],
  ] as const
  const complaints: string[] = []
  for (const [name, what, port] of named) {
    if (await isTaken(port)) {
      complaints.push(`Port ${port} (${what}) is taken. Choose another: ${name}=${port + 1} npm start`)
    }
  }
  return complaints
}
