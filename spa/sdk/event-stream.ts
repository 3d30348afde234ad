/** Reads one event stream's bytes into events. */
import { createParser, type ParseError } from 'eventsource-parser'

export interface SseEvent {
  /** `message` unless the server names another. */
  readonly type: string
  readonly data: string
  /** Id of this event or of the last one before it that had one; empty when there was none. */
  readonly lastEventId: string
}

/** What a subscription keeps from one connection to the next. */
export interface StreamMemory {
  lastEventId: string
  retryMilliseconds: number | undefined
  delivered: number
}

/** A server that never ends an event must not fill the page's memory. */
const LONGEST_EVENT_CHARACTERS = 1_048_576

/** An id goes back in a header, so one that a header cannot carry is forgotten. */
const HEADER_SAFE = /^[\x21-\x7e](?:[\x20-\x7e]{0,254}[\x21-\x7e])?$/

/** Resolves when the stream ends, rejects when it breaks; hands over nothing once the signal has aborted. */
export async function readEvents(
  body: ReadableStream<Uint8Array> | null,
  memory: StreamMemory,
  handle: (event: SseEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  if (!body) return
  const failures: ParseError[] = []
  const parser = createParser({
    maxBufferSize: LONGEST_EVENT_CHARACTERS,
    onRetry: (milliseconds) => {
      memory.retryMilliseconds = milliseconds
    },
    onError: (error) => {
      if (error.type === 'max-buffer-size-exceeded') failures.push(error)
    },
    onEvent: ({ id, event, data }) => {
      if (signal.aborted) return
      if (id !== undefined) memory.lastEventId = HEADER_SAFE.test(id) ? id : ''
      memory.delivered += 1
      handle(Object.freeze({ type: event ?? 'message', data, lastEventId: memory.lastEventId }))
    },
  })
  const reader = body.getReader()
  const cancel = () => void reader.cancel().catch(() => null)
  signal.addEventListener('abort', cancel, { once: true })
  try {
    const decoder = new TextDecoder()
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      parser.feed(decoder.decode(chunk.value, { stream: true }))
      const [failure] = failures
      if (failure) throw failure
    }
  } finally {
    signal.removeEventListener('abort', cancel)
    cancel()
  }
}
