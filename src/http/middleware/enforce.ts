/** Policy enforcement point: no plugin's call passes without a place on that plugin's allow-list. */
import { createMiddleware } from 'hono/factory'
import type { Context } from 'hono'
import { findRoute, type RouteTable } from '../../core/allowlist.ts'
import { judgeCall, parsePluginHeader, type AdmittedCall, type CallRefusal } from '../../core/call.ts'
import { refuseFetchDest } from '../../core/headers.ts'
import { parsePath } from '../../core/path.ts'
import type { AppEnv } from '../../env.ts'
import { logSome } from '../../io/log.ts'
import type { Quarantine } from '../../io/quarantine-store.ts'
import type { LivePlugin } from '../../io/registry-store.ts'
import { urlOf } from '../address.ts'
import { fixFor, noted } from '../author-notes.ts'
import { takeCall } from '../budget.ts'
import { capabilityRefusal } from '../capability.ts'
import { counted } from '../counting.ts'
import { Problem, type ProblemCode } from '../problem.ts'
import { quarantineOf } from '../quarantine.ts'
import { seenBy } from '../seen.ts'

/** What judging needs of a request, whoever else reads the same context. */
type CallContext = Pick<Context<AppEnv>, 'env' | 'var' | 'executionCtx'> & {
  readonly req: { readonly raw: Request; readonly url: string }
}

/** A call that may go on: who calls, and under which grant. */
export interface PluginCall {
  readonly plugin: LivePlugin
  readonly admitted: AdmittedCall
}

export interface CallEnv extends AppEnv {
  Variables: AppEnv['Variables'] & { call: PluginCall }
}

/** For the calls that the gateway answers itself. */
export const enforce = createMiddleware<CallEnv>(async (c, next) => {
  c.set('call', await admit(seenBy(c), null))
  await next()
})

/**
 * Judges a plugin's call: signed in, one known plugin, not quarantined, canonical, on its list, a service behind it.
 *
 * @param routes Table of proxied routes; `null` for a path that the gateway answers itself.
 * @throws {Problem} for everything that is refused.
 */
export async function admit(c: CallContext, routes: RouteTable | null): Promise<PluginCall> {
  const named = parsePluginHeader(c.req.raw.headers.get('X-Plugin-Id'))
  return noted(c, named, routes, () => counted(c, 'call', named, () => judge(c, named, routes)))
}

async function judge(c: CallContext, pluginId: string | null, routes: RouteTable | null): Promise<PluginCall> {
  const { method, headers } = c.req.raw
  const { pathname, search } = urlOf(c.req.raw)
  const { session, live, tenant } = c.var
  if (session === null && !isPublic(routes, method, pathname)) throw new Problem('signed_out')
  if (refuseFetchDest(headers.get('Sec-Fetch-Dest')) !== null) throw new Problem('destination_refused')
  const plugin = pluginId === null ? null : (live.plugins.get(pluginId) ?? null)
  const quarantine = plugin === null ? null : await quarantineOf(c, plugin.compiled.id)
  const verdict = judgeCall({
    pluginId,
    plugin: plugin?.callable ?? null,
    quarantined: quarantine !== null,
    capability: plugin === null || quarantine !== null ? null : await capabilityRefusal(c, plugin.compiled),
    method,
    pathname,
    search,
    routes,
  })
  if ('admitted' in verdict && plugin !== null) {
    takeCall(c, plugin.compiled.id)
    return { plugin, admitted: verdict.admitted }
  }
  const refusal = 'refusal' in verdict ? verdict.refusal : 'plugin_unknown'
  const why = 'refusal' in verdict ? verdict.why : undefined
  const fields = { tenant, plugin: pluginId, refusal, why, method, path: pathname.slice(0, 300) }
  logSome(`${tenant} ${pluginId} ${refusal}`, 'warn', 'call_refused', fields)
  const fix = refusal === 'allowlist_violation' ? fixFor(c, routes) : null
  throw new Problem(PROBLEM_OF[refusal], { ...detailsOf(refusal, why, quarantine), ...(fix !== null && { fix }) })
}

const PROBLEM_OF = {
  plugin_header_invalid: 'plugin_header_invalid',
  plugin_unknown: 'plugin_unknown',
  plugin_quarantined: 'plugin_quarantined',
  capability_missing: 'capability_missing',
  capability_invalid: 'capability_invalid',
  capability_expired: 'capability_expired',
  method_not_allowed: 'method_not_allowed',
  path_not_canonical: 'path_not_canonical',
  query_refused: 'path_not_canonical',
  topic_invalid: 'path_not_canonical',
  allowlist_violation: 'allowlist_violation',
  service_unknown: 'service_unknown',
} as const satisfies Record<CallRefusal, ProblemCode>

function detailsOf(refusal: CallRefusal, why: string | undefined, quarantine: Quarantine | null) {
  if (refusal === 'plugin_quarantined') {
    const reason = quarantine?.flag.reason
    return { quarantine: reason === undefined ? {} : { reason } }
  }
  return why === undefined ? {} : { detail: why }
}

function isPublic(routes: RouteTable | null, method: string, pathname: string): boolean {
  const path = routes === null ? null : parsePath(pathname)
  if (routes === null || path === null || 'refusal' in path) return false
  return findRoute(routes, method, path.segments)?.auth === 'public'
}
