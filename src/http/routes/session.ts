/** `GET /api/session`: who is signed in, and what the page needs to know about where it runs. */
import { Hono } from 'hono'
import type { AppEnv } from '../../env.ts'
import { mayOperate } from '../operators.ts'
import { Problem } from '../problem.ts'
import { sessionAnswer } from '../session-answer.ts'

export const sessionRoutes = new Hono<AppEnv>().get('/', async (c) => {
  if (c.var.session === null) throw new Problem('signed_out')
  const operator = c.var.door === 'operator' && (await mayOperate(c, 'read', '*', c.var.tenant))
  return c.json(sessionAnswer(c.var, c.var.session.record, operator))
})
