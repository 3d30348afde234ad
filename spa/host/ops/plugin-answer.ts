/** What the gateway answers about one plugin, and about the gates in front of it. */
import type { ManifestText } from '#core/difference'
import { isRecord, own, ownText } from '#core/own-property'
import { parseQuarantined, type Quarantined } from './answers.ts'
import { type Guard, listOf, textsOf } from './guard.ts'

export interface PluginDetail {
  readonly tenant: string
  readonly revision: string
  readonly id: string
  readonly version: string
  readonly enabled: boolean
  readonly bundleKey: string
  readonly sha256: string
  readonly manifest: ManifestText
  readonly quarantined: Quarantined | null
  /** Revision that this one is compared with; `null`: there was none. */
  readonly since: string | null
  /** Manifest in that revision; `null`: the plugin was not in it. */
  readonly before: ManifestText | null
  readonly widened: readonly string[]
}

export const PLUGIN: Guard<PluginDetail> = { what: 'the plugin', parse: parsePluginDetail }

export function parsePluginDetail(input: unknown): PluginDetail | null {
  const [tenant, revision, plugin] = [ownText(input, 'tenant'), ownText(input, 'revision'), own(input, 'plugin')]
  const [id, version, manifest] = [ownText(plugin, 'id'), ownText(plugin, 'version'), own(plugin, 'manifest')]
  if (tenant === undefined || revision === undefined) return null
  if (id === undefined || version === undefined || !isRecord(manifest)) return null
  const before = own(input, 'before')
  return {
    tenant,
    revision,
    id,
    version,
    enabled: own(plugin, 'enabled') === true,
    bundleKey: ownText(plugin, 'bundleKey') ?? '',
    sha256: ownText(plugin, 'sha256') ?? '',
    manifest,
    quarantined: parseQuarantined(own(input, 'quarantined')),
    since: ownText(input, 'since') ?? null,
    before: isRecord(before) ? before : null,
    widened: textsOf(own(input, 'widened')),
  }
}

const VERDICTS = ['pass', 'warn', 'stop', 'skip'] as const

export interface ToldGate {
  readonly gate: string
  readonly about: string | null
  readonly verdict: (typeof VERDICTS)[number]
  readonly why: string
  readonly decidedBy: string
  readonly remedy: string | null
}

export interface Explanation {
  readonly subject: string | null
  readonly revision: string
  readonly gates: readonly ToldGate[]
}

export const EXPLANATION: Guard<Explanation> = { what: 'the gates', parse: parseExplanation }

export function parseExplanation(input: unknown): Explanation | null {
  const [revision, gates] = [ownText(input, 'revision'), own(input, 'gates')]
  if (revision === undefined || !Array.isArray(gates)) return null
  return { subject: ownText(input, 'subject') ?? null, revision, gates: listOf(gates, parseGate) }
}

function parseGate(input: unknown): ToldGate | null {
  const [gate, why] = [ownText(input, 'gate'), ownText(input, 'why')]
  const verdict = VERDICTS.find((each) => each === own(input, 'verdict'))
  if (gate === undefined || why === undefined || verdict === undefined) return null
  return {
    gate,
    about: ownText(input, 'about') ?? null,
    verdict,
    why,
    decidedBy: ownText(input, 'decidedBy') ?? '',
    remedy: ownText(input, 'remedy') ?? null,
  }
}
