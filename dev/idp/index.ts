/** The development identity provider: `node dev/idp/index.ts`. */
import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import { listenOnLoopback } from '../loopback.ts'
import { clientsOf } from './clients.ts'
import { interaction } from './interaction.ts'
import { generateSigningKey } from './keys.ts'
import { pagePolicy } from './page-headers.ts'
import { createProvider } from './provider.ts'
import { MemoryStore } from './store.ts'
import { testControl } from './test-control.ts'
import { TokenFaults } from './token-faults.ts'

const { PORT = '8787', IDP_PORT = '9400', IDP_SECRET_DEMO, IDP_TEST_CONTROL } = process.env
if (!IDP_SECRET_DEMO) throw new Error('IDP_SECRET_DEMO is not set: it is the secret of every client')

const settings = { port: Number(IDP_PORT), gatewayPort: Number(PORT), clientSecret: IDP_SECRET_DEMO }
const policy = pagePolicy(clientsOf(settings.gatewayPort, settings.clientSecret))
const css = readFileSync(new URL('pages.css', import.meta.url), 'utf8')
const store = new MemoryStore()
const faults = new TokenFaults()

let keys = [await generateSigningKey()]
let provider = createProvider(settings, store, keys)

/** Keys are fixed when a provider is made, so a rotation makes another one over the same store. */
async function rotateKeys(forget: boolean): Promise<void> {
  keys = [await generateSigningKey(), ...(forget ? [] : keys)]
  provider = createProvider(settings, store, keys)
}

const app = new Hono<{ Bindings: HttpBindings }>()
  .get('/healthz', (c) => c.text('ok'))
  .get('/pages.css', (c) => c.body(css, 200, { 'Content-Type': 'text/css; charset=utf-8' }))
  .route(
    '/interaction',
    interaction(() => provider, policy),
  )
if (IDP_TEST_CONTROL === '1') {
  app.route('/_test', testControl({ store, faults, current: () => provider, rotateKeys }))
}

const answerOwn = getRequestListener(app.fetch)
const OWN = /^\/(healthz|pages\.css|interaction\/|_test\/)/

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (OWN.test(request.url ?? '')) await answerOwn(request, response)
  else if (!(await faults.strike(request, response))) await provider.callback()(request, response)
}

await listenOnLoopback(settings.port, (request, response) => {
  answer(request, response).catch((cause: unknown) => {
    console.error('identity provider:', cause)
    response.destroy()
  })
})
console.log(`identity provider: http://localhost:${settings.port}`)
