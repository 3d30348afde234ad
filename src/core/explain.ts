/** Why a plugin is there or not, for one person: every gate in its order, with the rule that decided and the remedy. */
import { matchCall } from './allowlist.ts'
import type { CallablePlugin } from './call.ts'
import { judgeEngine } from './engine.ts'
import type { GatedContribution } from './gating.ts'
import { parsePath } from './path.ts'
import type { QuarantineFlag } from './quarantine.ts'
import type { CompiledPlugin } from './registry.ts'
import { bucketOf, versionFor } from './rollout.ts'

/** `stop`: nothing behind this gate is reached. `skip`: not asked, because of an earlier stop or for want of a question. */
export type Verdict = 'pass' | 'warn' | 'stop' | 'skip'

export interface Gate {
  readonly gate:
    | 'tenant'
    | 'enabled'
    | 'rollout'
    | 'quarantine'
    | 'engine'
    | 'pdp'
    | 'bundle'
    | 'integrity'
    | 'allow-list'
  /** What the gate was asked about, where a plugin has several: a contribution, a call. */
  readonly about?: string
  readonly verdict: Verdict
  readonly why: string
  /** File, key or rule that decided. */
  readonly decidedBy: string
  /** What to do about a stop. */
  readonly remedy?: string
}

/** Everything that has to be looked up before the gates can be told. */
export interface ExplainFacts {
  readonly tenant: string
  readonly revision: string
  readonly hostVersion: string
  readonly plugin: { readonly compiled: CompiledPlugin; readonly callable: CallablePlugin } | null
  /** The person asked about; `null`: nobody in particular. */
  readonly subjectId: string | null
  readonly quarantine: { readonly scope: 'tenant' | 'all'; readonly flag: QuarantineFlag } | null
  /** One decision for each question; `null`: nobody was named, or the PDP did not answer. */
  readonly decisions: readonly {
    readonly asked: GatedContribution
    readonly permitted: boolean | null
    /** Those that decided, where the PDP names them. */
    readonly policies: readonly string[]
  }[]
  readonly bundle: 'sound' | 'missing' | 'tampered'
  readonly call: { readonly method: string; readonly path: string } | null
}

/** In the order in which a request meets them. */
export function explain(facts: ExplainFacts, pluginId: string): readonly Gate[] {
  const { plugin, tenant, revision } = facts
  const registry = `registry/${tenant}/${revision}`
  if (plugin === null) {
    const why = `${tenant} has no plugin ${pluginId}`
    const remedy = 'add it to config/plugins.yaml and refresh'
    return [{ gate: 'tenant', verdict: 'stop', why, decidedBy: registry, remedy }]
  }
  const { compiled, callable } = plugin
  return [
    { gate: 'tenant', verdict: 'pass', why: `${compiled.id} ${compiled.version} is configured`, decidedBy: registry },
    enabledGate(compiled, registry),
    ...rolloutGate(compiled, facts.subjectId, registry),
    quarantineGate(facts, compiled),
    engineGate(compiled, facts.hostVersion),
    ...facts.decisions.map(pdpGate),
    bundleGate(facts.bundle, compiled),
    integrityGate(facts.bundle, compiled),
    callGate(facts.call, callable, registry),
  ]
}

function enabledGate({ enabled }: CompiledPlugin, decidedBy: string): Gate {
  if (enabled) return { gate: 'enabled', verdict: 'pass', why: 'not switched off', decidedBy }
  const remedy = 'take `enabled: false` out of the manifest and refresh'
  return { gate: 'enabled', verdict: 'stop', why: 'the manifest says enabled: false', decidedBy, remedy }
}

/** Which version the person has, where two are out. */
function rolloutGate(plugin: CompiledPlugin, subjectId: string | null, decidedBy: string): readonly Gate[] {
  const { rollout, id } = plugin
  if (rollout === undefined) return []
  const gate = 'rollout'
  const about = `${rollout.version} for ${rollout.percent} %`
  if (rollout.halted !== null) return [{ gate, about, verdict: 'warn', why: `halted: ${rollout.halted}`, decidedBy }]
  if (subjectId === null) return [{ gate, about, verdict: 'skip', why: 'nobody was named', decidedBy }]
  const { version } = versionFor(plugin, subjectId)
  const why = `bucket ${bucketOf(subjectId, id).toFixed(1)} of 100: has ${version}`
  return [{ gate, about, verdict: 'pass', why, decidedBy }]
}

