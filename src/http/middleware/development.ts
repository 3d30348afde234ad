/** Lays what is under development over the tenant's plugins: in development alone, for the people it is meant for. */
import { createMiddleware } from 'hono/factory'
import type { AppEnv } from '../../env.ts'
import { layOver } from '../../io/overlays.ts'

export const development = createMiddleware<AppEnv>(async (c, next) => {
  const live = c.get('live')
  if (live.registry.settings.environment !== 'development') return next()
  const session = c.get('session')
  if (session !== null && c.get('door') === 'tenant') {
    c.set('live', await layOver(c.env, live, c.get('tenant'), session.record.subject.id))
  }
  await next()
})
