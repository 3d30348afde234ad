/** Calls that the gateway answers itself, enforced like any other: an echo to test with, and telemetry. */
import { Hono, type Context } from 'hono'
import { parseMounts } from '../../core/mounts.ts'
import { versionFor } from '../../core/rollout.ts'
import { countLogLines, parseTelemetry } from '../../core/telemetry.ts'
import { readText, TooLarge } from '../../io/body.ts'
import { log } from '../../io/log.ts'
import { waitInMinute } from '../../io/rate.ts'
import { record } from '../../io/telemetry.ts'
import { enforce, type CallEnv } from '../middleware/enforce.ts'
import { Problem } from '../problem.ts'

/** Enough for a batch of events, too little for a data leak worth the name. */
const MAX_BODY_BYTES = 16 * 1024

export const pluginCalls = new Hono<CallEnv>()
  .on(['GET', 'POST'], '/secure-echo', enforce, async (c) => {
    const { method } = c.req.raw
    return c.json({
      method: method === 'HEAD' ? 'GET' : method,
      plugin: c.var.call.plugin.compiled.id,
      version: c.var.call.plugin.compiled.version,
      tenant: c.var.tenant,
      subject: c.var.session?.record.subject.id ?? null,
      query: new URL(c.req.url).search,
      body: method === 'POST' ? await bodyText(c.req.raw) : null,
    })
  })
  .post('/telemetry', async (c, next) => {
    return c.req.header('X-Plugin-Id') === undefined ? takeMounts(c) : next()
  })
  .post('/telemetry', enforce, async (c) => {
    refuseFlood(c, c.var.call.plugin.compiled.id)
    const events = parseTelemetry(await bodyText(c.req.raw))
    if ('refusal' in events) throw new Problem('body_invalid', { detail: events.refusal })
    const { id, version } = c.var.call.plugin.compiled
    for (const [reason, value] of countLogLines(events.accepted)) {
      record(c, { metric: 'plugin_log', plugin: { id, version }, reason, value })
    }
    for (const event of events.accepted) {
      log('info', 'telemetry', {
        tenant: c.var.tenant,
        plugin: id,
        version,
        name: event.name,
        fields: JSON.stringify(event.fields),
      })
    }
    return c.json({ accepted: events.accepted.length }, 202)
  })

/** The host's report. Labels are the registry's: what it does not have, or not for this person, is not counted. */
async function takeMounts(c: Context<CallEnv>): Promise<Response> {
  const { session } = c.var
  refuseFlood(c, 'host')
  const parsed = parseMounts(await bodyText(c.req.raw))
  if ('refusal' in parsed) throw new Problem('body_invalid', { detail: parsed.refusal })
  const known = parsed.reports.filter(({ plugin, version }) => {
    const compiled = c.var.live.plugins.get(plugin)?.compiled
    return (
      compiled !== undefined && session !== null && versionFor(compiled, session.record.subject.id).version === version
    )
  })
  const person = session?.record.subject.id
  for (const { plugin, version, ...measure } of known) {
    record(c, { ...measure, plugin: { id: plugin, version }, person })
  }
  return c.json({ accepted: known.length }, 202)
}

function refuseFlood(c: Context<CallEnv>, reporter: string): void {
  const { session } = c.var
  if (session === null) throw new Problem('signed_out')
  const { telemetryPerMinute } = c.var.live.registry.settings.budgets
  const waitMs = waitInMinute(`telemetry ${session.id} ${reporter}`, telemetryPerMinute)
  if (waitMs > 0) throw new Problem('rate_limited', { retryAfter: Math.ceil(waitMs / 1000) })
}

async function bodyText(request: Request): Promise<string> {
  return readText(request.body, MAX_BODY_BYTES).catch((cause: unknown) => {
    throw new Problem(cause instanceof TooLarge ? 'body_too_large' : 'body_invalid', { cause })
  })
}
