/** The development services behind the gateway: `node dev/upstream/index.ts`. */
import type { ServerResponse } from 'node:http'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import { createRemoteJWKSet } from 'jose'
import { listenOnLoopback } from '../loopback.ts'
import { requireCaller, type ServiceEnv } from './caller.ts'
import { crud } from './crud.ts'
import { openDatabase } from './database.ts'
import { events } from './events.ts'
import { answerFault } from './faults.ts'
import { OrderFeed } from './order-feed.ts'
import { problem } from './problem.ts'
import { Recorder } from './recorder.ts'
import { sales } from './sales.ts'
import { testControl } from './test-control.ts'

const {
  PORT = '8787',
  UPSTREAM_PORT = '9500',
  JWKS_URL = `http://127.0.0.1:${PORT}/.well-known/jwks.json`,
  UPSTREAM_DB = ':memory:',
  ORDERS_EVERY_MS = '2000',
  HEARTBEAT_MS = '15000',
  UPSTREAM_TEST_CONTROL,
} = process.env
const tested = UPSTREAM_TEST_CONTROL === '1'

const db = openDatabase(UPSTREAM_DB)
const keys = createRemoteJWKSet(new URL(JWKS_URL), { cooldownDuration: 1_000 })
const feed = new OrderFeed()
const open = new Set<ServerResponse>()
const recorder = new Recorder()

const app = new Hono<{ Bindings: HttpBindings }>().get('/healthz', (c) => c.text('ok'))
const services = new Hono<ServiceEnv>()
if (tested) {
  app.route('/_test', testControl({ feed, open, recorder }))
  services.use(recorder.middleware)
}
services.use('/crud/*', requireCaller('crud', keys)).route('/crud', crud(db))
services.use('/sales/*', requireCaller('sales', keys)).route('/sales', sales(db))
services
  .use('/events', requireCaller('events', keys))
  .route('/events', events({ feed, open, heartbeatMs: Number(HEARTBEAT_MS) }))
app
  .route('/api', services)
  .notFound((c) => problem(c, 'not_found'))
  .onError((cause, c) => {
    console.error('upstream:', cause)
    return problem(c, 'internal')
  })

if (Number(ORDERS_EVERY_MS) > 0) {
  setInterval(() => feed.tenants().forEach((tenant) => feed.emit(tenant)), Number(ORDERS_EVERY_MS))
}
const answer = getRequestListener(app.fetch)
await listenOnLoopback(Number(UPSTREAM_PORT), (request, response) => {
  if (tested && request.url?.startsWith('/api/faults/')) answerFault(request, response, recorder)
  else void answer(request, response)
})
console.log(`upstream: http://127.0.0.1:${UPSTREAM_PORT}`)
