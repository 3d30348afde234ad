/** A door in front of the gateway that lets everything pass, and writes down what was asked. */
import { createServer, connect } from 'node:net'
import { once } from 'node:events'

export interface Recorder {
  readonly port: number
  /** Method and path of each request since this was asked last. */
  take(): readonly string[]
  end(): Promise<void>
}

/** @param port Where the gateway listens. The command line opens a connection for each request. */
export async function recordRequests(port: number): Promise<Recorder> {
  let lines: string[] = []
  const server = createServer((inward) => {
    const onward = connect(port, '127.0.0.1')
    inward.once('data', (chunk: Buffer) => {
      const [line = ''] = chunk.toString('latin1').split('\r\n')
      const [method = '', target = ''] = line.split(' ')
      lines.push(`${method} ${target.split('?')[0] ?? ''}`)
    })
    inward.pipe(onward).pipe(inward)
    for (const socket of [inward, onward]) socket.on('error', () => [inward, onward].forEach((each) => each.destroy()))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the door listens nowhere')
  return {
    port: address.port,
    take: () => {
      const taken = lines
      lines = []
      return taken
    },
    end: async () => {
      server.close()
      await once(server, 'close')
    },
  }
}

/** @param route As the router has it: `PUT /api/ops/entries/:id`. */
export function fitsRoute(route: string, line: string): boolean {
  return new RegExp(`^${route.replaceAll(/:[a-z]+/g, '[^/]+')}$`).test(line)
}
