/** What an event stream that is open must meet to go on: it was judged when it began, and much may have changed since. */
import { admitsTopic } from '../core/topic.ts'
import { readNews, regionOfRequest } from '../io/doorbell.ts'
import { layOver } from '../io/overlays.ts'
import { readLive } from '../io/registry-store.ts'
import { isSessionAlive } from '../io/sessions.ts'
import { isQuarantinedBy } from './quarantine.ts'
import type { Seen } from './seen.ts'

/** The session behind an open stream is looked up this often; what the operators say as often as the stream asks. */
const SESSION_EVERY_MS = 5000

/**
 * Whether the session lives, nobody has quarantined, disabled or removed the plugin meanwhile, and the topic is still among
 * its own. Where that cannot be known, the stream ends: its page connects again, and is judged afresh.
 */
export function streamRule(c: Seen, plugin: string, topic: string): () => Promise<boolean> {
  const { session } = c.var
  let lookAt = Date.now() + SESSION_EVERY_MS
  return async () => {
    try {
      if (!(await isStillGranted(c, plugin, topic))) return false
      if (session === null || Date.now() < lookAt) return true
      lookAt = Date.now() + SESSION_EVERY_MS
      return await isSessionAlive(c.env, session.id)
    } catch {
      return false
    }
  }
}

/** Asks memory; the doorbell and the stores as often as any call would. */
async function isStillGranted(c: Seen, plugin: string, topic: string): Promise<boolean> {
  const { tenant, session, live: before } = c.var
  const { doorbell } = before.registry.settings
  const news = await readNews(c.env, tenant, regionOfRequest(c.req.raw), doorbell)
  if (news === null || (await isQuarantinedBy(c, plugin, news))) return false
  const rung = news.ofTenant.revision?.id ?? null
  const live = await readLive(c.env, tenant, { rung, storeMs: doorbell.storeMs })
  if (live === null) return false
  const { plugins } = session === null ? live : await layOver(c.env, live, tenant, session.record.subject.id)
  const callable = plugins.get(plugin)?.callable
  return callable?.enabled === true && admitsTopic(callable.topics, topic)
}
