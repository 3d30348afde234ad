/** `/_test`: what test suites do behind the services' backs. Off unless asked for. */
import type { ServerResponse } from 'node:http'
import { Hono } from 'hono'
import type { OrderFeed } from './order-feed.ts'
import type { Recorder } from './recorder.ts'
import { REGIONS } from './sales-figures.ts'

export interface Controls {
  readonly feed: OrderFeed
  readonly open: Set<ServerResponse>
  readonly recorder: Recorder
}

export function testControl({ feed, open, recorder }: Controls): Hono {
  return (
    new Hono()
      /** An order now: `tenant` (all known ones unless given), `region` (drawn unless given). */
      .post('/orders', (c) => {
        const { tenant, region: wanted } = c.req.query()
        const region = REGIONS.find(({ id }) => id === wanted)?.id
        const tenants = tenant === undefined ? feed.tenants() : [tenant]
        return c.json({ events: tenants.map((name) => ({ tenant: name, ...feed.emit(name, region) })) }, 201)
      })
      /** Every open event stream loses its connection. */
      .post('/drop-streams', (c) => {
        const dropped = open.size
        for (const response of open) response.destroy()
        return c.json({ dropped })
      })
      .get('/streams', (c) => c.json({ open: open.size }))
      .get('/requests', (c) => c.json({ requests: recorder.all() }))
      .delete('/requests', (c) => {
        recorder.clear()
        return c.body(null, 204)
      })
  )
}
