/** `/api/configs`: what the page looks like for this tenant, and the line on which it hears of changes. */
import { Hono } from 'hono'
import type { AppEnv } from '../../env.ts'
import { regionOfRequest } from '../../io/doorbell.ts'
import { log, reasonOf } from '../../io/log.ts'
import { newsStream } from '../../io/news-stream.ts'
import { isSessionAlive } from '../../io/sessions.ts'
import { takeStream } from '../budget.ts'
import { signedIn } from '../middleware/session.ts'
import { Problem } from '../problem.ts'

export const configRoutes = new Hono<AppEnv>()
  .get('/ui', signedIn, (c) => c.json(c.var.live.registry.ui))
  .get('/stream', signedIn, async (c) => {
    const { session, live, tenant } = c.var
    if (session === null) throw new Problem('signed_out')
    const over = takeStream(c, null)
    const stream = await newsStream(c.env, {
      tenant,
      region: regionOfRequest(c.req.raw),
      revision: live.revision,
      seconds: live.registry.settings.limits.streamSeconds,
      mayGoOn: () => isSessionAlive(c.env, session.id),
      over,
    }).catch((error: unknown) => {
      over()
      log('error', 'doorbell_unreachable', { tenant, reason: reasonOf(error) })
      throw new Problem('doorbell_unavailable', { cause: error })
    })
    return new Response(stream, { headers: { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' } })
  })
