/** The gateway of a test: judges every call by the manifest, and answers the admitted ones as the test says. */
import { compileAllowList, matchCall } from '#core/allowlist'
import type { DeclaredManifest } from '#core/declared-manifest'
import { METHODS } from '#core/manifest'
import { parsePath } from '#core/path'
import { createJudge, type Judgement } from './judge.ts'
import { Policy } from './policy.ts'
import { Streams } from './streams.ts'

/** A call as the service behind the gateway would get it. */
export interface TestCall {
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Headers
  /** The body as text; empty when there is none. */
  readonly body: string
}

/** A call that the plugin made, and the gateway's word on it. */
export interface JudgedCall extends TestCall, Judgement {
  /** Status of the answer. */
  readonly status: number
}

/** What a service answers: a value that is sent as JSON, a `Response`, or a function that gives either. */
export type Answer = Handler | object | string | number | boolean | null

type Handler = (call: TestCall) => unknown

export type Answers = Readonly<Record<string, Answer>>

const TELEMETRY = 'POST /api/plugins/telemetry'

interface Route {
  readonly key: string
  readonly answer: Answer
}

export class TestGateway {
  readonly calls: JudgedCall[] = []
  readonly policy = new Policy()
  readonly streams = new Streams()
  readonly #judge: (method: string, pathname: string, search: string) => Judgement
  readonly #routes: Route[] = [{ key: TELEMETRY, answer: () => Response.json({ accepted: 1 }, { status: 202 }) }]

  constructor(manifest: DeclaredManifest) {
    this.#judge = createJudge(manifest)
  }

  /** @param key A method and a template, like `GET /api/crud/items/:id`. A later answer to the same wins. */
  answer(key: string, answer: Answer): void {
    parseKey(key)
    this.#routes.push({ key, answer })
  }

  readonly fetch = async (url: string, init: RequestInit): Promise<Response> => {
    init.signal?.throwIfAborted()
    const { pathname, search, searchParams } = new URL(url, 'http://plugin.test')
    const method = init.method ?? 'GET'
    const body = typeof init.body === 'string' ? init.body : init.body ? await new Response(init.body).text() : ''
    if (pathname.startsWith('/access/v1/')) return Response.json(this.policy.answer(pathname, body))
    const call = { method, path: pathname, query: searchParams, headers: new Headers(init.headers), body }
    const judgement = this.#judge(method, pathname, search)
    const response = judgement.refusal === null ? await this.#admit(call, init) : refusal(judgement)
    this.calls.push({ ...call, ...judgement, status: response.status })
    init.signal?.throwIfAborted()
    return response
  }

  async #admit(call: TestCall, { signal }: RequestInit): Promise<Response> {
    if (call.path === '/api/events') {
      return this.streams.connect(call.query.get('topic') ?? '', call.headers.get('Last-Event-ID'), signal)
    }
    const route = this.#routes.findLast(({ key }) => answers(key, call))
    if (route === undefined)
      return problem(404, 'service_unknown', `The test has no answer to ${call.method} ${call.path}`)
    const given: unknown = isHandler(route.answer) ? await route.answer(call) : route.answer
    if (given instanceof Response) return freshOf(given)
    return given === undefined ? new Response(null, { status: 204 }) : Response.json(given)
  }
}

/** The same answer may be given again. A clone would not do: half of a stream cannot be given up alone. */
async function freshOf(answer: Response): Promise<Response> {
  const { status, headers } = answer
  const bytes = await answer.clone().arrayBuffer()
  return new Response(bytes.byteLength === 0 ? null : bytes, { status, headers })
}

function isHandler(answer: Answer): answer is Handler {
  return typeof answer === 'function'
}

function parseKey(key: string): { readonly method: (typeof METHODS)[number]; readonly path: string } {
  const [named, path] = key.split(' ')
  const method = METHODS.find((each) => each === named)
  if (method === undefined || path === undefined) throw new Error(`${key} is no call, like GET /api/crud/items/:id`)
  return { method, path }
}

function answers(key: string, { method, path }: TestCall): boolean {
  const canonical = parsePath(path)
  return !('refusal' in canonical) && matchCall(compileAllowList([parseKey(key)]), method, canonical.segments) !== null
}

const STATUS: Readonly<Record<string, number>> = {
  path_not_canonical: 400,
  query_refused: 400,
  topic_invalid: 400,
  method_not_allowed: 405,
  service_unknown: 404,
}

function refusal({ refusal: code }: Judgement): Response {
  const name = code ?? 'internal'
  return problem(STATUS[name] ?? 403, name, 'Refused, as the gateway would')
}

function problem(status: number, code: string, title: string): Response {
  const headers = { 'Content-Type': 'application/problem+json' }
  return new Response(JSON.stringify({ status, code, title, requestId: 'test' }), { status, headers })
}
