/** What one plugin may use in one session, so that it takes nothing from the others: calls, bytes, and streams left open. */
import type { Context } from 'hono'
import type { GuardSettings } from '../core/guards.ts'
import type { AppEnv } from '../env.ts'
import { charge, waitFor } from '../io/rate.ts'
import { takePlace } from '../io/streams-open.ts'
import { Problem } from './problem.ts'

type Asked = Pick<Context<AppEnv>, 'var'> & { readonly req: { readonly raw: Request } }

/** One call's share of what its plugin may use. */
export interface Spending {
  /** Told of every piece of a body, in either direction. */
  readonly bytes: (count: number) => void
  /** Told once, when the answer is over. */
  readonly over: () => void
}

/** @throws {Problem} `budget_exhausted` when the plugin has used up its calls, or owes bytes. */
export function takeCall(c: Asked, plugin: string): void {
  const { budgets } = c.var.live.registry.settings
  const name = nameOf(c, plugin)
  const forBytes = waitFor(`bytes ${name}`, byteRate(budgets), 0)
  if (forBytes > 0) throw exhausted('bytes', forBytes)
  const { requestsPerSecond: perSecond, requestBurst: burst } = budgets
  const forCalls = waitFor(`calls ${name}`, { perSecond, burst })
  if (forCalls > 0) throw exhausted('requests', forCalls)
}

/** @throws {Problem} `rate_limited` when the session owes questions. A batch is asked as a whole, and paid for afterwards. */
export function takeQuestions({ var: { live, tenant } }: Asked, sessionId: string, questions: number): void {
  const { questionsPerSecond: perSecond, questionBurst: burst } = live.registry.settings.budgets
  const name = `questions ${tenant} ${sessionId}`
  const waitMs = waitFor(name, { perSecond, burst }, 0)
  if (waitMs > 0) throw new Problem('rate_limited', { detail: 'questions', retryAfter: Math.ceil(waitMs / 1000) })
  charge(name, { perSecond, burst }, questions)
}

/** @throws {Problem} `budget_exhausted` when an event stream finds no place any more. */
export function takeShare(c: Asked, plugin: string, isStream: boolean): Spending {
  const rate = byteRate(c.var.live.registry.settings.budgets)
  const bytes = (count: number): void => charge(`bytes ${nameOf(c, plugin)}`, rate, count)
  return { bytes, over: isStream ? takeStream(c, plugin) : () => undefined }
}

/**
 * A place for one more stream of this session.
 *
 * @param plugin `null`: the host's own, which counts among the session's.
 * @returns Gives the place back.
 */
export function takeStream(c: Asked, plugin: string | null): () => void {
  const { streams, sessionStreams } = c.var.live.registry.settings.budgets
  const ofSession = ['session', callerOf(c), sessionStreams] as const
  const groups = plugin === null ? [ofSession] : [['plugin', nameOf(c, plugin), streams] as const, ofSession]
  const leave = takePlace(groups.map(([kind, name, most]) => [`${kind} ${name}`, most]))
  if (leave === null) throw exhausted('streams', STREAM_WAIT_MS)
  return leave
}

/** Nobody knows when a stream will end. */
const STREAM_WAIT_MS = 5000

function exhausted(what: 'requests' | 'bytes' | 'streams', waitMs: number): Problem {
  return new Problem('budget_exhausted', { detail: what, retryAfter: Math.ceil(waitMs / 1000) })
}

function byteRate({ bytesPerSecond, byteBurst }: GuardSettings['budgets']) {
  return { perSecond: bytesPerSecond, burst: byteBurst }
}

function nameOf(c: Asked, plugin: string): string {
  return `${plugin} ${callerOf(c)}`
}

/** Whoever calls what is public without a session is one caller by network address. */
function callerOf({ var: { session, tenant }, req }: Asked): string {
  return session === null ? `${tenant} ${req.raw.headers.get('CF-Connecting-IP') ?? ''}` : `${tenant} ${session.id}`
}
