/**
 * The translator between the gateway and a PDP: AuthZEN 1.0 and the older `Permit`/`Deny` dialect, in and out.
 *
 * Anything that is not a clear permit is a Deny. A position never shifts: an answer of another length denies all.
 */
import type { JsonObject, Question, Semantic } from './authzen-question.ts'
import { isRecord, own } from './own-property.ts'

/** What policies can trust, since we alone set it. Empty text: not known, or not about a plugin. */
export interface EdgeContext {
  readonly tenant: string
  readonly ip: string
  readonly country: string
  readonly plugin: string
  readonly request_id: string
}

/** What a browser may choose for itself, and we fill in when it does not. */
export interface ClientContext {
  readonly ip: string
  readonly user_agent: string
}

export type PdpDialect = 'authzen' | 'source'

/** One request to the PDP and the places its answers belong to. */
export interface PdpCall {
  readonly path: '/access/v1/evaluation' | '/access/v1/evaluations'
  readonly body: JsonObject
  /** Position of each of its questions among all that were asked. */
  readonly positions: readonly number[]
}

/**
 * Turns questions into requests such that one request never holds two readings of one resource: there are PDPs that
 * merge such items and take the properties of the first. Every item is whole, with a context of its own.
 */
export function toPdpCalls(
  questions: readonly Question[],
  edge: EdgeContext,
  client: ClientContext,
  dialect: PdpDialect = 'authzen',
): readonly PdpCall[] {
  // The subject's own properties are the gateway's word: policies that see no context (Cerbos) find the tenant there.
  const items = questions.map(({ subject, ...question }) => ({
    ...question,
    subject: { ...subject, properties: { tenant: edge.tenant } },
    context: enrich(question.context, edge, client),
  }))
  const [only] = items
  if (items.length === 1 && only !== undefined)
    return [{ path: '/access/v1/evaluation', body: { ...only }, positions: [0] }]
  // The browser's semantic is applied by us afterwards: a PDP that stops early would tell less than was asked.
  const options = dialect === 'authzen' ? { options: { evaluations_semantic: 'execute_all' satisfies Semantic } } : {}
  return groupPositions(items).map((positions) => ({
    path: '/access/v1/evaluations',
    body: { evaluations: positions.map((position) => items[position]), ...options },
    positions,
  }))
}

function enrich(context: JsonObject, edge: EdgeContext, client: ClientContext): JsonObject {
  const given = own(context, 'client')
  return { ...context, client: { ...client, ...(isRecord(given) ? given : {}) }, edge: { ...edge } }
}

/** Each question goes into the first group that has no other reading of its resource. */
function groupPositions(items: readonly Question[]): readonly (readonly number[])[] {
  const groups: { readonly readings: Map<string, string>; readonly positions: number[] }[] = []
  for (const [position, { resource, action, context }] of items.entries()) {
    const key = JSON.stringify([resource.type, resource.id])
    const reading = JSON.stringify([resource.properties ?? {}, action.properties ?? {}, context])
    let group = groups.find(({ readings }) => (readings.get(key) ?? reading) === reading)
    if (group === undefined) {
      group = { readings: new Map(), positions: [] }
      groups.push(group)
    }
    group.readings.set(key, reading)
    group.positions.push(position)
  }
  return groups.map(({ positions }) => positions)
}

/** @returns Whether the answer is a clear permit: own property, exactly `true` or `"Permit"`. */
export function readDecision(answer: unknown): boolean {
  const decision = own(answer, 'decision')
  return decision === true || decision === 'Permit'
}

/** Reads a batch's answer in either dialect. Both at once, none, or another number than was asked: all Deny. */
export function readDecisions(answer: unknown, expectedCount: number): readonly boolean[] {
  const lists = [own(answer, 'evaluations'), own(answer, 'decisions')].filter((list) => list !== undefined)
  const [list] = lists
  if (lists.length !== 1 || !Array.isArray(list) || list.length !== expectedCount) return allDenied(expectedCount)
  return Array.from(list, readDecision)
}

/** Puts the PDP's answers back in the order of the questions. `undefined`: that call failed, so it denies. */
export function joinDecisions(calls: readonly PdpCall[], answers: readonly unknown[]): readonly boolean[] {
  const decisions = allDenied(calls.reduce((count, { positions }) => count + positions.length, 0))
  for (const [index, { path, positions }] of calls.entries()) {
    const answer = answers[index]
    const read = path === '/access/v1/evaluation' ? [readDecision(answer)] : readDecisions(answer, positions.length)
    for (const [place, position] of positions.entries()) decisions[position] = read[place] === true
  }
  return decisions
}

/**
 * The policies that each decision names, as the embedded PDP does in `context.policies`. They are for operators alone, and
 * decide nothing.
 */
export function policiesNamed(calls: readonly PdpCall[], answers: readonly unknown[]): readonly (readonly string[])[] {
  const named = calls.reduce((count, { positions }) => count + positions.length, 0)
  const policies = Array.from({ length: named }, (): readonly string[] => [])
  for (const [index, { path, positions }] of calls.entries()) {
    const answer = answers[index]
    const list = path === '/access/v1/evaluation' ? [answer] : own(answer, 'evaluations')
    if (!Array.isArray(list) || list.length !== positions.length) continue
    for (const [place, position] of positions.entries()) {
      const said = own(own(list[place], 'context'), 'policies')
      if (Array.isArray(said)) policies[position] = said.filter((name) => typeof name === 'string')
    }
  }
  return policies
}

/** Cuts the list where the semantic stops, keeping the decision that stopped it (AuthZEN 1.0, section 7.1.2.1). */
export function applySemantic(decisions: readonly boolean[], semantic: Semantic): readonly boolean[] {
  switch (semantic) {
    case 'execute_all':
      return decisions
    case 'deny_on_first_deny':
      return cutAfter(decisions, false)
    case 'permit_on_first_permit':
      return cutAfter(decisions, true)
    default:
      semantic satisfies never
      return allDenied(decisions.length)
  }
}

export type AnswerShape = 'source' | 'standard'

/** The answer to the browser, built anew: nothing of the PDP's own is passed on. */
export function printDecisions(
  decisions: readonly boolean[],
  shape: AnswerShape,
  kind: 'single' | 'batch',
): JsonObject {
  const printed = decisions.map((decision) => printDecision(decision, shape))
  if (kind === 'single') return printed[0] ?? printDecision(false, shape)
  return shape === 'standard' ? { evaluations: printed } : { decisions: printed }
}

function printDecision(decision: boolean, shape: AnswerShape): JsonObject {
  return { decision: shape === 'standard' ? decision : decision ? 'Permit' : 'Deny' }
}

function cutAfter(decisions: readonly boolean[], stop: boolean): readonly boolean[] {
  const index = decisions.indexOf(stop)
  return index === -1 ? decisions : decisions.slice(0, index + 1)
}

function allDenied(count: number): boolean[] {
  return Array.from({ length: count }, () => false)
}
