/** Streams with limits: bytes are counted as they pass, time is bounded, and an event stream is asked whether it may go on. */
import { TooLarge } from './body.ts'

/** How often an open event stream is checked again. The check asks memory; the doorbell at most once in its lease. */
const CHECK_EVERY_MS = 250
/** A silent event stream gets a comment, so that a connection that is gone is noticed. */
const HEARTBEAT_EVERY_MS = 15_000
const HEARTBEAT = new TextEncoder().encode(': still here\n\n')
const NEWLINE = 10

/** A request body broke off where it came from. */
export class BrokenOff extends Error {
  override readonly name = 'BrokenOff'
}

/**
 * Passes a request body on. One byte too many ({@link TooLarge}), or a body that breaks off ({@link BrokenOff}), aborts the
 * request: the platform ends a body whose stream only fails as if it were complete, and the upstream would take half of it
 * for the whole.
 *
 * @param maxBytes Of the whole body.
 */
export function countedStream(
  source: ReadableStream<Uint8Array>,
  maxBytes: number,
  { abort, count, ended }: Pick<Ending, 'abort' | 'count'> & { readonly ended: () => void },
): ReadableStream<Uint8Array> {
  let total = 0
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      total += chunk.byteLength
      count(chunk.byteLength)
      if (total > maxBytes) throw new TooLarge(`more than ${maxBytes} bytes`)
      controller.enqueue(chunk)
    },
    flush: ended,
  })
  source
    .pipeTo(counter.writable, { preventAbort: true })
    .catch(async (error: unknown) =>
      abort.abort((await isBroken(source, error)) ? new BrokenOff(String(error)) : error),
    )
  return counter.readable
}

/** Where the other end failed, piping has cancelled this one, which is no failure of its own. */
async function isBroken(source: ReadableStream, error: unknown): Promise<boolean> {
  if (error instanceof TooLarge || source.locked) return false
  return source.getReader().closed.then(
    () => false,
    () => true,
  )
}

/** A body of a declared length, read to its end: the runtime reads no further than was declared. */
export async function wholeBody(response: Response, length: number): Promise<ArrayBuffer> {
  const bytes = await response.arrayBuffer()
  if (bytes.byteLength !== length) throw new Error('the body is not as long as declared')
  return bytes
}

/** How a body is broken off, and who is told of its bytes and when it has come to its end. */
export interface Ending {
  readonly abort: AbortController
  readonly count: (bytes: number) => void
  readonly isOver: () => void
}

/**
 * A body of unknown or great length. Waits for the first bytes; what breaks later breaks the answer in the caller's hands,
 * so that half a body is never taken for a whole one.
 */
export async function boundedStream(
  source: ReadableStream<Uint8Array>,
  maxBytes: number,
  { abort, count, isOver }: Ending,
): Promise<ReadableStream<Uint8Array>> {
  const reader = source.getReader()
  let next: ReadableStreamReadResult<Uint8Array> | null = await reader.read()
  let total = 0
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = next ?? (await reader.read().catch(endedBy(isOver)))
      next = null
      if (done) {
        isOver()
        controller.close()
        return
      }
      total += value.byteLength
      count(value.byteLength)
      if (total > maxBytes) {
        isOver()
        const cause = new TooLarge(`more than ${maxBytes} bytes`)
        abort.abort(cause)
        throw cause
      }
      controller.enqueue(value)
    },
    cancel(reason) {
      isOver()
      abort.abort(reason)
    },
  })
}

/**
 * An event stream: unbounded in bytes, bounded in age, and checked at intervals. It ends cleanly, so that the client
 * reconnects and is judged afresh.
 */
export function eventStream(
  source: ReadableStream<Uint8Array>,
  rules: { readonly seconds: number; readonly mayGoOn: () => Promise<boolean> },
  { abort, count, isOver }: Ending,
): ReadableStream<Uint8Array> {
  const reader = source.getReader()
  const endsAt = Date.now() + rules.seconds * 1000
  let reading: Promise<ReadableStreamReadResult<Uint8Array>> | null = null
  let checkAt = Date.now() + CHECK_EVERY_MS
  let spokeAt = Date.now()
  let atBoundary = true
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      for (;;) {
        reading ??= reader.read()
        const next = await orNull(reading, checkAt - Date.now()).catch(endedBy(isOver))
        const now = Date.now()
        if (now >= checkAt) {
          checkAt = now + CHECK_EVERY_MS
          if (now > endsAt || !(await rules.mayGoOn())) break
        }
        if (next?.done) break
        if (next !== null) {
          reading = null
          spokeAt = now
          count(next.value.byteLength)
          atBoundary = endsWithBlankLine(next.value)
          return controller.enqueue(next.value)
        }
        if (atBoundary && now - spokeAt >= HEARTBEAT_EVERY_MS) {
          spokeAt = now
          return controller.enqueue(HEARTBEAT)
        }
      }
      isOver()
      controller.close()
      abort.abort(new Error('the stream has ended'))
    },
    cancel(reason) {
      isOver()
      abort.abort(reason)
    },
  })
}

/** A stream that breaks is over too. */
function endedBy(isOver: () => void): (error: unknown) => never {
  return (error) => {
    isOver()
    throw error
  }
}

function endsWithBlankLine(chunk: Uint8Array): boolean {
  return chunk.at(-1) === NEWLINE && chunk.at(-2) === NEWLINE
}

/** The promise's value, or `null` when it takes longer. The promise goes on and can be waited for again. */
async function orNull<Value>(promise: Promise<Value>, milliseconds: number): Promise<Value | null> {
  let timer: ReturnType<typeof setTimeout> | null = null
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), Math.max(0, milliseconds))
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}