function quarantineGate({ quarantine, tenant }: ExplainFacts, { id }: CompiledPlugin): Gate {
  const key = `quarantine/${quarantine?.scope === 'all' ? '*' : tenant}/${id}`
  if (quarantine === null) return { gate: 'quarantine', verdict: 'pass', why: 'no flag is set', decidedBy: key }
  const { reason = 'no reason given', by = 'unknown', at = 'unknown' } = quarantine.flag
  const why = `quarantined by ${by} at ${at}: ${reason}`
  const everywhere = quarantine.scope === 'all' ? '?scope=all' : ''
  const remedy = `POST /api/plugins/unquarantine/${id}${everywhere}`
  return { gate: 'quarantine', verdict: 'stop', why, decidedBy: key, remedy }
}

function engineGate({ manifest }: CompiledPlugin, hostVersion: string): Gate {
  const range = manifest.engine.experience
  const { verdict, why } = judgeEngine(range, hostVersion)
  const decidedBy = `engine.experience ${range}, hostVersion ${hostVersion}`
  if (verdict === 'ok') return { gate: 'engine', verdict: 'pass', why, decidedBy }
  if (verdict === 'warn') return { gate: 'engine', verdict: 'warn', why, decidedBy }
  return { gate: 'engine', verdict: 'stop', why, decidedBy, remedy: 'publish a version whose range holds this host' }
}

function pdpGate({ asked, permitted, policies }: ExplainFacts['decisions'][number]): Gate {
  const { resource, action } = asked.question
  const about = `${resource.type} ${resource.id}`
  const named = policies.length === 0 ? '' : `, policy ${policies.join(', ')}`
  const decidedBy = `PDP: ${action.name} on ${about}${named}`
  if (permitted === null) {
    return { gate: 'pdp', about, verdict: 'skip', why: 'nobody was named, or the PDP did not answer', decidedBy }
  }
  if (permitted) return { gate: 'pdp', about, verdict: 'pass', why: 'permitted', decidedBy }
  const remedy = 'change the policies of this tenant, if the person should see it'
  const why = policies.length === 0 ? 'denied: no policy permits it' : 'denied'
  return { gate: 'pdp', about, verdict: 'stop', why, decidedBy, remedy }
}

function bundleGate(bundle: ExplainFacts['bundle'], { bundleKey }: CompiledPlugin): Gate {
  if (bundle !== 'missing') return { gate: 'bundle', verdict: 'pass', why: 'stored', decidedBy: bundleKey }
  const remedy = `upload the bundle to ${bundleKey}, with the bytes that were published`
  return { gate: 'bundle', verdict: 'stop', why: 'not in the bundle store', decidedBy: bundleKey, remedy }
}

function integrityGate(bundle: ExplainFacts['bundle'], { sha256 }: CompiledPlugin): Gate {
  const decidedBy = `sha256:${sha256}`
  if (bundle === 'missing') return { gate: 'integrity', verdict: 'skip', why: 'there is nothing to hash', decidedBy }
  if (bundle === 'sound') return { gate: 'integrity', verdict: 'pass', why: 'the bytes have their hash', decidedBy }
  const remedy = 'find out who changed the stored bundle; publish a new version'
  return {
    gate: 'integrity',
    verdict: 'stop',
    why: 'the stored bytes are not those of this revision',
    decidedBy,
    remedy,
  }
}

function callGate(call: ExplainFacts['call'], { allowList }: CallablePlugin, registry: string): Gate {
  const gate = 'allow-list'
  if (call === null) return { gate, verdict: 'skip', why: 'no call was given', decidedBy: registry }
  const about = `${call.method} ${call.path}`
  const path = parsePath(call.path)
  if ('refusal' in path) {
    const why = `the path is not canonical: ${path.refusal}`
    return { gate, about, verdict: 'stop', why, decidedBy: 'canonical path', remedy: 'send the path in canonical form' }
  }
  const rule = matchCall(allowList, call.method, path.segments)
  if (rule !== null) return { gate, about, verdict: 'pass', why: 'on the list', decidedBy: rule }
  const remedy = `add to permissions.api: { method: ${call.method}, path: ${call.path} }`
  return { gate, about, verdict: 'stop', why: 'no entry admits this call', decidedBy: registry, remedy }
}
