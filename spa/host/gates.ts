/**
 * Gates: which plugins the host's version admits, and which contributions the decisions permit. A page whose document
 * brings them needs none of this, so it is fetched with the first look at what has changed.
 */
import { judgeEngine, type EngineVerdict } from '#core/engine'
import { questionsOf, type GatedContribution } from '#core/gating'
import type { PluginManifest } from '#core/manifest'
import { parseDecisions, type Session } from './answers.ts'
import type { Calls } from './gateway.ts'
import type { PluginState } from './plugin-state.ts'
import { read, type Read } from './reads.ts'

/** The engine guard, then the decisions. @returns A state for each manifest, in their order. */
export async function passGates(
  manifests: readonly PluginManifest[],
  session: Session,
  call: Calls,
): Promise<Read<readonly PluginState[]>> {
  const questions = questionsFor(manifests, session.hostVersion)
  const decisions = await decide(questions, session, call)
  return decisions.value ? { value: settle(manifests, session.hostVersion, questions, decisions.value) } : decisions
}

/** All batches or none: a page that shows half of what is permitted would pass for the whole. */
async function decide(
  questions: readonly GatedContribution[],
  session: Session,
  call: Calls,
): Promise<Read<readonly boolean[]>> {
  const batches = batchesOf(questions, QUESTIONS_PER_BATCH)
  const parts = await Promise.all(
    batches.map(async (batch) => {
      const evaluations = batch.map(({ question }) => ({ ...question, context: {} }))
      const init = { method: 'POST', body: { evaluations }, csrfToken: session.csrfToken } as const
      const answer = await call('/access/v1/evaluations', init)
      return read('the decisions', (body) => parseDecisions(body, batch.length))(answer)
    }),
  )
  const decisions: boolean[] = []
  for (const part of parts) {
    if (!part.value) return part
    decisions.push(...part.value)
  }
  return { value: decisions }
}

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
