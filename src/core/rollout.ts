/** Gradual rollout: which version of a plugin a person has. The same person has the same one, everywhere. */
import type { CompiledPlugin } from './registry.ts'
import type { PluginManifest } from './manifest.ts'

/** What of a plugin one person gets. */
export interface PersonalVersion {
  readonly version: string
  readonly bundleKey: string
  readonly sha256: string
  readonly manifest: PluginManifest
  /** Visible to the plugin as `sdk.variant`. */
  readonly variant: 'stable' | 'rollout'
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

/** FNV-1a, then the finalizer of MurmurHash3, which spreads texts that differ in their last letters alone. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (const byte of new TextEncoder().encode(text)) value = Math.imul(value ^ byte, 0x01000193)
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35)
  return (value ^ (value >>> 16)) >>> 0
}

/** Figures of one version over the time that is looked at. */
export interface VersionFigures {
  readonly mounted: number
  readonly failed: number
}

/** Fewer mounts than this say nothing: one bad browser would halt everybody's rollout. */
const LEAST_MOUNTS = 5
/** The new version may fail this much more often than the stable one. */
const TOLERANCE = 0.1

/** @returns Why the rollout must stop, or `null`. */
export function refuseRollout(fresh: VersionFigures, stable: VersionFigures): string | null {
  const total = fresh.mounted + fresh.failed
  if (total < LEAST_MOUNTS) return null
  const rate = fresh.failed / total
  const usual = stable.mounted + stable.failed === 0 ? 0 : stable.failed / (stable.mounted + stable.failed)
  if (rate <= usual + TOLERANCE) return null
  return `${fresh.failed} of ${total} mounts failed; of the stable version ${Math.round(usual * 100)} %`
}
