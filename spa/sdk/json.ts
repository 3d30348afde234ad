/** Bodies of JSON, out and in. */
import { mediaType, ProblemError } from './problem-error.ts'

interface JsonBody {
  readonly headers: Headers
  readonly body?: string
}

/** @param value `undefined`: there is no body. */
export function jsonBody(value: unknown, given: HeadersInit | undefined): JsonBody {
  const headers = new Headers(given)
  if (!headers.has('Accept')) headers.set('Accept', 'application/json')
  if (value === undefined) return { headers }
  headers.set('Content-Type', 'application/json')
  return { headers, body: JSON.stringify(value) }
}

/** `application/json`, and what is built upon it: `application/geo+json`. */
const JSON_TYPE = /^application\/(?:[a-z0-9.-]+\+)?json$/

/** @throws ProblemError for a status that is no success, and for what is no JSON. */
export async function readJson<T>(response: Response): Promise<T> {
  if (!response.ok) {
    void response.body?.cancel().catch(() => null)
    throw refusal(response, 'answer_failed', `The call failed with status ${response.status}`)
  }
  const text = await response.text()
  if (text === '') return parse<T>('null')
  if (!JSON_TYPE.test(mediaType(response))) throw refusal(response, 'answer_unreadable', 'The answer is no JSON')
  try {
    return parse<T>(text)
  } catch (cause) {
    throw refusal(response, 'answer_unreadable', 'The answer is no JSON', cause)
  }
}

/** The caller says what the service sends. */
function parse<T>(text: string): T {
  // oxlint-disable-next-line typescript/no-unsafe-return -- JSON.parse cannot know it, and the SDK has no schema of it.
  return JSON.parse(text)
}

function refusal(
  response: Response,
  code: 'answer_failed' | 'answer_unreadable',
  title: string,
  cause?: unknown,
): ProblemError {
  const requestId = response.headers.get('X-Request-Id')
  return new ProblemError({ status: response.status, code, title, requestId }, { cause })
}
