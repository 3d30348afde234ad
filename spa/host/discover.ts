/** Discovery: who is signed in, which plugins the tenant has, and which of their contributions are permitted. */
import type { GatedContribution } from '#core/gating'
import { parseDecisions, parseSession, parseUiConfig, type ProblemAnswer, type Session } from './answers.ts'
import { batchesOf, questionsFor, QUESTIONS_PER_BATCH, settle } from './decide.ts'
import { notUnderstood, type Answer, type Call } from './gateway.ts'
import type { HostEvent } from './lifecycle.ts'
import { parseManifests } from './manifests.ts'

export interface Discovering {
  readonly call: (path: string, init?: Call) => Promise<Answer>
  /** Dropped silently once the run this belongs to is over. */
  readonly send: (event: HostEvent) => void
}

/** Session, theme and manifests are asked for side by side; only the decisions need to wait. */
export async function discover({ call, send }: Discovering): Promise<void> {
  const [session, ui, manifests] = await Promise.all([
    call('/api/session').then(read('the session', parseSession)),
    call('/api/configs/ui').then(read('the theme', parseUiConfig)),
    call('/api/plugins/manifests').then(read('the plugins', parseManifests)),
  ])
  if (!session.value) return send({ type: 'unreachable', problem: session.problem })
  send({ type: 'signed_in', session: session.value, ui: ui.value }) // without a theme the look is the default one
  if (!manifests.value) return send({ type: 'discovery_failed', problem: manifests.problem })
  const { hostVersion } = session.value
  const questions = questionsFor(manifests.value, hostVersion)
  const decisions = await decide(questions, session.value, call)
  if (!decisions.value) return send({ type: 'discovery_failed', problem: decisions.problem })
  send({ type: 'decided', plugins: settle(manifests.value, hostVersion, questions, decisions.value) })
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
  call: Discovering['call'],
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
