/** Service `events`: `GET /api/events?topic=<tenant>/orders`, an event stream. */
import type { ServerResponse } from 'node:http'
import { Hono } from 'hono'
import type { ServiceEnv } from './caller.ts'
import type { OrderEvent, OrderFeed } from './order-feed.ts'
import { problem } from './problem.ts'
import type { RegionId } from './sales-figures.ts'

/** Topic, after the tenant's prefix, and the region it is limited to. */
const TOPICS = new Map<string, RegionId | 'all'>([
  ['orders', 'all'],
  ['orders.eu', 'eu'],
  ['orders.us', 'us'],
])

/** A reader this many chunks behind has gone without saying so. */
const MAX_BACKLOG = 1_000

export interface EventsSettings {
  readonly feed: OrderFeed
  /** Every open stream, so that tests can cut them. */
  readonly open: Set<ServerResponse>
  readonly heartbeatMs: number
}

export function events({ feed, open, heartbeatMs }: EventsSettings): Hono<ServiceEnv> {
  return new Hono<ServiceEnv>().get('/', (c) => {
    const { tenant } = c.var.caller
    const [topic = '', ...more] = c.req.queries('topic') ?? []
    const [prefix, name = ''] = topic.split('/', 2)
    if (more.length > 0) return problem(c, 'invalid', [{ field: 'topic', why: 'must be given once' }])
    if (prefix !== tenant) return problem(c, 'forbidden_topic')
    const region = TOPICS.get(name)
    if (region === undefined || topic !== `${tenant}/${name}`) return problem(c, 'not_found')

    const { outgoing } = c.env
    open.add(outgoing)
    outgoing.once('close', () => open.delete(outgoing))
    const body = streamOf({ feed, tenant, region, lastId: lastIdOf(c.req.header('Last-Event-ID')), heartbeatMs })
    return c.body(body, 200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
  })
}

interface Subscription {
  readonly feed: OrderFeed
  readonly tenant: string
  readonly region: RegionId | 'all'
  /** `null`: from now on. */
  readonly lastId: number | null
  readonly heartbeatMs: number
}

function streamOf({ feed, tenant, region, lastId, heartbeatMs }: Subscription): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let end = () => {}
  return new ReadableStream({
    start(controller) {
      const write = (text: string) => {
        if ((controller.desiredSize ?? 0) > -MAX_BACKLOG) return controller.enqueue(encoder.encode(text))
        end()
        return controller.error(new Error('the reader is too slow'))
      }
      const send = (event: OrderEvent) => {
        if (region === 'all' || event.order.region === region) write(format(event))
      }
      write(': welcome\n\n')
      if (lastId !== null) for (const event of feed.after(tenant, lastId)) send(event)
      const unsubscribe = feed.subscribe(tenant, send)
      const heartbeat = setInterval(() => write(': still here\n\n'), heartbeatMs)
      end = () => {
        unsubscribe()
        clearInterval(heartbeat)
      }
    },
    cancel: () => end(),
  })
}

/** An id that is none of ours is older than everything. */
function lastIdOf(header: string | undefined): number | null {
  if (header === undefined || header === '') return null
  return /^\d{1,15}$/.test(header) ? Number(header) : 0
}

function format({ id, order }: OrderEvent): string {
  return `id: ${id}\nevent: order\ndata: ${JSON.stringify(order)}\n\n`
}
