/** Gives each request an id and each answer the baseline headers, whatever happens in between. */
import { createMiddleware } from 'hono/factory'
import type { AppEnv } from '../../env.ts'
import { withBaseline } from '../baseline.ts'

export const answer = createMiddleware<AppEnv>(async (c, next) => {
  const requestId = crypto.randomUUID()
  c.set('requestId', requestId)
  await next()
  const secure = c.req.url.startsWith('https:')
  const completed = withBaseline(c.res, requestId, secure)
  c.res = undefined
  c.res = completed
})
