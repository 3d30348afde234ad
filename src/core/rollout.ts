/** Gradual rollout: which version of a plugin a person has. The same person has the same one, everywhere. */
import type { Finding } from './alerts.ts'
import type { PluginManifest, Variant } from './manifest.ts'
import { peopleOf, type People, type Rollup } from './metrics.ts'
import type { CompiledPlugin } from './registry.ts'

/** What of a plugin one person gets. */
export interface PersonalVersion {
  readonly version: string
  readonly bundleKey: string
  readonly sha256: string
  readonly manifest: PluginManifest
  /** Visible to the plugin as `sdk.variant`. */
  readonly variant: Variant
}

/** Everybody has the stable version while a rollout is halted, or where there is none. */
export function versionFor(plugin: CompiledPlugin, subjectId: string): PersonalVersion {
  const { rollout } = plugin
  if (rollout !== undefined && rollout.halted === null && bucketOf(subjectId, plugin.id) < rollout.percent) {
    return { ...rollout, variant: 'rollout' }
  }
  const { version, bundleKey, sha256, manifest } = plugin
  return { version, bundleKey, sha256, manifest, variant: 'stable' }
}

/**
 * A number from 0 up to 100, spread evenly over people, and another one for each plugin: who is first with one plugin is
 * not first with all. A greater percentage keeps everybody who was in before.
 */
export function bucketOf(subjectId: string, pluginId: string): number {
  return (hash(`${pluginId} ${subjectId}`) / 2 ** 32) * 100
}

/** A number for a person, for telling one from another and nothing else. */
export function numberOfPerson(subjectId: string): number {
  return hash(`person ${subjectId}`)
}

/** FNV-1a, then the finalizer of MurmurHash3, which spreads texts that differ in their last letters alone. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (const byte of new TextEncoder().encode(text)) value = Math.imul(value ^ byte, 0x01000193)
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35)
  return (value ^ (value >>> 16)) >>> 0
}

export interface Evidence {
  /** Of the time that was judged. */
  readonly rollups: readonly Rollup[]
  readonly people: readonly People[]
  /** So many different people must have seen it: one alone stops nothing for all. */
  readonly leastPeople: number
}

/**
 * Whether what is alarming is the new version's doing: its mounts fail, or most of the refusals are its own.
 *
 * @returns In words, why the rollout must stop, or `null`.
 */
export function blameRollout(
  finding: Finding,
  version: string,
  { rollups, people, leastPeople }: Evidence,
): string | null {
  if (finding.rule === 'mount_failures' && finding.version === version) {
    return `${finding.figure} % of the mounts of ${version} failed`
  }
  if (finding.rule !== 'refusal_spike') return null
  const refused = rollups.filter(({ metric, plugin }) => metric === 'call_refused' && plugin === finding.plugin)
  const all = sum(refused)
  const own = sum(refused.filter((rollup) => rollup.version === version))
  const persons = peopleOf(people, { metric: 'call_refused', plugin: finding.plugin, version })
  if (own * 2 <= all || persons < leastPeople) return null
  return `${own} of ${all} refused calls came from ${version}, of ${persons} people`
}

function sum(rollups: readonly Rollup[]): number {
  return rollups.reduce((total, { count }) => total + count, 0)
}
