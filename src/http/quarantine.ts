/** Quarantine as a request sees it: by the doorbell's news first, by KV's flags second, and closed when neither is known. */
import type { Context } from 'hono'
import type { AppEnv } from '../env.ts'
import type { TenantNews } from '../io/doorbell.ts'
import { log, reasonOf } from '../io/log.ts'
import { knownQuarantine, readQuarantines, type Quarantine } from '../io/quarantine-store.ts'
import { Problem } from './problem.ts'

type Asked = Pick<Context<AppEnv>, 'env' | 'var'>

/** @throws {Problem} `doorbell_unavailable`: without news nobody knows what was killed, so plugins are closed. */
export function newsOf({ var: { news } }: Pick<Asked, 'var'>): TenantNews {
  if (news === null) throw new Problem('doorbell_unavailable')
  return news
}

export async function quarantinesOf(c: Asked, plugins: readonly string[]) {
  const { storeMs } = c.var.live.registry.settings.doorbell
  return readQuarantines(c.env, c.var.tenant, plugins, newsOf(c), storeMs)
}

/** Which of them stand under a quarantine. */
export async function quarantinedOf(c: Asked, plugins: ReadonlyMap<string, unknown>): Promise<readonly string[]> {
  const { tenant, live } = c.var
  const news = newsOf(c)
  const found: string[] = []
  for (const id of plugins.keys()) {
    const known = knownQuarantine(tenant, id, news, live.registry.settings.doorbell.storeMs)
    if (known === undefined) return askWhich(c, [...plugins.keys()])
    if (known !== null) found.push(id)
  }
  return found
}

async function askWhich(c: Asked, plugins: readonly string[]): Promise<readonly string[]> {
  const flags = await quarantinesOf(c, plugins)
  return plugins.filter((id) => flags.get(id) !== null)
}

/** Flags that cannot be read count as set: the kill switch does not depend on its store being up. */
export async function quarantineOf(c: Asked, plugin: string): Promise<Quarantine | null> {
  const news = newsOf(c)
  const { tenant, live } = c.var
  const known = knownQuarantine(tenant, plugin, news, live.registry.settings.doorbell.storeMs)
  return known === undefined ? judged(c, plugin, news) : known
}

/** For streams that are open already, whose news are older than these. */
export async function isQuarantinedBy(c: Asked, plugin: string, news: TenantNews): Promise<boolean> {
  return (await judged(c, plugin, news)) !== null
}

/** What the caller is told of a quarantine. */
export function quarantineProblem({ flag }: Pick<Quarantine, 'flag'>): Problem {
  return new Problem('plugin_quarantined', { quarantine: flag.reason === undefined ? {} : { reason: flag.reason } })
}

async function judged(c: Asked, plugin: string, news: TenantNews): Promise<Quarantine | null> {
  const { storeMs } = c.var.live.registry.settings.doorbell
  try {
    return (await readQuarantines(c.env, c.var.tenant, [plugin], news, storeMs)).get(plugin) ?? null
  } catch (error) {
    log('error', 'quarantine_unreadable', { tenant: c.var.tenant, plugin, reason: reasonOf(error) })
    return { scope: 'tenant', flag: { reason: 'the quarantine flags cannot be read' } }
  }
}
