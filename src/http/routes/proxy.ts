/** Whatever `routes.yaml` declares: a plugin's admitted call goes to the service behind the path, and its answer back. */
import type { Context } from 'hono'
import { forwardedRequestHeaders, forwardedResponseHeaders } from '../../core/headers.ts'
import type { ProviderConfig } from '../../core/idps.ts'
import { versionFor } from '../../core/rollout.ts'
import type { ServiceConfig } from '../../core/routes.ts'
import { isLastEventId, upstreamTopic } from '../../core/topic.ts'
import type { AppEnv } from '../../env.ts'
import { assertionFor } from '../../io/assertion.ts'
import { log, reasonOf } from '../../io/log.ts'
import { accessTokenOf } from '../../io/sessions.ts'
import type { UpstreamOutcome } from '../../io/upstream.ts'
import { urlOf } from '../address.ts'
import { completeHeaders, PROXIED_POLICY } from '../baseline.ts'
import { count } from '../counting.ts'
import { admit, type PluginCall } from '../middleware/enforce.ts'
import { streamRule } from '../open-stream.ts'
import { Problem } from '../problem.ts'
import { behindBreaker } from '../upstream-call.ts'
import { seenBy, type Seen } from '../seen.ts'

export async function proxy(context: Context<AppEnv>): Promise<Response> {
  const c = seenBy(context)
  const { live, tenant } = c.var
  const call = await admit(c, live.routes)
  const { route, path, topic } = call.admitted
  const service = route === null ? undefined : live.registry.services[route.service]
  if (route === null || service === undefined) throw new Problem('service_unknown')
  const { method, headers, body } = c.req.raw
  refuseLargeBody(headers.get('Content-Length'), live.registry.settings.limits.requestBytes)
  const plugin = call.plugin.compiled.id
  const identity = await identityHeaders(c, route.service, service, call)
  const outcome = await behindBreaker(c, plugin, route.service, {
    service,
    method,
    path: path.raw,
    search: topic === null ? urlOf(c.req.raw).search : `?topic=${encodeURIComponent(upstreamTopic(tenant, topic))}`,
    headers: [
      ...forwardedRequestHeaders(headers),
      ...(topic === null ? [] : resumeHeaders(headers.get('Last-Event-ID'))),
      ['X-Request-Id', c.var.requestId],
      ...identity,
    ],
    body: method === 'GET' || method === 'HEAD' ? null : body,
    limits: live.registry.settings.limits,
    mayGoOn: topic === null ? null : streamRule(c, plugin, topic),
  })
  return answerOf(c, outcome, call, topic !== null)
}

const PROXIED_HEADERS = completeHeaders({ 'Content-Security-Policy': PROXIED_POLICY, 'Cache-Control': 'no-store' })

/** Where a stream that broke off goes on. */
function resumeHeaders(lastEventId: string | null): readonly (readonly [string, string])[] {
  return isLastEventId(lastEventId) ? [['Last-Event-ID', lastEventId]] : []
}

function refuseLargeBody(contentLength: string | null, maxBytes: number): void {
  if (contentLength !== null && Number(contentLength) > maxBytes) throw new Problem('body_too_large')
}

/** What the service learns of the person: as `routes.yaml` says, and never the session itself. */
async function identityHeaders(
  c: Seen,
  name: string,
  service: ServiceConfig,
  { plugin }: PluginCall,
): Promise<readonly (readonly [string, string])[]> {
  const { session, tenant } = c.var
  if (session === null || service.identity === 'none') return []
  if (service.identity === 'assertion') {
    const { compiled } = plugin
    const subject = session.record.subject.id
    const caller = { tenant, subject, plugin: compiled.id, pluginVersion: versionFor(compiled, subject).version }
    return [['Authorization', `Bearer ${await assertionFor(c.env, name, caller)}`]]
  }
  const provider = providerOf(c, session.record.idp)
  const access = provider === undefined ? null : await accessTokenOf(c.env, session.id, provider)
  if (access?.missing === 'unavailable') throw new Problem('idp_unavailable')
  if (access === null || access.token === null) throw new Problem('signed_out')
  return [['Authorization', `Bearer ${access.token}`]]
}

function providerOf(c: Seen, name: string): ProviderConfig | undefined {
  return c.var.live.registry.idps.find((provider) => provider.name === name)
}

function answerOf(c: Seen, outcome: UpstreamOutcome, call: PluginCall, sse: boolean): Response {
  const plugin = call.plugin.compiled.id
  if (outcome.kind === 'answer') {
    const { response, body } = outcome
    if (response.status >= 500) count(c, plugin, 'upstream_error', 'status')
    else if (sse && response.ok) count(c, plugin, 'stream_open')
    const answer = new Response(body, { status: response.status, headers: PROXIED_HEADERS })
    for (const [name, value] of forwardedResponseHeaders(response.headers, { sse })) answer.headers.set(name, value)
    return answer
  }
  const { tenant } = c.var
  const fields = { tenant, plugin, rule: call.admitted.rule, outcome: outcome.kind }
  if (outcome.kind === 'body_too_large') throw new Problem('body_too_large')
  count(c, plugin, 'upstream_error', outcome.kind)
  if (outcome.kind === 'timeout') {
    log('error', 'upstream_failed', fields)
    throw new Problem('upstream_timeout')
  }
  const why = outcome.kind === 'refused' ? outcome.why : reasonOf(outcome.cause)
  log('error', 'upstream_failed', { ...fields, why })
  throw new Problem(outcome.kind === 'refused' ? 'upstream_refused' : 'upstream_unreachable')
}
