/** Documents at well-known places: how to ask this gateway for decisions, and the keys of its assertions. */
import { Hono } from 'hono'
import type { AppEnv } from '../../env.ts'
import { publicKeys } from '../../io/assertion.ts'

export const wellKnown = new Hono<AppEnv>()
  .get('/authzen-configuration', (c) => {
    const { origin } = new URL(c.req.url)
    return c.json({
      policy_decision_point: origin,
      access_evaluation_endpoint: `${origin}/access/v1/evaluation`,
      access_evaluations_endpoint: `${origin}/access/v1/evaluations`,
    })
  })
  .get('/jwks.json', (c) => {
    c.header('Cache-Control', 'public, max-age=300')
    return c.json(publicKeys(c.env))
  })
