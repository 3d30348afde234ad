/** Capabilities as requests show them, and as the host asks for them with the ticket that came with its page. */
import type { Context } from 'hono'
import {
  CAPABILITY_SECONDS,
  isTicketGood,
  orderedAt,
  parseStamp,
  refuseStamp,
  type CapabilityRefusal,
  type CapabilityTerms,
  type MintedCapabilities,
} from '../core/capability.ts'
import { isPluginId } from '../core/plugin-id.ts'
import type { CompiledPlugin } from '../core/registry.ts'
import { versionFor } from '../core/rollout.ts'
import type { AppEnv } from '../env.ts'
import { isGenuineCapability, isGenuineTicket, mintCapability, mintTicket } from '../io/capabilities.ts'
import { count } from './counting.ts'
import { Problem } from './problem.ts'
import { newsOf, quarantinesOf } from './quarantine.ts'

/** More than a page shows; a host with more asks twice. */
const MAX_PLUGINS = 100

type Asked = Pick<Context<AppEnv>, 'env' | 'var' | 'executionCtx'> & { readonly req: { readonly raw: Request } }

/**
 * Why a call may not go on for want of a capability, or `null`. A caller without a session has none to show; what is public
 * is public.
 */
export async function capabilityRefusal(c: Asked, plugin: CompiledPlugin): Promise<CapabilityRefusal | null> {
  const mode = c.var.live.registry.settings.security.capability
  if (mode === 'off' || c.var.session === null) return null
  const refusal = await judge(c, plugin, c.var.session)
  if (refusal === null || mode === 'required') return refusal
  count(c, plugin.id, 'capability_observed', refusal)
  return null
}

async function judge(
  c: Asked,
  plugin: CompiledPlugin,
  { id, record }: NonNullable<AppEnv['Variables']['session']>,
): Promise<CapabilityRefusal | null> {
  const shown = c.req.raw.headers.get('X-Plugin-Capability')
  if (shown === null) return 'capability_missing'
  const stamp = parseStamp(shown)
  const isGenuine = stamp !== null && (await isGenuineCapability(id, stamp, termsOf(c, plugin, record.subject.id)))
  const { ofTenant, ofAll } = newsOf(c)
  return refuseStamp(stamp, isGenuine, { now: Date.now(), validFrom: orderedAt(plugin.id, [ofTenant, ofAll]) })
}

function termsOf(
  { var: { tenant, live } }: Pick<Asked, 'var'>,
  plugin: CompiledPlugin,
  subject: string,
): CapabilityTerms {
  return { tenant, plugin: plugin.id, version: versionFor(plugin, subject).version, revision: live.revision }
}

/**
 * A ticket for the page that is being served; `null` where capabilities are off, nobody is signed in, or the request is no
 * navigation. Page script cannot make a request that says it is one, so no plugin can fetch a ticket; and a page that a
 * plugin opens lives in a group of its own, out of the opener's reach, where the browser knows how.
 */
export async function pageTicket({ var: { session, live, tenant }, req }: Asked): Promise<string | null> {
  if (session === null || live.registry.settings.security.capability === 'off') return null
  const { headers } = req.raw
  if (headers.get('Sec-Fetch-Dest') !== 'document' || headers.get('Sec-Fetch-Mode') !== 'navigate') return null
  return mintTicket(session.id, tenant, Date.now())
}

/**
 * Capabilities for the plugins named in the query (`?id=…&id=…`). Those that the tenant does not have, or that are
 * quarantined, are left out without a word. No policy is asked: what a person may see decides what the host mounts, and a
 * policy decision point that is down must not stop the calls of what is mounted.
 *
 * @throws {Problem} without the page's ticket.
 */
export async function mintCapabilities(c: Context<AppEnv>): Promise<MintedCapabilities> {
  const { session, tenant } = c.var
  if (session === null) throw new Problem('signed_out')
  const stamp = parseStamp(c.req.header('X-Page-Ticket') ?? '')
  const isGenuine = stamp !== null && (await isGenuineTicket(session.id, stamp, tenant))
  if (!isTicketGood(stamp, isGenuine, Date.now())) throw new Problem('page_ticket_invalid')
  const ids = [...new Set(c.req.queries('id') ?? [])]
  if (ids.length > MAX_PLUGINS || !ids.every(isPluginId)) throw new Problem('body_invalid', { detail: 'id' })
  return mintFor(c, ids)
}

/** @param ids Of plugins; what the tenant does not have, or what is quarantined, is left out. */
export async function mintFor(c: Asked, ids: readonly string[]): Promise<MintedCapabilities> {
  const { session, live } = c.var
  if (session === null) throw new Problem('signed_out')
  const flags = await quarantinesOf(c, ids)
  const wanted = ids.flatMap((id) => (flags.get(id) === null ? (live.plugins.get(id) ?? []) : []))
  const { subject } = session.record
  const issuedAt = Date.now()
  const minted = await Promise.all(
    wanted.map(async ({ compiled }) => {
      const terms = termsOf(c, compiled, subject.id)
      return [compiled.id, await mintCapability(session.id, terms, issuedAt)] as const
    }),
  )
  return { capabilities: Object.fromEntries(minted), seconds: CAPABILITY_SECONDS }
}
