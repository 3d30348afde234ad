/** The manifests that a person is served, as JSON: written once for everybody who gets the same. */
import type { PluginManifest } from '../core/manifest.ts'
import type { CompiledPlugin } from '../core/registry.ts'
import { versionFor } from '../core/rollout.ts'
import type { LiveRegistry } from '../io/registry-store.ts'
import { Problem } from './problem.ts'
import { quarantinedOf, quarantinesOf } from './quarantine.ts'
import type { Seen } from './seen.ts'

/** People differ by the rollouts they are in: so many combinations are kept of a revision, others are written each time. */
const MAX_TEXTS = 8

/** By revision, as long as an isolate has it. */
const texts = new WeakMap<LiveRegistry, Map<string, Uint8Array>>()

/** `PluginManifest[]`: those of this tenant that are enabled and not quarantined. */
export async function servedManifests(c: Seen): Promise<Uint8Array> {
  const { live, session } = c.var
  if (session === null) throw new Problem('signed_out')
  const subject = session.record.subject.id
  const quarantined = await quarantinedOf(c, live.plugins)
  const fresh: string[] = []
  for (const [id, { compiled }] of live.plugins) {
    if (compiled.rollout !== undefined && versionFor(compiled, subject).variant === 'rollout') fresh.push(id)
  }
  const state = `${quarantined.join()} ${fresh.join()}`
  const known = texts.get(live)?.get(state)
  if (known !== undefined) return known
  const served = [...live.plugins.values()].filter(({ compiled }) => !quarantined.includes(compiled.id))
  const text = JSON.stringify(served.map(({ compiled }) => personalManifest(compiled, subject)))
  const bytes = new TextEncoder().encode(text)
  keep(live, state, bytes)
  return bytes
}

/** The same, for what is written into a page. */
export async function manifestsFor(c: Seen, subjectId: string): Promise<readonly PluginManifest[]> {
  const { plugins } = c.var.live
  const flags = await quarantinesOf(c, [...plugins.keys()])
  const served = [...plugins.values()].filter(({ compiled }) => flags.get(compiled.id) === null)
  return served.map(({ compiled }) => personalManifest(compiled, subjectId))
}

/** The manifest of the version this person has. Where two are out, the plugin may know which one it is. */
function personalManifest(plugin: CompiledPlugin, subjectId: string): PluginManifest {
  const { manifest, variant } = versionFor(plugin, subjectId)
  return plugin.rollout === undefined ? manifest : { ...manifest, variant }
}

function keep(live: LiveRegistry, state: string, text: Uint8Array): void {
  const known = texts.get(live) ?? new Map<string, Uint8Array>()
  if (known.size < MAX_TEXTS) known.set(state, text)
  texts.set(live, known)
}
