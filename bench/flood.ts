/** Calls at a steady rate, whether answers come or not; as a program of its own, the plugin that floods. */
import { Agent, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'

export interface Counts {
  readonly statuses: Readonly<Record<number, number>>
  /** How long each took, in the order in which they ended. */
  readonly milliseconds: readonly number[]
}

/** How often calls that are due are sent. */
const TICK_MS = 5

export async function keepRate(call: () => Promise<number>, perSecond: number, seconds: number): Promise<Counts> {
  const statuses: Record<number, number> = {}
  const milliseconds: number[] = []
  const underWay = new Set<Promise<void>>()
  const startedAt = performance.now()
  const one = async (): Promise<void> => {
    const sentAt = performance.now()
    const status = await call().catch(() => 0)
    milliseconds.push(performance.now() - sentAt)
    statuses[status] = (statuses[status] ?? 0) + 1
  }
  for (let sent = 0; performance.now() - startedAt < seconds * 1000; await pause(TICK_MS)) {
    const due = ((performance.now() - startedAt) / 1000) * perSecond
    for (; sent < due; sent += 1) {
      const going = one().finally(() => underWay.delete(going))
      underWay.add(going)
    }
  }
  await Promise.all(underWay)
  return { statuses, milliseconds }
}

interface Order {
  readonly port: number
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly perSecond: number
  readonly seconds: number
}

async function flood({ port, path, headers, perSecond, seconds }: Order): Promise<Counts> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const call = (): Promise<number> =>
    new Promise((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port, path, headers, agent }, (answer) => {
        answer.resume()
        answer.on('end', () => resolve(answer.statusCode ?? 0))
        answer.on('error', reject)
      })
      sent.on('error', reject)
      sent.end()
    })
  const { statuses } = await keepRate(call, perSecond, seconds)
  agent.destroy()
  return { statuses, milliseconds: [] }
}

if (import.meta.main) {
  const order: Order = JSON.parse(process.argv[2] ?? '')
  process.stdout.write(JSON.stringify(await flood(order)))
}
