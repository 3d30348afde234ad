/**
 * `POST /api/csp-reports`: what browsers blocked. Anybody may send, so that everything is bounded: bytes, reports of one
 * address, reports of a tenant. Nobody is told what became of one.
 */
import { Hono } from 'hono'
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

export const cspReports = new Hono<AppEnv>().post('/', async (c) => {
  const { tenant, live } = c.var
  const { reportsPerMinute, tenantReportsPerMinute } = live.registry.settings.budgets
  const address = c.req.header('CF-Connecting-IP') ?? ''
  const { body, headers } = c.req.raw
  const isTaken =
    isReportType(headers.get('Content-Type')) &&
    waitInMinute(`csp ${tenant} ${address}`, reportsPerMinute) === 0 &&
    waitInMinute(`csp ${tenant}`, tenantReportsPerMinute) === 0
  const text = isTaken ? await readText(body, MAX_BODY_BYTES).catch(() => '') : ''
  if (!isTaken) await body?.cancel()
  for (const report of parseReports(text, urlOf(c.req.raw).origin)) {
    const plugin = report.plugin !== null && live.plugins.has(report.plugin) ? report.plugin : null
    count(c, plugin, 'csp_report', report.directive)
    if (isNew(tenant, report)) log('warn', 'csp_report', { tenant, ...report, plugin })
  }
  return c.body(null, 204)
})

function isNew(tenant: string, report: CspReport): boolean {
  const name = JSON.stringify([tenant, report])
  const now = Date.now()
  if (said.get(name, now) !== undefined) return false
  said.set(name, true, now)
  return true
}
