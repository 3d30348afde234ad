/** Keeps the operators' host apart from the tenants': there, every page is the operators' page, and nothing else exists. */
import { createMiddleware } from 'hono/factory'
import type { AppEnv } from '../../env.ts'
import { urlOf } from '../address.ts'
import { Problem } from '../problem.ts'
import { isPagePath, operatorsDocument } from '../shell.ts'

export const tenantDoor = createMiddleware<AppEnv>(async (c, next) => {
  if (c.get('door') === 'tenant') return next()
  const { pathname } = urlOf(c.req.raw)
  if (c.req.raw.method !== 'GET' || !isPagePath(pathname)) throw new Problem('not_found')
  return operatorsDocument()
})
