/** Finds the session behind the cookie, or the operator behind a bearer token. Neither is required here. */
import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { parseSessionCookie, refuseSession, type SessionRecord } from '../../core/session.ts'
import type { AppEnv } from '../../env.ts'
import { operatorByToken } from '../../io/operator-tokens.ts'
import { knownSession, readSession } from '../../io/sessions.ts'
import { Problem } from '../problem.ts'
import type { Gate } from './gates.ts'

export const session: Gate = (c) => {
  c.set('session', null)
  c.set('tokenOperator', null)
  const { headers } = c.req.raw
  const authorization = headers.get('Authorization')
  // A caller with a token is a script: whatever cookie it sends plays no part.
  if (authorization !== null) return takeToken(c, authorization)
  const id = parseSessionCookie(headers.get('Cookie'))
  if (id === null) return
  const known = knownSession(id)
  return known === null ? takeSession(c, id) : take(c, id, known)
}

async function takeToken(c: Context<AppEnv>, authorization: string): Promise<void> {
  c.set('tokenOperator', await operatorByToken(c.env, authorization))
}

async function takeSession(c: Context<AppEnv>, id: string): Promise<void> {
  const record = await readSession(c.env, id)
  if (record !== null) take(c, id, record)
}

function take(c: Context<AppEnv>, id: string, record: SessionRecord): void {
  const refusal = refuseSession(record, c.get('tenant'), Date.now(), c.get('live').registry.settings.session)
  if (refusal === null) c.set('session', { id, record })
}

/** For routes that need somebody signed in. */
export const signedIn = createMiddleware<AppEnv>(async (c, next) => {
  refuseSignedOut(c)
  await next()
})

export function refuseSignedOut(c: Context<AppEnv>): void {
  if (c.get('session') === null) throw new Problem('signed_out')
}
