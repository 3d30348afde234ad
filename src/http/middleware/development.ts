/** Lays what is under development over the tenant's plugins: in development alone, for the people it is meant for. */
import { createMiddleware } from 'hono/factory'
import type { AppEnv } from '../../env.ts'
import { layOver } from '../../io/overlays.ts'

export const development = createMiddleware<AppEnv>(async (c, next) => {
  const { live, session, tenant, door } = c.var
  if (session !== null && door === 'tenant') {
    c.set('live', await layOver(c.env, live, tenant, session.record.subject.id))
  }
  await next()
})
