/** What gates, counters and routes look at in a request. */
import type { Context } from 'hono'
import type { AppEnv } from '../env.ts'

export type Seen = Pick<Context<AppEnv>, 'env' | 'var' | 'executionCtx' | 'req'>

/** The same at a fixed moment: a router's context builds `var` anew for everybody who looks at it. */
export function seenBy({ env, var: known, executionCtx, req }: Seen): Seen {
  return { env, var: known, executionCtx, req }
}
