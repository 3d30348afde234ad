/** The host's own calls to the gateway: JSON in, JSON out, and every failure as a value. */
import { parseProblem, type ProblemAnswer } from './answers.ts'

/** Longest wait for the gateway to answer one of the host's own calls. */
const ANSWER_MS = 15_000

export type Answer =
  | { readonly ok: true; readonly status: number; readonly body: unknown; readonly headers: Headers }
  | { readonly ok: false; readonly status: number; readonly problem: ProblemAnswer }

export type Fetch = (url: string, init: RequestInit) => Promise<Response>

export interface Call {
  readonly method?: 'GET' | 'POST'
  readonly body?: unknown
  /** Proof that the call comes from this page; every call but a GET needs it. */
  readonly csrfToken?: string
  readonly signal?: AbortSignal
}

export const UNREACHABLE: ProblemAnswer = { code: 'unreachable', title: 'The gateway cannot be reached', body: {} }

/** `status` 0: no answer came at all. */
export async function ask(fetch: Fetch, path: string, call: Call = {}): Promise<Answer> {
  const headers = new Headers({ Accept: 'application/json' })
  if (call.csrfToken !== undefined) headers.set('X-CSRF-Token', call.csrfToken)
  if (call.body !== undefined) headers.set('Content-Type', 'application/json')
  const deadline = AbortSignal.timeout(ANSWER_MS)
  const init: RequestInit = {
    method: call.method ?? 'GET',
    headers,
    credentials: 'same-origin',
    redirect: 'error', // the gateway redirects navigations only
    signal: call.signal ? AbortSignal.any([call.signal, deadline]) : deadline,
    ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
  }
  try {
    return await readAnswer(await fetch(path, init))
  } catch {
    const problem = deadline.aborted ? { ...UNREACHABLE, title: 'The gateway takes too long to answer' } : UNREACHABLE
    return { ok: false, status: 0, problem }
  }
}

/** One of the host's own calls; that nobody is signed in any more ends everything. */
export type Calls = (path: string, init?: Call) => Promise<Answer>

/** @param running Of the run that is under way: what it asked for ends with it. */
export function createCalls(fetch: Fetch, running: () => AbortSignal, signedOut: () => void): Calls {
  return async (path, init = {}) => {
    const signal = running()
    const answer = await ask(fetch, path, { ...init, signal })
    if (!signal.aborted && !answer.ok && answer.problem.code === 'signed_out') signedOut()
    return answer
  }
}

async function readAnswer(response: Response): Promise<Answer> {
  const { status } = response
  const body: unknown = await response.json().catch(() => undefined)
  if (response.ok && body !== undefined) return { ok: true, status, body, headers: response.headers }
  const unreadable = { code: 'unreadable', title: `The gateway answered ${status} without saying why`, body: {} }
  return { ok: false, status, problem: parseProblem(body) ?? unreadable }
}

/** An answer that came, but is not what the host expects. */
export function notUnderstood(what: string): ProblemAnswer {
  return { code: 'unreadable', title: `The gateway's answer about ${what} is not understood`, body: {} }
}
