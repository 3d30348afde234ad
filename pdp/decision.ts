/** Answers one AuthZEN question with Cedar. */
import type { TypeAndId } from '@cedar-policy/cedar-wasm/web'
import { cedarRecord, refuseValue } from './cedar-value.ts'
import { type Ruling, rule } from './engine.ts'
import { type DeclaredEntity, type Entities, entityKey, withAncestors } from './entities.ts'
import { isMembers } from './json.ts'
import type { TenantPolicies, TenantRules } from './policies.ts'
import type { Question, Thing } from './question.ts'

/** What goes to the caller. `context` says why: the policies that spoke, or the error that made it a Deny. */
export interface Decision {
  readonly decision: boolean
  readonly context:
    | { readonly policies: readonly string[] }
    | { readonly error: { readonly status: number; readonly message: string } }
}

/** `plugin.route` in AuthZEN is `plugin::route` in Cedar; a type that Cedar cannot name fits no policy. */
const TYPE = /^[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z][A-Za-z0-9_]*)*$/

/** Which tenant's policies are asked: the gateway says so in `context.edge`, where no browser can write. */
export function tenantOf(question: Question): string | null {
  const { edge } = question.context
  const tenant = isMembers(edge) ? edge['tenant'] : null
  return typeof tenant === 'string' ? tenant : null
}

export function decide(question: Question, policies: TenantPolicies | null): Decision {
  if (policies === null) return failed(404, 'no policies for this tenant')
  if ('unusable' in policies) return failed(503, 'the policies of this tenant cannot be used')
  const refusal = refuseQuestion(question)
  if (refusal !== null) return failed(400, refusal)
  const { permit, policies: names, errors } = ask(question, policies)
  return errors.length === 0 ? { decision: permit, context: { policies: names } } : failed(500, errors.join('; '))
}

export function failed(status: number, message: string): Decision {
  return { decision: false, context: { error: { status, message } } }
}

function refuseQuestion({ subject, action, resource, context }: Question): string | null {
  for (const { type } of [subject, resource]) if (!TYPE.test(type)) return `Cedar has no type called ${type}`
  return (
    refuseValue(subject.properties, 'subject.properties') ??
    refuseValue(action.properties, 'action.properties') ??
    refuseValue(resource.properties, 'resource.properties') ??
    refuseValue(context, 'context')
  )
}

function ask({ subject, action, resource, context }: Question, rules: TenantRules): Ruling {
  // The person last: a resource that is the person must not bring them other properties.
  const things = [resource, action, subject]
  const entities = withAncestors(rules.entities, things.map(uidOf))
  for (const thing of things) entities.set(entityKey(uidOf(thing)), entityOf(thing, rules.entities))
  return rule(rules.policySet, {
    principal: uidOf(subject),
    action: uidOf(action),
    resource: uidOf(resource),
    context: cedarRecord(context),
    entities: entities.values(),
  })
}

/**
 * Properties become attributes, and so does `id`, since Cedar cannot look into an entity's own. What the operator's
 * file declares weighs more than what a caller says.
 */
function entityOf(thing: Thing, known: Entities): DeclaredEntity {
  const uid = uidOf(thing)
  const declared = known.get(entityKey(uid))
  const attrs = { ...cedarRecord(thing.properties), ...declared?.attrs, id: thing.id }
  return { uid, attrs, parents: declared?.parents ?? [] }
}

function uidOf({ type, id }: Thing): TypeAndId {
  return { type: type.replaceAll('.', '::'), id }
}
