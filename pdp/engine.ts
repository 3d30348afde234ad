/** Cedar, running as WebAssembly inside the isolate. */
import {
  type CedarValueJson,
  type DetailedError,
  type EntityJson,
  type TypeAndId,
  checkParseEntities,
  initSync,
  policySetTextToParts,
  policyToJson,
  preparsePolicySet,
  statefulIsAuthorized,
} from '@cedar-policy/cedar-wasm/web'
// By path, since the package does not export the file. At start-up, since that time is no request's.
import wasm from '../node_modules/@cedar-policy/cedar-wasm/web/cedar_wasm_bg.wasm?module'
import type { Rejection } from '../src/core/rejection.ts'
import type { DeclaredEntity } from './entities.ts'

initSync({ module: wasm })

export interface CedarQuestion {
  readonly principal: TypeAndId
  readonly action: TypeAndId
  readonly resource: TypeAndId
  readonly context: Record<string, CedarValueJson>
  readonly entities: Iterable<DeclaredEntity>
}

export interface Ruling {
  readonly permit: boolean
  /** Names of the policies that decided; none where no policy spoke. */
  readonly policies: readonly string[]
  /** What went wrong; anything here makes it a Deny. */
  readonly errors: readonly string[]
}

/** Policy texts by name: the `@id("…")` of a policy, else its place in the file. Two of one name are a rejection. */
export function parsePolicies(file: string, text: string): ReadonlyMap<string, string> | Rejection {
  const parts = policySetTextToParts(text)
  if (parts.type === 'failure') return { where: file, why: sentence(parts.errors) }
  if (parts.policy_templates.length > 0)
    return { where: file, why: 'templates (?principal, ?resource) are not supported' }
  const policies = new Map<string, string>()
  for (const [index, policy] of parts.policies.entries()) {
    const parsed = policyToJson(policy)
    if (parsed.type === 'failure') return { where: file, why: sentence(parsed.errors) }
    const name = parsed.json.annotations?.['id'] ?? `${file}#${index + 1}`
    if (policies.has(name)) return { where: file, why: `two policies are called ${name}` }
    policies.set(name, policy)
  }
  return policies
}

/** Keeps a policy set, parsed, under a name in Cedar's memory. Returns what is wrong with it, or `null`. */
export function keepPolicySet(name: string, policies: ReadonlyMap<string, string>): string | null {
  const answer = preparsePolicySet(name, { staticPolicies: Object.fromEntries(policies) })
  return answer.type === 'failure' ? sentence(answer.errors) : null
}

/** Cedar forgets no set; an empty one in its place frees the memory. */
export function dropPolicySet(name: string): void {
  preparsePolicySet(name, { staticPolicies: '' })
}

/** What is wrong with all entities of a tenant taken together (cycles, values), or `null`. */
export function refuseEntities(entities: Iterable<DeclaredEntity>): string | null {
  const answer = checkParseEntities({ entities: Array.from(entities, cedarEntity) })
  return answer.type === 'failure' ? sentence(answer.errors) : null
}

/** Asks a kept policy set. A policy that fails while it is evaluated makes the answer a Deny: Cedar would skip it. */
export function rule(policySetName: string, question: CedarQuestion): Ruling {
  const answer = statefulIsAuthorized({
    ...question,
    entities: Array.from(question.entities, cedarEntity),
    preparsedPolicySetId: policySetName,
  })
  if (answer.type === 'failure') return { permit: false, policies: [], errors: [sentence(answer.errors)] }
  const { decision, diagnostics } = answer.response
  const errors = diagnostics.errors.map(({ policyId, error }) => `${policyId}: ${error.message}`)
  return { permit: decision === 'allow' && errors.length === 0, policies: diagnostics.reason, errors }
}

function cedarEntity({ uid, attrs, parents }: DeclaredEntity): EntityJson {
  return { uid, attrs: { ...attrs }, parents: [...parents] }
}

function sentence(errors: readonly DetailedError[]): string {
  return errors.map(({ message, help }) => (help ? `${message} (${help})` : message)).join('; ')
}
