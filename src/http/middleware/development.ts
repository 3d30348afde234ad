/** Lays what is under development over the tenant's plugins: in development alone, for the people it is meant for. */
import type { Context } from 'hono'
import type { AppEnv } from '../../env.ts'
import { layOver } from '../../io/overlays.ts'
import type { Gate } from './gates.ts'

export const development: Gate = (c) => {
  return c.get('live').registry.settings.environment === 'development' ? layOverDevelopment(c) : undefined
}

export async function layOverDevelopment(c: Context<AppEnv>): Promise<void> {
  const live = c.get('live')
  const session = c.get('session')
  if (live.registry.settings.environment !== 'development' || session === null || c.get('door') !== 'tenant') return
  c.set('live', await layOver(c.env, live, c.get('tenant'), session.record.subject.id))
}
