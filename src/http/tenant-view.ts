/** A tenant as an operator sees it from anywhere: its live registry, and the doorbell's news. */
import type { Context } from 'hono'
import { NO_NEWS } from '../core/news.ts'
import type { AppEnv } from '../env.ts'
import { readNews, regionOfRequest, type TenantNews } from '../io/doorbell.ts'
import type { LiveRegistry } from '../io/registry-store.ts'
import { liveOf } from './middleware/tenant.ts'
import { Problem } from './problem.ts'

/** Without the doorbell an operator still sees what KV holds. */
const SILENCE: TenantNews = { ofTenant: NO_NEWS, ofAll: NO_NEWS }

export async function viewOf(
  c: Pick<Context<AppEnv>, 'env' | 'var'> & { readonly req: { readonly raw: Request } },
  tenant: string,
): Promise<{ readonly live: LiveRegistry; readonly news: TenantNews }> {
  const { doorbell } = c.var.live.registry.settings
  const news = (await readNews(c.env, tenant, regionOfRequest(c.req.raw), doorbell)) ?? SILENCE
  const live = await liveOf(c.env, tenant, { rung: news.ofTenant.revision?.id ?? null })
  if (live === null) throw new Problem('tenant_unknown')
  return { live, news }
}
