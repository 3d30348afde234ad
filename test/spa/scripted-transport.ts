/** A gateway in a test: answers calls in turn and remembers what was asked. */
import { createSdk, type PluginSdkHandle, type Transport } from '../../spa/sdk/index.ts'

export interface Call {
  readonly url: string
  readonly method: string
  readonly headers: Headers
  readonly init: RequestInit
  /** As far as it is text. */
  readonly body: string
}

export type Answer = Response | Error | ((call: Call) => Response | Promise<Response>)

export interface Scripted extends PluginSdkHandle {
  readonly calls: readonly Call[]
  /** Milliseconds of each wait that was asked for. */
  readonly waits: readonly number[]
  readonly problems: readonly string[]
  readonly faults: readonly unknown[]
}

export function scripted(answers: readonly Answer[], extra: Partial<Transport> = {}): Scripted {
  const calls: Call[] = []
  const waits: number[] = []
  const problems: string[] = []
  const faults: unknown[] = []
  const handle = createSdk(
    { id: 'hello', version: '1.0.0' },
    {
      fetch: async (url, init) => {
        init.signal?.throwIfAborted()
        const call = {
          url,
          method: init.method ?? 'GET',
          headers: new Headers(init.headers),
          init,
          body: textOf(init.body),
        }
        calls.push(call)
        const answer = answers[calls.length - 1]
        if (answer instanceof Error || answer === undefined) throw answer ?? new Error('no answer is left')
        return answer instanceof Response ? answer : answer(call)
      },
      csrfToken: () => 'token-of-the-session',
      onProblem: ({ code }) => problems.push(code),
      onHandlerError: (fault) => faults.push(fault),
      pause: async (milliseconds, signal) => {
        signal.throwIfAborted()
        waits.push(milliseconds)
      },
      random: () => 0,
      ...extra,
    },
  )
  return { ...handle, calls, waits, problems, faults }
}

function textOf(body: BodyInit | null | undefined): string {
  return typeof body === 'string' ? body : ''
}

export function problem(status: number, code: string): Response {
  const body = { status, code, title: `Title of ${code}`, requestId: 'r-1' }
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/problem+json; charset=utf-8' },
  })
}

/** An event stream that hands over its chunks and then ends, breaks, or stays open. */
export function stream(chunks: readonly (string | Uint8Array)[], end: 'close' | 'break' | 'stay' = 'close'): Response {
  const encoder = new TextEncoder()
  const queue = chunks.map((chunk) => (typeof chunk === 'string' ? encoder.encode(chunk) : chunk))
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const chunk = queue.shift()
      if (chunk) return controller.enqueue(chunk)
      if (end === 'close') controller.close()
      if (end === 'break') controller.error(new TypeError('network error'))
      return end === 'stay' ? new Promise(() => undefined) : undefined
    },
  })
  return new Response(body, { headers: { 'Content-Type': 'text/event-stream; charset=utf-8' } })
}
