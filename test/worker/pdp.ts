/** Policy decision points of a test's own, bound in place of the embedded one. */

export interface Asked {
  readonly path: string
  readonly headers: Headers
  readonly body: unknown
}

/**
 * A PDP that answers as told, and keeps what it was asked.
 *
 * @param answer Given the parsed request; what it throws is a connection that breaks.
 */
export function pdpThat(answer: (body: unknown, request: Request) => Response | Promise<Response>) {
  const asked: Asked[] = []
  const PDP = {
    async fetch(input: RequestInfo | URL): Promise<Response> {
      const request = new Request(input)
      const body: unknown = await request.clone().json()
      asked.push({ path: new URL(request.url).pathname, headers: request.headers, body })
      return Promise.race([answer(body, request), brokenOff(request.signal)])
    },
    connect(): never {
      throw new Error('a PDP is asked by HTTP')
    },
  }
  return { bindings: { PDP }, asked }
}

/** As the platform's own `fetch` does: whoever gives up does not wait for the answer. */
async function brokenOff(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>()
  signal.addEventListener('abort', () => reject(new Error('given up')))
  return promise
}

/** A PDP that gives these decisions, in AuthZEN's form, whatever it is asked. */
export function pdpSaying(...decisions: readonly unknown[]) {
  return pdpThat((body) => {
    const evaluations = decisions.map((decision) => ({ decision }))
    const isBatch = typeof body === 'object' && body !== null && 'evaluations' in body
    return Response.json(isBatch ? { evaluations } : evaluations[0])
  })
}
