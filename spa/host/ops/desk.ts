/** The operator's desk: calls to the gateway in the name of the person signed in here. */
import { ownText } from '#core/own-property'
import { parseSession, type ProblemAnswer, type Session } from '../answers.ts'
import { ask, notUnderstood, type Answer, type Call, type Fetch } from '../gateway.ts'
import { TENANTS } from './answers.ts'
import type { Guard } from './guard.ts'

export type Result<T> = { readonly value: T } | { readonly problem: ProblemAnswer }
export type Scope = 'tenant' | 'all'

export type Opening =
  | { readonly state: 'signed_out' }
  | { readonly state: 'no_operator'; readonly session: Session }
  | { readonly state: 'failed'; readonly problem: ProblemAnswer }
  | { readonly state: 'open'; readonly session: Session; readonly tenants: readonly string[] }

/** Who is here, and whose plugins they may see. */
export async function openDesk(fetch: Fetch): Promise<Opening> {
  const session = read(await ask(fetch, '/api/session'), { what: 'the session', parse: parseSession })
  if ('problem' in session) return whyClosed(session.problem)
  if (!session.value.operator) return { state: 'no_operator', session: session.value }
  const tenants = read(await ask(fetch, '/api/ops/tenants'), TENANTS)
  if ('problem' in tenants) return whyClosed(tenants.problem)
  return { state: 'open', session: session.value, tenants: tenants.value }
}

/** A file as it is to stand, and the tag of the text that the writer has seen. */
export interface FileWrite {
  readonly text: string
  readonly etag: string
}

export interface Desk {
  readonly session: Session
  readonly tenants: readonly string[]
  /** By file: what was typed and not saved. Another page of the console does not lose it. */
  readonly drafts: Map<string, FileWrite>
  readonly read: <T>(path: string, guard: Guard<T>, signal?: AbortSignal) => Promise<Result<T>>
  readonly send: <T>(path: string, body: unknown, guard: Guard<T>) => Promise<Result<T>>
  readonly write: <T>(path: string, file: FileWrite, guard: Guard<T>) => Promise<Result<T>>
  /** Changes an entry, over the file that was seen if its tag is given. */
  readonly change: <T>(change: EntryCall, guard: Guard<T>) => Promise<Result<T>>
  readonly upload: <T>(upload: Upload, guard: Guard<T>) => Promise<Result<T>>
}

export interface EntryCall {
  readonly method: 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly body?: unknown
  readonly etag?: string | null
}

export interface Upload {
  readonly method: 'PUT' | 'POST'
  readonly path: string
  readonly file: Blob
  /** Never one that a form can send: that is refused. */
  readonly type: 'text/javascript' | 'application/gzip'
}

interface Opened {
  readonly session: Session
  readonly tenants: readonly string[]
  /** A session that has ended is the page's business, whichever call found out. */
  readonly onSignedOut: () => void
}

export function createDesk(fetch: Fetch, { session, tenants, onSignedOut }: Opened): Desk {
  const { csrfToken } = session
  const call = async <T>(path: string, init: Call, guard: Guard<T>, by: Fetch = fetch): Promise<Result<T>> => {
    const result = read(await ask(by, path, init), guard)
    if ('problem' in result && result.problem.code === 'signed_out') onSignedOut()
    return result
  }
  return {
    session,
    tenants,
    drafts: new Map(),
    read: (path, guard, signal) => call(path, signal ? { signal } : {}, guard),
    send: (path, body, guard) => call(path, { method: 'POST', csrfToken, body }, guard),
    write: (path, { text, etag }, guard) => {
      const by = sending(fetch, { method: 'PUT', body: text, type: 'application/yaml', etag })
      return call(path, { method: 'POST', csrfToken }, guard, by)
    },
    change: ({ path, body = {}, ...how }, guard) => {
      const by = sending(fetch, { ...how, body: JSON.stringify(body), type: 'application/json' })
      return call(path, { method: 'POST', csrfToken }, guard, by)
    },
    upload: ({ path, file, ...how }, guard) =>
      call(path, { method: 'POST', csrfToken }, guard, sending(fetch, { ...how, body: file })),
  }
}

/** Ends the session. @returns Where the browser goes then. */
export async function signOut(fetch: Fetch, session: Session): Promise<Result<string>> {
  const answer = await ask(fetch, '/auth/logout', { method: 'POST', csrfToken: session.csrfToken })
  return answer.ok ? { value: ownText(answer.body, 'location') ?? '/signed-out' } : { problem: answer.problem }
}

interface Sent {
  readonly method: string
  readonly body: string | Blob
  readonly type: string
  /** What the sender has seen. */
  readonly etag?: string | null
}

/** For calls that are more than a POST of JSON. */
function sending(fetch: Fetch, { method, body, type, etag }: Sent): Fetch {
  return (url, init) => {
    const headers = new Headers(init.headers)
    if (etag != null) headers.set('If-Match', `"${etag}"`)
    headers.set('Content-Type', type)
    return fetch(url, { ...init, method, headers, body })
  }
}

function whyClosed(problem: ProblemAnswer): Opening {
  return problem.code === 'signed_out' ? { state: 'signed_out' } : { state: 'failed', problem }
}

function read<T>(answer: Answer, { what, parse }: Guard<T>): Result<T> {
  if (!answer.ok) return { problem: answer.problem }
  const value = parse(answer.body)
  return value === null ? { problem: notUnderstood(what) } : { value }
}
