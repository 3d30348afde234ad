/** Counts how bundles, calls and questions were judged: each once, under what the registry calls the plugin. */
import type { Question } from '../core/authzen-question.ts'
import { questionsOf } from '../core/gating.ts'
import { METRICS, type Metric } from '../core/metrics.ts'
import { versionFor } from '../core/rollout.ts'
import type { AppEnv } from '../env.ts'
import type { Decisions } from '../io/pdp.ts'
import type { LiveRegistry } from '../io/registry-store.ts'
import { record, type Counted, type Measure } from '../io/telemetry.ts'
import { asProblem } from './failures.ts'
import type { ProblemCode } from './problem.ts'
import type { Seen } from './seen.ts'

const OUTCOMES = {
  bundle: { passed: 'bundle_served', refused: 'bundle_refused' },
  call: { passed: 'call_admitted', refused: 'call_refused' },
} as const satisfies Record<string, { readonly passed: Metric; readonly refused: Metric }>

/** These have a metric of their own, and are not counted a second time as refused. */
const OWN_METRICS: Partial<Record<ProblemCode, Metric>> = {
  plugin_quarantined: 'quarantine_refused',
  bundle_integrity: 'integrity_error',
  capability_missing: 'capability_refused',
  capability_invalid: 'capability_refused',
  capability_expired: 'capability_refused',
}

type Asked = Counted & { readonly var: Pick<AppEnv['Variables'], 'live' | 'session'> }

/** @param id As the request names it; the registry decides whether there is such a plugin, and which version this person has. */
export function count(c: Asked, id: string | null, metric: Metric, reason?: string): void {
  const person = c.var.session?.record.subject.id
  record(c, { metric, plugin: labelOf(c, id), person, ...(reason !== undefined && { reason }) })
}

function labelOf({ var: { live, session } }: Asked, id: string | null): Measure['plugin'] {
  const plugin = id === null ? undefined : live.plugins.get(id)?.compiled
  if (plugin === undefined || session === null) return plugin
  return { id: plugin.id, version: versionFor(plugin, session.record.subject.id).version }
}

/** Counts whether what was asked for passed, or why it was refused. */
export async function counted<Passed>(
  c: Asked,
  kind: keyof typeof OUTCOMES,
  id: string | null,
  judge: () => Promise<Passed>,
): Promise<Passed> {
  try {
    const passed = await judge()
    count(c, id, OUTCOMES[kind].passed)
    return passed
  } catch (error) {
    const { code } = asProblem(error)
    const own = OWN_METRICS[code]
    if (own === undefined) count(c, id, OUTCOMES[kind].refused, code)
    else count(c, id, own, METRICS[own].reasons ? code : undefined)
    throw error
  }
}

/** Operators' questions are no traffic of the tenant, and what they are denied stands in the audit trail. */
export function countDecisions(
  c: Pick<Seen, 'env' | 'var' | 'executionCtx'>,
  questions: readonly Question[],
  plugin: string,
  { permitted, answered }: Decisions,
): void {
  if (!answered) return count(c, plugin, 'pdp_failed')
  if (c.var.door === 'operator' || c.var.session === null) return
  for (const [index, { resource }] of questions.entries()) {
    if (permitted[index] === true) continue
    count(c, plugin === '' ? (ownerOf(c.var.live, resource) ?? null) : plugin, 'pdp_denied')
  }
}

/** The host asks for all plugins in one batch: whose contribution a question is about, its resource tells. */
function ownerOf(live: LiveRegistry, resource: Question['resource']): string | undefined {
  const known = owners.get(live)
  if (known !== undefined) return known.get(`${resource.type} ${resource.id}`)
  const manifests = [...live.plugins.values()].map(({ compiled }) => compiled.manifest)
  const asked = questionsOf(manifests).map(
    ({ plugin, question }) => [`${question.resource.type} ${question.resource.id}`, plugin] as const,
  )
  owners.set(live, new Map(asked))
  return ownerOf(live, resource)
}

/** By revision, as long as an isolate has it. */
const owners = new WeakMap<LiveRegistry, ReadonlyMap<string, string>>()
