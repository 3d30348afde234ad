/** What a browser asks of the PDP: AuthZEN requests, read strictly, about the session's own subject alone. */
import { parseJsonText, type JsonRefusal } from './json-text.ts'
import { isRecord, own, ownText } from './own-property.ts'

export type JsonObject = Readonly<Record<string, unknown>>

export interface Subject {
  readonly type: string
  readonly id: string
}

export interface Question {
  readonly subject: Subject
  readonly resource: { readonly type: string; readonly id: string; readonly properties?: JsonObject }
  readonly action: { readonly name: string; readonly properties?: JsonObject }
  readonly context: JsonObject
}

/** AuthZEN 1.0, section 7.1.2.1. */
export const SEMANTICS = ['execute_all', 'deny_on_first_deny', 'permit_on_first_permit'] as const
export type Semantic = (typeof SEMANTICS)[number]

export interface Asked {
  /** Decides the shape of the answer: a batch without `evaluations` is a single question (AuthZEN 1.0, section 7.1). */
  readonly kind: 'single' | 'batch'
  readonly questions: readonly Question[]
  readonly semantic: Semantic
}

export type QuestionRefusal = JsonRefusal | 'malformed' | 'too_many' | 'subject_mismatch'

export interface RefusedQuestion {
  readonly refusal: QuestionRefusal
  /** Path of the member at fault, like `evaluations[3].resource.id`. */
  readonly where: string
}

export interface QuestionLimits {
  readonly bytes: number
  readonly depth: number
  readonly evaluations: number
}

/** Deep enough for any properties, shallow enough for every parser. */
export const MAX_QUESTION_DEPTH = 32

/**
 * @param text The body, decoded as UTF-8. One parse: what goes on is built anew from what was read here.
 * @param subject The session's. Absent in the question it is filled in, another one is refused.
 */
export function parseQuestion(
  text: string,
  kind: 'single' | 'batch',
  subject: Subject,
  limits: QuestionLimits,
): Asked | RefusedQuestion {
  const parsed = parseJsonText(text, limits)
  if ('refusal' in parsed) return { ...parsed, where: '' }
  const body = parsed.value
  if (!isRecord(body)) return malformed('')
  const semantic = readSemantic(body)
  if (semantic === null) return malformed('options.evaluations_semantic')
  const items = kind === 'single' ? undefined : own(body, 'evaluations')
  if (items !== undefined && !Array.isArray(items)) return malformed('evaluations')
  if (items === undefined || (items.length === 0 && own(body, 'resource') !== undefined)) {
    const question = readQuestion(body, {}, subject, '')
    return 'refusal' in question ? question : { kind: 'single', questions: [question], semantic }
  }
  if (items.length > limits.evaluations) return { refusal: 'too_many', where: 'evaluations' }
  const refused = refuseSubject(body, subject, '')
  if (refused !== null) return refused
  const questions: Question[] = []
  for (const [index, item] of items.entries()) {
    const question = readQuestion(item, body, subject, `evaluations[${index}].`)
    if ('refusal' in question) return question
    questions.push(question)
  }
  return { kind: 'batch', questions, semantic }
}

/** Of the client's options this one is understood; it is applied by us and no option is ever forwarded. */
function readSemantic(body: JsonObject): Semantic | null {
  const options = own(body, 'options')
  if (options !== undefined && !isRecord(options)) return null
  const asked = own(options, 'evaluations_semantic')
  return asked === undefined ? 'execute_all' : (SEMANTICS.find((semantic) => semantic === asked) ?? null)
}

/** @param defaults The batch's own members: each stands in whole for one that the item lacks. */
function readQuestion(
  item: unknown,
  defaults: JsonObject,
  subject: Subject,
  where: string,
): Question | RefusedQuestion {
  if (!isRecord(item)) return malformed(where.slice(0, -1))
  const refused = refuseSubject(item, subject, where)
  if (refused !== null) return refused
  const member = (key: string) => own(Object.hasOwn(item, key) ? item : defaults, key)
  const resource = member('resource')
  const action = member('action')
  const givenContext = member('context')
  const context = givenContext === undefined ? {} : givenContext
  const type = ownText(resource, 'type')
  const id = ownText(resource, 'id')
  const name = ownText(action, 'name')
  if (type === undefined || id === undefined) return malformed(`${where}resource`)
  if (name === undefined) return malformed(`${where}action`)
  const client = own(context, 'client')
  if (!isRecord(context) || (client !== undefined && !isRecord(client))) return malformed(`${where}context`)
  const resourceProperties = readProperties(resource)
  const actionProperties = readProperties(action)
  if (resourceProperties === null) return malformed(`${where}resource.properties`)
  if (actionProperties === null) return malformed(`${where}action.properties`)
  return {
    subject: { type: subject.type, id: subject.id },
    resource: { type, id, ...resourceProperties },
    action: { name, ...actionProperties },
    context: withoutCommands(context),
  }
}

function readProperties(holder: unknown): { readonly properties?: JsonObject } | null {
  const properties = own(holder, 'properties')
  if (properties === undefined) return {}
  return isRecord(properties) ? { properties: withoutCommands(properties) } : null
}

/** Properties of the subject are the gateway's to state, so a client's are read by nobody. */
function refuseSubject(holder: JsonObject, subject: Subject, where: string): RefusedQuestion | null {
  const given = own(holder, 'subject')
  if (given === undefined) return null
  if (ownText(given, 'type') === undefined || ownText(given, 'id') === undefined) return malformed(`${where}subject`)
  if (own(given, 'type') === subject.type && own(given, 'id') === subject.id) return null
  return { refusal: 'subject_mismatch', where: `${where}subject` }
}

/** Cerbos takes properties named `cerbos.…` as commands (policy version, scope): no browser gives it those. */
function withoutCommands(object: JsonObject): JsonObject {
  const entries = Object.entries(object).filter(([key]) => !key.startsWith('cerbos.'))
  return Object.fromEntries(entries.map(([key, value]) => [key, withoutCommandsInside(value)]))
}

function withoutCommandsInside(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutCommandsInside)
  return isRecord(value) ? withoutCommands(value) : value
}

function malformed(where: string): RefusedQuestion {
  return { refusal: 'malformed', where }
}
