/** Discovery: who is signed in, which plugins the tenant has, and which of their contributions are permitted. */
import type { GatedContribution } from '#core/gating'
import type { PluginManifest } from '#core/manifest'
import type { UiConfig } from '#core/theme'
import { parseDecisions, parseSession, parseUiConfig, type ProblemAnswer, type Session } from './answers.ts'
import { batchesOf, questionsFor, QUESTIONS_PER_BATCH, settle } from './decide.ts'
import { notUnderstood, type Answer, type Calls } from './gateway.ts'
import type { HostEvent } from './lifecycle.ts'
import { parseManifests } from './manifests.ts'
import type { PluginState } from './plugin-state.ts'

interface Discovering {
  readonly call: Calls
  /** Dropped silently once the run this belongs to is over. */
  readonly send: (event: HostEvent) => void
}

/** Session, theme and manifests are asked for side by side; only the decisions need to wait. */
export async function discover({ call, send }: Discovering): Promise<void> {
  const [session, ui, manifests] = await Promise.all([readSession(call), readUi(call), readManifests(call)])
  if (!session.value) return send({ type: 'unreachable', problem: session.problem })
  send({ type: 'signed_in', session: session.value, ui: ui.value }) // without a theme the look is the default one
  if (!manifests.value) return send({ type: 'discovery_failed', problem: manifests.problem })
  const plugins = await passGates(manifests.value, session.value, call)
  if (!plugins.value) return send({ type: 'discovery_failed', problem: plugins.problem })
  send({ type: 'decided', plugins: plugins.value })
}

export function readSession(call: Calls): Promise<Read<Session>> {
  return call('/api/session').then(read('the session', parseSession))
}

export function readUi(call: Calls): Promise<Read<UiConfig>> {
  return call('/api/configs/ui').then(read('the theme', parseUiConfig))
}

export function readManifests(call: Calls): Promise<Read<readonly PluginManifest[]>> {
  return call('/api/plugins/manifests').then(read('the plugins', parseManifests))
}

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

type Read<T> = { readonly value: T } | { readonly value: null; readonly problem: ProblemAnswer }

function read<T>(what: string, parse: (body: unknown) => T | null): (answer: Answer) => Read<T> {
  return (answer) => {
    if (!answer.ok) return { value: null, problem: answer.problem }
    const value = parse(answer.body)
    return value === null ? { value: null, problem: notUnderstood(what) } : { value }
  }
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
