/** `/api/configs`: what the page looks like for this tenant. */
import { Hono } from 'hono'
import type { AppEnv } from '../../env.ts'
import { signedIn } from '../middleware/session.ts'

export const configRoutes = new Hono<AppEnv>().get('/ui', signedIn, (c) => c.json(c.var.live.registry.ui))
