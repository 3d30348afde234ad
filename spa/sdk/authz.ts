/** `sdk.authz`: asks the policy decision point about actions at render time. */
import type { Line } from './line.ts'
import { mediaType } from './problem-error.ts'

export interface AuthzResource {
  readonly type: string
  readonly id: string
  readonly properties?: Readonly<Record<string, unknown>>
}

/** May the signed-in person do this to that? */
export interface AuthzQuestion {
  readonly resource: AuthzResource
  readonly action: string
}

export interface Authz {
  /** Whether the signed-in person may do this. Anything but a clear permit, an error too, is `false`. */
  evaluate(resource: AuthzResource, action: string): Promise<boolean>
  /**
   * Several questions in one request (one for each hundred).
   *
   * @returns As many answers, in the order of the questions. Anything but a clear permit, an error too, is `false`.
   */
  evaluateMany(questions: readonly AuthzQuestion[]): Promise<readonly boolean[]>
}

/** The gateway refuses more in one request. */
const MOST_QUESTIONS = 100

export function createAuthz(line: Line): Authz {
  const post = async (path: string, body: unknown): Promise<unknown> => {
    const response = await line.send(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
      body: JSON.stringify(body),
      signal: line.closed,
    })
    return response.ok && mediaType(response) === 'application/json' ? response.json() : null
  }
  const ask = async (questions: readonly AuthzQuestion[]): Promise<readonly boolean[]> => {
    const evaluations = questions.map(({ resource, action }) => ({ resource, action: { name: action } }))
    const decisions = member(await post('/access/v1/evaluations', { evaluations }), 'decisions')
    const isComplete = Array.isArray(decisions) && decisions.length === questions.length
    return questions.map((_, index) => isComplete && permits(decisions[index]))
  }
  return {
    evaluate: Object.freeze(async (resource: AuthzResource, action: string) => {
      try {
        return permits(await post('/access/v1/evaluation', { resource, action: { name: action } }))
      } catch {
        return false
      }
    }),
    evaluateMany: Object.freeze(async (questions: readonly AuthzQuestion[]) => {
      const starts = Array.from(
        { length: Math.ceil(questions.length / MOST_QUESTIONS) },
        (_, at) => at * MOST_QUESTIONS,
      )
      const batches = starts.map((start) => questions.slice(start, start + MOST_QUESTIONS))
      const answers = await Promise.all(batches.map((batch) => ask(batch).catch(() => batch.map(() => false))))
      return answers.flat()
    }),
  }
}

/** `"Permit"` is the gateway's word, `true` the standard's (OpenID AuthZEN 1.0, section 6.2): no third value permits. */
function permits(answer: unknown): boolean {
  const decision = member(answer, 'decision')
  return decision === 'Permit' || decision === true
}

function member(answer: unknown, name: string): unknown {
  if (typeof answer !== 'object' || answer === null || !Object.hasOwn(answer, name)) return undefined
  return Reflect.get(answer, name)
}
