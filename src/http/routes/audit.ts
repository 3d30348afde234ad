/** `GET /api/ops/audit`: the trail, page by page, as it is checked and kept elsewhere. */
import { Hono } from 'hono'
import type { AppEnv } from '../../env.ts'
import { readAudit } from '../../io/audit.ts'
import { operating } from '../operators.ts'
import { Problem } from '../problem.ts'
import { viewOf } from '../tenant-view.ts'

const PAGE = 100
const MAX_PAGE = 500

export const auditRoutes = new Hono<AppEnv>().get('/audit', async (c) => {
  const tenant = c.var.door === 'operator' ? (c.req.query('tenant') ?? '') : c.var.tenant
  await operating(c, 'read', '*', tenant)
  await viewOf(c, tenant)
  const after = numberIn(c.req.query('after'), 'after', 0)
  const limit = numberIn(c.req.query('limit'), 'limit', PAGE)
  return c.json({ tenant, ...(await readAudit(c.env, tenant, after, Math.min(limit, MAX_PAGE))) })
})

function numberIn(query: string | undefined, name: string, byDefault: number): number {
  if (query === undefined) return byDefault
  if (!/^\d{1,15}$/.test(query)) throw new Problem('body_invalid', { detail: `${name} must be a whole number` })
  return Number(query)
}
