/** Finds the session behind the cookie, or the operator behind a bearer token. Neither is required here. */
import { createMiddleware } from 'hono/factory'
import { parseSessionCookie, refuseSession } from '../../core/session.ts'
import type { AppEnv } from '../../env.ts'
import { operatorByToken } from '../../io/operator-tokens.ts'
import { readSession } from '../../io/sessions.ts'
import { Problem } from '../problem.ts'

export const session = createMiddleware<AppEnv>(async (c, next) => {
  c.set('session', null)
  c.set('tokenOperator', null)
  const authorization = c.req.header('Authorization')
  if (authorization !== undefined) {
    // A caller with a token is a script: whatever cookie it sends plays no part.
    c.set('tokenOperator', await operatorByToken(c.env, authorization))
    return next()
  }
  const id = parseSessionCookie(c.req.header('Cookie') ?? null)
  if (id === null) return next()
  const record = await readSession(c.env, id)
  if (record === null) return next()
  const refusal = refuseSession(record, c.var.tenant, Date.now(), c.var.live.registry.settings.session)
  if (refusal === null) c.set('session', { id, record })
  await next()
})

/** For routes that need somebody signed in. */
export const signedIn = createMiddleware<AppEnv>(async (c, next) => {
  if (c.var.session === null) throw new Problem('signed_out')
  await next()
})
