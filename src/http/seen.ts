/** What gates, counters and routes look at in a request. */
import type { Context } from 'hono'
import type { AppEnv } from '../env.ts'

export type Seen = Pick<Context<AppEnv>, 'env' | 'var' | 'executionCtx' | 'req'>

/** The same at a fixed moment. A router's own `var` is built anew for everybody who looks, and the slow way: entry by entry. */
export function seenBy(c: Pick<Context<AppEnv>, 'env' | 'get' | 'executionCtx' | 'req'>): Seen {
  const known = {
    requestId: c.get('requestId'),
    door: c.get('door'),
    tenant: c.get('tenant'),
    live: c.get('live'),
    news: c.get('news'),
    session: c.get('session'),
    tokenOperator: c.get('tokenOperator'),
    attempt: c.get('attempt'),
  }
  return { env: c.env, var: known, executionCtx: c.executionCtx, req: c.req }
}
