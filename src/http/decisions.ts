/** Questions to the PDP in the name of a request: who asks, from where, and what of a plugin is permitted. */
import type { ClientContext, EdgeContext } from '../core/authzen.ts'
import type { Question, Subject } from '../core/authzen-question.ts'
import { questionsOf } from '../core/gating.ts'
import type { PluginManifest } from '../core/manifest.ts'
import type { CompiledPlugin } from '../core/registry.ts'
import { Memo } from '../io/memo.ts'
import { decide, type Decisions } from '../io/pdp.ts'
import { countDecisions } from './counting.ts'
import type { Seen } from './seen.ts'

/** A decision about a bundle may be remembered this long, for one session and one revision. */
const DECISION_AGE_MS = 5000
const permitted = new Memo<boolean>(DECISION_AGE_MS, 20_000)

/** @param tenant Whose policies decide: the host's tenant, or the one an operator acts on. */
export async function ask(
  c: Seen,
  questions: readonly Question[],
  { plugin, tenant }: { readonly plugin: string; readonly tenant: string },
): Promise<Decisions> {
  const { pdp } = c.var.live.registry.settings
  const decisions = await decide(c.env, pdp, questions, edgeOf(c, tenant, plugin), clientOf(c))
  countDecisions(c, questions, plugin, decisions)
  return decisions
}

/** Whether any contribution of the plugin is permitted to the person signed in. No answer is no. */
export async function mayHavePlugin(c: Seen, subject: Subject, plugin: CompiledPlugin): Promise<boolean> {
  const key = keyOf(c, plugin.manifest)
  const known = permitted.get(key, Date.now())
  if (known !== undefined) return known
  const questions = questionsOf([plugin.manifest]).map(({ question }) => ({ ...question, subject, context: {} }))
  const { permitted: decisions, answered } = await ask(c, questions, { plugin: plugin.id, tenant: c.var.tenant })
  const may = decisions.includes(true)
  if (answered) permitted.set(key, may, Date.now())
  return may
}

/** What a page has just been permitted of a plugin holds for its bundle too, which it asks for next. */
export function rememberPermit(c: Seen, plugin: PluginManifest): void {
  permitted.set(keyOf(c, plugin), true, Date.now())
}

function keyOf({ var: { session, live, tenant } }: Seen, { id, development, contributions }: PluginManifest): string {
  // What is under development changes within a revision.
  const draft = development === undefined ? '' : JSON.stringify(contributions)
  return `${session?.id} ${live.revision} ${tenant} ${id} ${draft}`
}

function edgeOf(c: Seen, tenant: string, plugin: string): EdgeContext {
  const country: unknown = c.req.raw.cf?.country
  return {
    tenant,
    ip: addressOf(c),
    country: typeof country === 'string' ? country : '',
    plugin,
    request_id: c.var.requestId,
  }
}

function clientOf(c: Seen): ClientContext {
  return { ip: addressOf(c), user_agent: (c.req.header('User-Agent') ?? '').slice(0, 512) }
}

/** Set by Cloudflare's edge on every request; whoever reaches the Worker in another way has no address. */
function addressOf(c: Seen): string {
  return c.req.header('CF-Connecting-IP') ?? ''
}
