/** Asks the policy decision point: the embedded one behind a binding, or an external one by URL. */
import {
  joinDecisions,
  policiesNamed,
  toPdpCalls,
  type ClientContext,
  type EdgeContext,
  type PdpCall,
} from '../core/authzen.ts'
import type { Question } from '../core/authzen-question.ts'
import type { Settings } from '../core/settings.ts'
import { secretOf, type Env } from '../env.ts'
import { readJson } from './body.ts'
import { log, reasonOf } from './log.ts'

/** A hundred decisions with reasons fit many times over. */
const MAX_ANSWER_BYTES = 256 * 1024
/** Any absolute URL: a binding has no host, and this one exists nowhere. */
const EMBEDDED_URL = 'http://pdp.internal'

export interface Decisions {
  /** One for each question; `false` wherever the PDP did not clearly permit. */
  readonly permitted: readonly boolean[]
  /** Whether the PDP answered at all. Without an answer everything is denied. */
  readonly answered: boolean
  /** One list for each question: the policies that decided, where the PDP names them. */
  readonly policies: readonly (readonly string[])[]
}

export async function decide(
  env: Env,
  pdp: Settings['pdp'],
  questions: readonly Question[],
  edge: EdgeContext,
  client: ClientContext,
): Promise<Decisions> {
  if (questions.length === 0) return { permitted: [], answered: true, policies: [] }
  const calls = toPdpCalls(questions, edge, client, pdp.dialect)
  const answers = await Promise.all(calls.map((call) => ask(env, pdp, call, edge.request_id)))
  const answered = answers.every((answer) => answer !== undefined)
  return { permitted: joinDecisions(calls, answers), answered, policies: policiesNamed(calls, answers) }
}

/** @returns The parsed answer, `undefined` for anything but a timely 200 with JSON. */
async function ask(env: Env, pdp: Settings['pdp'], call: PdpCall, requestId: string): Promise<unknown> {
  try {
    const request = new Request((pdp.url ?? EMBEDDED_URL) + call.path, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        Accept: 'application/json',
        'X-Request-Id': requestId,
        ...credentialFor(env, pdp),
      },
      body: JSON.stringify(call.body),
      redirect: 'manual',
      signal: AbortSignal.timeout(pdp.timeoutMs),
    })
    const response = await (pdp.url === null ? env.PDP.fetch(request) : fetch(request))
    if (response.status === 200) return await readJson(response, MAX_ANSWER_BYTES)
    log('error', 'pdp_failed', { status: response.status })
    await response.body?.cancel()
  } catch (error) {
    log('error', 'pdp_failed', { reason: reasonOf(error) })
  }
  return undefined
}

/** What an external PDP knows the gateway by. A secret that is named and not set asks nobody, which denies. */
function credentialFor(env: Env, { secret }: Settings['pdp']): { readonly Authorization?: string } {
  if (secret === undefined) return {}
  const value = secretOf(env, secret)
  if (value === null) throw new Error(`the Worker secret ${secret} is not set`)
  return { Authorization: `Bearer ${value}` }
}
