/** Calls of plugins under development, noted for their author; and what a manifest lacks, said in development alone. */
import type { Context } from 'hono'
import { findRoute, judgedMethod, type RouteTable } from '../core/allowlist.ts'
import { grantFor, printGrant } from '../core/least-grants.ts'
import { refuseGrant } from '../core/own-paths.ts'
import { parsePath } from '../core/path.ts'
import { parseTopicQuery } from '../core/topic.ts'
import type { AppEnv } from '../env.ts'
import { noteOf, overlayStore } from '../io/overlays.ts'
import { asProblem } from './failures.ts'

type CallContext = Pick<Context<AppEnv>, 'env' | 'var' | 'executionCtx'> & {
  readonly req: { readonly raw: Request; readonly url: string }
}

/** Notes the outcome of a call for whoever works on this plugin, behind the answer. */
export async function noted<Passed>(
  c: CallContext,
  id: string | null,
  routes: RouteTable | null,
  judge: () => Promise<Passed>,
): Promise<Passed> {
  const plugin = id === null ? undefined : c.var.live.plugins.get(id)?.compiled
  if (plugin?.manifest.development === undefined) return judge()
  const note = (outcome: string, fix: string | null): void => {
    const { live, tenant } = c.var
    const { method, url } = c.req.raw
    const { pathname } = new URL(url)
    const call = { kind: 'call', method, path: pathname, topic: topicOf(c, routes), outcome, fix } as const
    c.executionCtx.waitUntil(noteOf(c.env, live, tenant, plugin.id, [call]))
  }
  try {
    const passed = await judge()
    note('admitted', null)
    return passed
  } catch (error) {
    const { code, details } = asProblem(error)
    note(code, details.fix ?? null)
    throw error
  }
}

/**
 * What would admit a call that was refused, as the line of the manifest; nothing outside of development.
 *
 * @param routes Table of proxied routes; `null` for a path that the gateway answers itself.
 */
export function fixFor(c: CallContext, routes: RouteTable | null): string | null {
  const { live, tenant } = c.var
  if (overlayStore(c.env, live.registry.settings, tenant) === null) return null
  const topic = topicOf(c, routes)
  if (topic !== null) return `Add to permissions.sse of the manifest: - ${topic}`
  const method = judgedMethod(c.req.raw.method)
  const path = parsePath(new URL(c.req.url).pathname)
  if (method === null || 'refusal' in path) return null
  const grant = grantFor({ method, segments: path.segments })
  const operatorPaths = live.registry.routes.filter(({ auth }) => auth === 'operator').map((route) => route.path)
  const refusal = refuseGrant(grant.path, operatorPaths)
  if (refusal !== null) return `No manifest may list ${path.raw}: ${refusal}`
  return `Add to permissions.api of the manifest: ${printGrant(grant)}`
}

/** The topic that an event stream was asked for, `null` for every other call. */
function topicOf(c: CallContext, routes: RouteTable | null): string | null {
  const { pathname, searchParams } = new URL(c.req.url)
  const path = routes === null ? null : parsePath(pathname)
  if (routes === null || path === null || 'refusal' in path) return null
  if (findRoute(routes, c.req.raw.method, path.segments)?.sse !== true) return null
  const topic = parseTopicQuery(searchParams)
  return typeof topic === 'string' ? topic : null
}
