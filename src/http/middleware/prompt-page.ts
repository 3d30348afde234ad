/** Lets a page begin before anybody has been asked anything: its head is the same for everybody. */
import { createMiddleware } from 'hono/factory'
import type { AppEnv } from '../../env.ts'
import { urlOf } from '../address.ts'
import { hostDocument } from '../host-document.ts'
import { knownPortal } from '../portals.ts'
import { isHostPath } from '../shell.ts'
import { layOverDevelopment } from './development.ts'
import { session } from './session.ts'
import { tenant } from './tenant.ts'

/** A host that this isolate has not met yet goes the long way: an unknown one gets its 404 there. */
export const promptPage = createMiddleware<AppEnv>(async (c, next) => {
  const url = urlOf(c.req.raw)
  const portal = knownPortal(url)
  if (portal === null || c.req.raw.method !== 'GET' || !isHostPath(url.pathname)) return next()
  return hostDocument(c, portal, async () => {
    await tenant(c)
    await session(c)
    await layOverDevelopment(c)
  })
})
