/** Gates in a row: each decides one thing of a request, by itself or by asking somebody. */
import type { Context, MiddlewareHandler } from 'hono'
import type { AppEnv } from '../../env.ts'

/**
 * Throws what it refuses, and returns an answer where the request goes no further. A promise is returned only by a gate that
 * has to ask: nearly always an isolate knows the answer.
 */
export type Gate = (c: Context<AppEnv>) => Response | void | Promise<void>

/** In this order, each after the one before has let the request pass. */
export function gates(...row: readonly Gate[]): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    for (const gate of row) {
      const verdict = gate(c)
      if (verdict instanceof Response) return verdict
      if (verdict !== undefined) await verdict
    }
    await next()
    return undefined
  }
}
