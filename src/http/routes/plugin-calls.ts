/** Calls that the gateway answers itself, enforced like any other: an echo to test with, and telemetry. */
import { Hono } from 'hono'
import { parseTelemetry } from '../../core/telemetry.ts'
import { readText, TooLarge } from '../../io/body.ts'
import { log } from '../../io/log.ts'
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
  .post('/telemetry', enforce, async (c) => {
    const events = parseTelemetry(await bodyText(c.req.raw))
    if ('refusal' in events) throw new Problem('body_invalid', { detail: events.refusal })
    const { id, version } = c.var.call.plugin.compiled
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

async function bodyText(request: Request): Promise<string> {
  return readText(request.body, MAX_BODY_BYTES).catch((cause: unknown) => {
    throw new Problem(cause instanceof TooLarge ? 'body_too_large' : 'body_invalid', { cause })
  })
}
