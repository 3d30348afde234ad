/** Permit and deny, as a test says: the last rule that fits a question decides it. */
import { isRecord, own, ownText } from '#core/own-property'

/** Which questions a rule is about; what is left out fits all. */
export interface PolicyMatch {
  readonly type?: string
  readonly id?: string
  readonly action?: string
}

/** A question as the plugin asked it, and the answer it got. */
export interface PolicyQuestion {
  readonly type: string
  readonly id: string
  readonly action: string
  readonly permitted: boolean
}

interface Rule {
  readonly match: PolicyMatch
  readonly permits: boolean
}

export class Policy {
  readonly asked: PolicyQuestion[] = []
  readonly #rules: Rule[] = []

  add(match: PolicyMatch, permits: boolean): void {
    this.#rules.push({ match, permits })
  }

  /** Answers in the gateway's shape; everything is permitted that no rule denies. */
  answer(path: string, text: string): unknown {
    const body: unknown = JSON.parse(text)
    const evaluations = own(body, 'evaluations')
    if (path.endsWith('/evaluation') || !Array.isArray(evaluations)) return this.#decide(body)
    return { decisions: evaluations.map((each) => this.#decide(each)) }
  }

  #decide(question: unknown): { readonly decision: 'Permit' | 'Deny' } {
    const [resource, action] = [own(question, 'resource'), own(question, 'action')]
    const [type, id, name] = [ownText(resource, 'type'), ownText(resource, 'id'), ownText(action, 'name')]
    if (!isRecord(question) || type === undefined || id === undefined || name === undefined) return { decision: 'Deny' }
    const fits = ({ match }: Rule): boolean =>
      (match.type ?? type) === type && (match.id ?? id) === id && (match.action ?? name) === name
    const permitted = this.#rules.findLast(fits)?.permits ?? true
    this.asked.push({ type, id, action: name, permitted })
    return { decision: permitted ? 'Permit' : 'Deny' }
  }
}
