/** The HTTP side of the PDP: bodies in, answers out. */

/** The gateway admits 64 kB of a browser and adds what it knows to each question. */
const MAX_BODY_BYTES = 256 * 1024
const MAX_REQUEST_ID_CHARACTERS = 256

/** Why no decision is given at all; thrown where it is found, written by {@link refusalAnswer} alone. */
export class Refusal extends Error {
  readonly status: 400 | 404 | 405 | 413 | 415 | 500
  constructor(status: Refusal['status'], message: string) {
    super(message)
    this.status = status
  }
}

/** Reads a JSON body. Counts the bytes as they come: Content-Length is only a claim. */
export async function readJson(request: Request): Promise<unknown> {
  const [mediaType] = (request.headers.get('Content-Type') ?? '').split(';')
  if (mediaType?.trim().toLowerCase() !== 'application/json')
    throw new Refusal(415, 'the body must be application/json')
  const text = await readText(request.body)
  try {
    return JSON.parse(text)
  } catch {
    throw new Refusal(400, 'the body is not JSON')
  }
}

async function readText(body: ReadableStream<Uint8Array> | null): Promise<string> {
  if (!body) throw new Refusal(400, 'the body is empty')
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })
  let bytes = 0
  let text = ''
  try {
    for await (const chunk of body) {
      bytes += chunk.byteLength
      if (bytes > MAX_BODY_BYTES) throw new Refusal(413, `the body is larger than ${MAX_BODY_BYTES} bytes`)
      text += decoder.decode(chunk, { stream: true })
    }
    return text + decoder.decode()
  } catch (error) {
    if (error instanceof TypeError) throw new Refusal(400, 'the body is not UTF-8')
    throw error
  }
}

/** Echoes the caller's X-Request-ID, as AuthZEN asks for, so that both sides' logs meet. */
export function jsonAnswer(request: Request, body: unknown, status = 200): Response {
  const headers = new Headers({
    'Content-Type': status === 200 ? 'application/json' : 'application/problem+json',
    'Cache-Control': 'no-store',
  })
  const requestId = request.headers.get('X-Request-ID')
  if (requestId !== null && requestId.length <= MAX_REQUEST_ID_CHARACTERS) headers.set('X-Request-ID', requestId)
  return new Response(JSON.stringify(body), { status, headers })
}

/** RFC 9457. What was not foreseen goes to the log and not to the caller. */
export function refusalAnswer(request: Request, error: unknown): Response {
  if (error instanceof Refusal) return jsonAnswer(request, { status: error.status, title: error.message }, error.status)
  console.error(JSON.stringify({ event: 'failure', why: String(error) }))
  return jsonAnswer(request, { status: 500, title: 'The question could not be answered' }, 500)
}
