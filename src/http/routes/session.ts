/** `GET /api/session`: who is signed in, and what the page needs to know about where it runs. */
import { Hono } from 'hono'
import type { AppEnv } from '../../env.ts'
import { mayOperate } from '../operators.ts'
import { Problem } from '../problem.ts'

export const sessionRoutes = new Hono<AppEnv>().get('/', async (c) => {
  if (c.var.session === null) throw new Problem('signed_out')
  const { record } = c.var.session
  const { settings } = c.var.live.registry
  return c.json({
    subject: record.subject,
    person: record.person,
    tenant: c.var.tenant,
    hostVersion: settings.hostVersion,
    environment: settings.environment,
    csrfToken: record.csrfToken,
    operator: c.var.door === 'operator' && (await mayOperate(c, 'read', '*', c.var.tenant)),
  })
})
