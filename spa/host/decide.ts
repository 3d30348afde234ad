/** Gates: which plugins the host's version admits, and which contributions the decisions permit. */
import { judgeEngine, type EngineVerdict } from '#core/engine'
import { questionsOf, type GatedContribution } from '#core/gating'
import type { PluginManifest } from '#core/manifest'
import type { PluginState } from './plugin-state.ts'

/** Questions in one request; the gateway refuses more. */
export const QUESTIONS_PER_BATCH = 100

/** What must be asked: nothing is asked, and so nothing can be permitted, for a plugin that the engine guard skips. */
export function questionsFor(manifests: readonly PluginManifest[], hostVersion: string): readonly GatedContribution[] {
  return questionsOf(manifests.filter((manifest) => judge(manifest, hostVersion).verdict !== 'skip'))
}

export function batchesOf<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const starts = Array.from({ length: Math.ceil(items.length / size) }, (_, index) => index * size)
  return starts.map((start) => items.slice(start, start + size))
}

/** @param decisions In the order of the questions; a question without one is not permitted. */
export function settle(
  manifests: readonly PluginManifest[],
  hostVersion: string,
  questions: readonly GatedContribution[],
  decisions: readonly boolean[],
): readonly PluginState[] {
  const permitted = new Set<GatedContribution['contribution']>()
  for (const [index, { contribution }] of questions.entries()) {
    if (decisions[index] === true) permitted.add(contribution)
  }
  return manifests.map((manifest) => settleOne(manifest, hostVersion, permitted))
}

function judge(manifest: PluginManifest, hostVersion: string): EngineVerdict {
  return judgeEngine(manifest.engine.experience, hostVersion)
}

function settleOne(
  manifest: PluginManifest,
  hostVersion: string,
  permitted: ReadonlySet<GatedContribution['contribution']>,
): PluginState {
  const { routes, widgets } = manifest.contributions
  const engine = judge(manifest, hostVersion)
  const denied = engine.verdict === 'skip' ? [] : [...routes, ...widgets].filter((each) => !permitted.has(each))
  return {
    manifest,
    engine,
    routes: routes.filter((route) => permitted.has(route)),
    widgets: widgets.filter((widget) => permitted.has(widget)),
    denied: denied.map(({ component }) => component),
    load: { state: 'idle' },
    next: null,
    crashes: {},
  }
}
