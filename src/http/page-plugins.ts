/** The plugins of one person's page, every gate passed: what is denied is not in it. */
import { permittedOnly, questionsOf } from '../core/gating.ts'
import type { PluginManifest } from '../core/manifest.ts'
import type { PagePlugin } from '../core/page-data.ts'
import type { Subject } from '../core/authzen-question.ts'
import { engineVerdict } from '../io/engine.ts'
import { ask, rememberPermit } from './decisions.ts'
import { Problem } from './problem.ts'
import { manifestsFor } from './served-manifests.ts'
import type { Seen } from './seen.ts'

/** @throws {Problem} when it is not known what this person may see. */
export async function pagePlugins(c: Seen): Promise<readonly PagePlugin[]> {
  const { session, live } = c.var
  if (session === null) throw new Problem('signed_out')
  const { subject } = session.record
  const { hostVersion } = live.registry.settings
  const manifests = await manifestsFor(c, subject.id)
  const judged = await Promise.all(
    manifests.map(async (manifest) => ({
      manifest,
      engine: await engineVerdict(manifest.engine.experience, hostVersion),
    })),
  )
  const admitted = judged.filter(({ engine }) => engine.verdict !== 'skip')
  const permitted = await permittedTo(
    c,
    subject,
    admitted.map(({ manifest }) => manifest),
  )
  return permitted.flatMap((manifest) => {
    const engine = admitted.find((one) => one.manifest.id === manifest.id)?.engine
    return engine === undefined ? [] : [{ manifest: withoutAllowList(manifest), engine }]
  })
}

async function permittedTo(c: Seen, subject: Subject, manifests: readonly PluginManifest[]) {
  const { live, tenant } = c.var
  const questions = questionsOf(manifests).map(({ question }) => ({ ...question, subject, context: {} }))
  const size = live.registry.settings.limits.evaluations
  const starts = Array.from({ length: Math.ceil(questions.length / size) }, (_, index) => index * size)
  const answers = await Promise.all(
    starts.map((start) => ask(c, questions.slice(start, start + size), { plugin: '', tenant })),
  )
  if (answers.some(({ answered }) => !answered)) throw new Problem('pdp_unavailable')
  const permitted = permittedOnly(
    manifests,
    answers.flatMap((answer) => answer.permitted),
  )
  const ids = new Set(permitted.map(({ id }) => id))
  // What is denied is asked again: the decision point may have come to its senses when the person tries again.
  for (const manifest of manifests) {
    if (manifest.variant !== 'rollout' && ids.has(manifest.id)) rememberPermit(c, manifest)
  }
  return permitted
}

/** The allow-list is the gateway's to enforce: a page has no use for it. */
function withoutAllowList(manifest: PluginManifest): PluginManifest {
  return { ...manifest, permissions: { ...manifest.permissions, api: [] } }
}
