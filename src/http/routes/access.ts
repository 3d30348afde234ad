/** `/access/v1`: AuthZEN questions of the page, asked about the person signed in and nobody else. */
import { Hono, type Context } from 'hono'
import { applySemantic, printDecisions, type AnswerShape } from '../../core/authzen.ts'
import { MAX_QUESTION_DEPTH, parseQuestion } from '../../core/authzen-question.ts'
import { parsePluginHeader } from '../../core/call.ts'
import type { AppEnv } from '../../env.ts'
import { readText, TooLarge } from '../../io/body.ts'
import { takeQuestions } from '../budget.ts'
import { ask } from '../decisions.ts'
import { Problem } from '../problem.ts'

/** A form or a text is no question, whatever it holds. */
const JSON_TYPE = /^application\/json(?:; ?charset="?utf-8"?)?$/i

export const access = new Hono<AppEnv>()
  .post('/evaluation', (c) => evaluate(c, 'single'))
  .post('/evaluations', (c) => evaluate(c, 'batch'))

async function evaluate(c: Context<AppEnv>, kind: 'single' | 'batch'): Promise<Response> {
  const { session, live, tenant } = c.var
  if (session === null) throw new Problem('signed_out')
  if (!JSON_TYPE.test(c.req.header('Content-Type') ?? '')) throw new Problem('media_type_unsupported')
  const { limits } = live.registry.settings
  const text = await readText(c.req.raw.body, limits.evaluationBytes).catch((cause: unknown) => {
    throw new Problem(cause instanceof TooLarge ? 'body_too_large' : 'body_invalid', { cause })
  })
  const asked = parseQuestion(text, kind, session.record.subject, {
    bytes: limits.evaluationBytes,
    depth: MAX_QUESTION_DEPTH,
    evaluations: limits.evaluations,
  })
  if ('refusal' in asked) {
    const detail = asked.where === '' ? asked.refusal : `${asked.where}: ${asked.refusal}`
    throw new Problem(asked.refusal === 'subject_mismatch' ? 'subject_mismatch' : 'evaluation_invalid', { detail })
  }
  takeQuestions(c, session.id, asked.questions.length)
  // Whatever plugin the caller names is a hint for policies; nothing here depends on its being true.
  const plugin = parsePluginHeader(c.req.header('X-Plugin-Id') ?? null) ?? ''
  const { permitted, answered } = await ask(c, asked.questions, { plugin, tenant })
  // Told apart from a Deny, so that the page can say why nothing is there. Nothing is permitted in either case.
  if (!answered) throw new Problem('pdp_unavailable')
  return c.json(printDecisions(applySemantic(permitted, asked.semantic), shapeOf(c), asked.kind))
}

function shapeOf(c: Context<AppEnv>): AnswerShape {
  if (c.req.header('X-AuthZEN-Version') === '1.0') return 'standard'
  return c.var.live.registry.settings.authzenAnswers
}
