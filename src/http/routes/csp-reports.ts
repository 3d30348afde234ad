/**
 * `POST /api/csp-reports`: what browsers blocked. Anybody may send, so that everything is bounded: bytes, reports of one
 * address, reports of a tenant. Nobody is told what became of one.
 */
import { Hono, type Context } from 'hono'
import { isReportType, parseReports, type CspReport } from '../../core/csp-report.ts'
import type { AppEnv } from '../../env.ts'
import { readText } from '../../io/body.ts'
import { log } from '../../io/log.ts'
import { Memo } from '../../io/memo.ts'
import { waitInMinute } from '../../io/rate.ts'
import { urlOf } from '../address.ts'
import { count } from '../counting.ts'

const MAX_BODY_BYTES = 8 * 1024
/** The same again is counted, and said once in so long a time. */
const SAID_MS = 300_000
const said = new Memo<true>(SAID_MS, 5000)
/** Of their own, so that many reports cannot push them out. */
const saidDry = new Memo<true>(SAID_MS, 5000)

export const cspReports = new Hono<AppEnv>().post('/', async (c) => {
  const { tenant, live } = c.var
  const { body, headers } = c.req.raw
  const isTaken = isReportType(headers.get('Content-Type')) && mayReport(c)
  const text = isTaken ? await readText(body, MAX_BODY_BYTES).catch(() => '') : ''
  if (!isTaken) await body?.cancel()
  for (const [at, report] of parseReports(text, urlOf(c.req.raw).origin).entries()) {
    // The request has paid for the first, whatever it brings; each one more costs as much.
    if (at > 0 && !mayReport(c)) break
    const plugin = report.plugin !== null && live.plugins.has(report.plugin) ? report.plugin : null
    count(c, plugin, 'csp_report', report.directive)
    if (isNew(tenant, report)) log('warn', 'csp_report', { tenant, ...report, plugin })
  }
  return c.body(null, 204)
})

/** Takes one report of what its address, and the tenant as a whole, have left. */
function mayReport(c: Context<AppEnv>): boolean {
  const { tenant, live } = c.var
  const { reportsPerMinute, tenantReportsPerMinute } = live.registry.settings.budgets
  const address = c.req.header('CF-Connecting-IP') ?? ''
  if (waitInMinute(`csp ${tenant} ${address}`, reportsPerMinute) > 0) sayDry(tenant, 'address')
  else if (waitInMinute(`csp ${tenant}`, tenantReportsPerMinute) > 0) sayDry(tenant, 'tenant')
  else return true
  return false
}

/** From here on reports are missing, in the figures too. */
function sayDry(tenant: string, of: 'address' | 'tenant'): void {
  if (isFirst(saidDry, `${of} ${tenant}`)) log('warn', 'csp_reports_dropped', { tenant, of })
}

function isNew(tenant: string, report: CspReport): boolean {
  return isFirst(said, JSON.stringify([tenant, report]))
}

function isFirst(memo: Memo<true>, name: string): boolean {
  const now = Date.now()
  if (memo.get(name, now) !== undefined) return false
  memo.set(name, true, now)
  return true
}
