/** Gives each request an id and each answer the baseline headers, whatever happens in between. */
import { createMiddleware } from 'hono/factory'
import type { AppEnv } from '../../env.ts'
import { urlOf } from '../address.ts'
import { completePage, withBaseline } from '../baseline.ts'

export const answer = createMiddleware<AppEnv>(async (c, next) => {
  const requestId = crypto.randomUUID()
  c.set('requestId', requestId)
  await next()
  const answered = c.res
  const completed = withBaseline(answered, requestId, urlOf(c.req.raw).protocol === 'https:')
  completePage(completed, c.req.raw, c.get('ownStyle') ?? null)
  if (completed === answered) return
  c.res = undefined
  c.res = completed
})
