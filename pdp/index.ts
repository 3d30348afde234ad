/** The embedded default PDP: OpenID AuthZEN 1.0 over Cedar policies. The path of every request is on this page. */
import { isRejection } from '../src/core/rejection.ts'
import { Refusal, jsonAnswer, readJson, refusalAnswer } from './answer.ts'
import { type Decision, decide, failed, tenantOf } from './decision.ts'
import type { Env } from './env.ts'
import { type TenantPolicies, readPolicies } from './policies.ts'
import { type Batch, type Question, endsBatch, parseEvaluation, parseEvaluations } from './question.ts'

/** Each tenant costs a read of KV. An operator's overview asks about a page of tenants at once. */
const MAX_TENANTS_PER_BATCH = 50

export default {
  async fetch(request, env) {
    try {
      return await answer(request, env)
    } catch (error) {
      return refusalAnswer(request, error)
    }
  },
} satisfies ExportedHandler<Env>

async function answer(request: Request, env: Env): Promise<Response> {
  const { pathname, origin } = new URL(request.url)
  switch (pathname) {
    case '/access/v1/evaluation':
      return evaluate(request, env, parseEvaluation)
    case '/access/v1/evaluations':
      return evaluate(request, env, parseEvaluations)
    case '/.well-known/authzen-configuration':
      if (request.method !== 'GET') throw new Refusal(405, 'use GET')
      return jsonAnswer(request, {
        policy_decision_point: origin,
        access_evaluation_endpoint: `${origin}/access/v1/evaluation`,
        access_evaluations_endpoint: `${origin}/access/v1/evaluations`,
      })
    default:
      throw new Refusal(404, 'no such endpoint')
  }
}

async function evaluate(request: Request, env: Env, parse: typeof parseEvaluations): Promise<Response> {
  if (request.method !== 'POST') throw new Refusal(405, 'use POST')
  const batch = parse(await readJson(request))
  if (isRejection(batch)) throw new Refusal(400, [batch.where, batch.why].filter(Boolean).join(': '))
  const decisions = await decideBatch(batch, env)
  return jsonAnswer(request, batch.single ? decisions[0] : { evaluations: decisions })
}

async function decideBatch({ questions, semantic }: Batch, env: Env): Promise<readonly Decision[]> {
  const tenants = new Set(questions.map(tenantOf).filter((tenant) => tenant !== null))
  if (tenants.size > MAX_TENANTS_PER_BATCH)
    throw new Refusal(400, `at most ${MAX_TENANTS_PER_BATCH} tenants in a batch`)
  const policies = new Map(await Promise.all([...tenants].map((tenant) => readForBatch(env, tenant))))
  const decisions: Decision[] = []
  for (const question of questions) {
    const decision = decideOne(question, policies)
    decisions.push(decision)
    if (endsBatch(semantic, decision.decision)) break
  }
  return decisions
}

/** Policies that cannot be read deny their own tenant's questions and no other's. */
async function readForBatch(env: Env, tenant: string): Promise<[string, TenantPolicies | null]> {
  try {
    return [tenant, await readPolicies(env, tenant, Date.now())]
  } catch (error) {
    console.error(JSON.stringify({ event: 'policies_unreadable', tenant, why: String(error) }))
    return [tenant, { unusable: 'KV did not answer', revision: '' }]
  }
}

function decideOne(question: Question, policies: ReadonlyMap<string, TenantPolicies | null>): Decision {
  const tenant = tenantOf(question)
  if (tenant === null) return failed(400, 'context.edge.tenant must name the tenant')
  try {
    return decide(question, policies.get(tenant) ?? null)
  } catch (error) {
    console.error(JSON.stringify({ event: 'decision_failed', tenant, why: String(error) }))
    return failed(500, 'the question could not be decided')
  }
}
