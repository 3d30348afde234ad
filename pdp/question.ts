/** Reads AuthZEN 1.0 questions, one or a batch, from a request's JSON. */
import { type Rejection, isRejection } from '../src/core/rejection.ts'
import { type Members, isDeeperThan, isMembers } from './json.ts'

/** What a gateway asks about one page of contributions, five times over. */
const MAX_EVALUATIONS = 500
/** Deep enough for any property we know of, shallow enough to walk by recursion. */
const MAX_DEPTH = 32
const MAX_ID_CHARACTERS = 2048

const SEMANTICS = ['execute_all', 'deny_on_first_deny', 'permit_on_first_permit'] as const
type Semantic = (typeof SEMANTICS)[number]

/** A subject, an action or a resource. An action's name is its id, and its type is `Action`. */
export interface Thing {
  readonly type: string
  readonly id: string
  readonly properties: Members
}

export interface Question {
  readonly subject: Thing
  readonly action: Thing
  readonly resource: Thing
  readonly context: Members
}

export interface Batch {
  readonly questions: readonly Question[]
  readonly semantic: Semantic
  /** Whether the caller gets `{decision}` instead of `{evaluations}`. */
  readonly single: boolean
}

/** @see OpenID AuthZEN Authorization API 1.0, section 6 (Access Evaluation) */
export function parseEvaluation(input: unknown): Batch | Rejection {
  if (isDeeperThan(MAX_DEPTH, input)) return { where: '', why: `the question nests deeper than ${MAX_DEPTH} levels` }
  const question = parseQuestion(input, {}, '')
  return isRejection(question) ? question : { questions: [question], semantic: 'execute_all', single: true }
}

/**
 * A batch: members at the top are defaults, replaced as a whole by those of an item. Without items it is a single
 * question.
 *
 * @see OpenID AuthZEN Authorization API 1.0, section 7 (Access Evaluations)
 */
export function parseEvaluations(input: unknown): Batch | Rejection {
  if (isDeeperThan(MAX_DEPTH, input)) return { where: '', why: `the question nests deeper than ${MAX_DEPTH} levels` }
  if (!isMembers(input)) return { where: '', why: 'the body must be a JSON object' }
  const { evaluations, options, ...defaults } = input
  if (evaluations === undefined) return parseEvaluation(input)
  if (!Array.isArray(evaluations)) return { where: 'evaluations', why: 'must be an array' }
  if (evaluations.length === 0) return parseEvaluation(defaults)
  if (evaluations.length > MAX_EVALUATIONS) return { where: 'evaluations', why: `at most ${MAX_EVALUATIONS} items` }
  const semantic = parseSemantic(options)
  if (isRejection(semantic)) return semantic
  const questions: Question[] = []
  for (const [index, item] of evaluations.entries()) {
    const question = parseQuestion(item, defaults, `evaluations[${index}].`)
    if (isRejection(question)) return question
    questions.push(question)
  }
  return { questions, semantic, single: false }
}

/** Whether a decision is the last one that this batch asks for. */
export function endsBatch(semantic: Semantic, decision: boolean): boolean {
  switch (semantic) {
    case 'execute_all':
      return false
    case 'deny_on_first_deny':
      return !decision
    case 'permit_on_first_permit':
      return decision
    default:
      return semantic satisfies never
  }
}

function parseSemantic(options: unknown): Semantic | Rejection {
  if (options === undefined) return 'execute_all'
  if (!isMembers(options)) return { where: 'options', why: 'must be an object' }
  const { evaluations_semantic: named } = options
  if (named === undefined) return 'execute_all'
  const semantic = SEMANTICS.find((known) => known === named)
  return semantic ?? { where: 'options.evaluations_semantic', why: `must be one of ${SEMANTICS.join(', ')}` }
}

function parseQuestion(item: unknown, defaults: Members, where: string): Question | Rejection {
  if (!isMembers(item)) return { where: where.slice(0, -1), why: 'must be a JSON object' }
  const members = { ...defaults, ...item }
  const subject = parseThing(members['subject'], `${where}subject`, 'id')
  if (isRejection(subject)) return subject
  const action = parseThing(members['action'], `${where}action`, 'name')
  if (isRejection(action)) return action
  const resource = parseThing(members['resource'], `${where}resource`, 'id')
  if (isRejection(resource)) return resource
  const { context = {} } = members
  if (!isMembers(context)) return { where: `${where}context`, why: 'must be an object' }
  return { subject, action, resource, context }
}

function parseThing(input: unknown, where: string, idMember: 'id' | 'name'): Thing | Rejection {
  if (!isMembers(input)) return { where, why: input === undefined ? 'is required' : 'must be an object' }
  const type = idMember === 'name' ? 'Action' : input['type']
  if (typeof type !== 'string' || type === '') return { where: `${where}.type`, why: 'must be a non-empty string' }
  const id = input[idMember]
  if (typeof id !== 'string' || id === '') return { where: `${where}.${idMember}`, why: 'must be a non-empty string' }
  if (id.length > MAX_ID_CHARACTERS || type.length > MAX_ID_CHARACTERS) {
    return { where, why: `type and ${idMember} must be at most ${MAX_ID_CHARACTERS} characters` }
  }
  const { properties = {} } = input
  if (!isMembers(properties)) return { where: `${where}.properties`, why: 'must be an object' }
  return { type, id, properties }
}
