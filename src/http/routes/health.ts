/** `GET /healthz`: that the Worker runs, and which of its stores answer. */
import { Hono } from 'hono'
import type { AppEnv, Env } from '../../env.ts'
import { readDeployment } from '../../io/registry-store.ts'

export const health = new Hono<AppEnv>().get('/', async (c) => {
  const [config, bundles, sessions] = await Promise.all([
    answers(() => readDeployment(c.env)),
    answers(() => c.env.BUNDLES.head('healthz')),
    answers(() => sessionStore(c.env)),
  ])
  const ok = config && bundles && sessions
  return c.json({ status: ok ? 'ok' : 'degraded', stores: { config, bundles, sessions } }, ok ? 200 : 503)
})

async function sessionStore(env: Env): Promise<unknown> {
  return env.SESSIONS.getByName('healthz').read()
}

async function answers(ask: () => Promise<unknown>): Promise<boolean> {
  return ask().then(
    () => true,
    () => false,
  )
}
