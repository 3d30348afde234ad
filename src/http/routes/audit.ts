/** `/api/ops/audit`: the trail, page by page, as a whole to be kept elsewhere, and whether it is the one that was written. */
import { Hono, type Context } from 'hono'
import type { AppEnv } from '../../env.ts'
import { exportAudit, findAudit, readAudit, verifyAudit } from '../../io/audit.ts'
import type { AuditSearch } from '../../io/objects/audit.ts'
import { operating } from '../operators.ts'
import { Problem } from '../problem.ts'
import { viewOf } from '../tenant-view.ts'

const PAGE = 100
const MAX_PAGE = 500
const OUTCOMES = ['refused', 'begun', 'done', 'failed'] as const
const MAX_WORDS_CHARACTERS = 200

export const auditRoutes = new Hono<AppEnv>()
  .get('/audit', async (c) => {
    const tenant = await readingOf(c)
    const sought = searchIn(c)
    if (sought !== null) return c.json({ tenant, ...(await findAudit(c.env, tenant, sought)) })
    const after = numberIn(c.req.query('after'), 'after', 0)
    const limit = numberIn(c.req.query('limit'), 'limit', PAGE)
    return c.json({ tenant, ...(await readAudit(c.env, tenant, after, Math.min(limit, MAX_PAGE))) })
  })
  .get('/audit/verify', async (c) => {
    // Whoever does not take the gateway's word for it exports the trail and checks that.
    const tenant = await readingOf(c)
    const after = numberIn(c.req.query('after'), 'after', 0)
    return c.json({ tenant, ...(await verifyAudit(c.env, tenant, after)) })
  })
  .get('/audit/export', async (c) => {
    const tenant = await readingOf(c)
    const name = `audit-${tenant}-${new Date().toISOString().slice(0, 10)}.json`
    const headers = { 'Content-Type': 'application/json', 'Content-Disposition': `attachment; filename="${name}"` }
    return new Response(await exportAudit(c.env, tenant), { headers })
  })

/** @returns The tenant whose trail may be read. */
async function readingOf(c: Context<AppEnv>): Promise<string> {
  const tenant = c.var.door === 'operator' ? (c.req.query('tenant') ?? '') : c.var.tenant
  await operating(c, 'read', '*', tenant)
  await viewOf(c, tenant)
  return tenant
}

/** `?words=`, `?outcome=` or `?before=<seq>`: rows that fit, newest first. Without any, the chain as it is checked. */
function searchIn(c: Context<AppEnv>): AuditSearch | null {
  const [words, outcome, before] = [c.req.query('words'), c.req.query('outcome'), c.req.query('before')]
  if (words === undefined && outcome === undefined && before === undefined) return null
  const known = OUTCOMES.find((each) => each === outcome)
  if (outcome !== undefined && known === undefined) {
    throw new Problem('body_invalid', { detail: `outcome must be one of ${OUTCOMES.join(', ')}` })
  }
  return {
    words: (words ?? '').slice(0, MAX_WORDS_CHARACTERS),
    outcome: known ?? null,
    before: before === undefined ? null : numberIn(before, 'before', 0),
    limit: Math.min(numberIn(c.req.query('limit'), 'limit', PAGE), MAX_PAGE),
  }
}

function numberIn(query: string | undefined, name: string, byDefault: number): number {
  if (query === undefined) return byDefault
  if (!/^\d{1,15}$/.test(query)) throw new Problem('body_invalid', { detail: `${name} must be a whole number` })
  return Number(query)
}
