/** Event streams that a test scripts: one per topic, however often the plugin connects. */

/** One event; `data` that is no text is sent as JSON. */
export interface TestEvent {
  readonly type?: string
  readonly id?: string
  readonly data: unknown
}

/** A topic as the test plays it. */
export interface TestStream {
  /** How many connections of the plugin are open now. */
  readonly open: number
  /** `Last-Event-ID` of each connection so far; empty where there was none. */
  readonly resumed: readonly string[]
  /** Sends to every open connection, and waits until what it led to has happened. */
  readonly send: (event: TestEvent) => Promise<void>
  /** Breaks every connection, as a lost network does: the plugin comes back by itself. */
  readonly drop: () => Promise<void>
}

type Controller = ReadableStreamDefaultController<Uint8Array>

export class Streams {
  readonly #topics = new Map<string, { readonly controllers: Set<Controller>; readonly resumed: string[] }>()
  readonly #encoder = new TextEncoder()

  of(topic: string, settle: (act: () => void) => Promise<void>): TestStream {
    const { controllers, resumed } = this.#topic(topic)
    return {
      get open() {
        return controllers.size
      },
      resumed,
      send: (event) => {
        const bytes = this.#encoder.encode(written(event))
        return settle(() => controllers.forEach((controller) => controller.enqueue(bytes)))
      },
      drop: () =>
        settle(() => {
          const broken = [...controllers]
          controllers.clear()
          for (const controller of broken) controller.error(new TypeError('network error'))
        }),
    }
  }

  connect(topic: string, lastEventId: string | null, signal: AbortSignal | null | undefined): Response {
    const { controllers, resumed } = this.#topic(topic)
    resumed.push(lastEventId ?? '')
    const own: Controller[] = []
    const leave = (): void => own.forEach((controller) => controllers.delete(controller))
    signal?.addEventListener('abort', leave, { once: true })
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        own.push(controller)
        controllers.add(controller)
      },
      cancel: leave,
    })
    return new Response(body, { headers: { 'Content-Type': 'text/event-stream' } })
  }

  #topic(topic: string) {
    const known = this.#topics.get(topic) ?? { controllers: new Set<Controller>(), resumed: [] }
    this.#topics.set(topic, known)
    return known
  }
}

function written({ type, id, data }: TestEvent): string {
  const text = typeof data === 'string' ? data : JSON.stringify(data)
  const lines = text.split('\n').map((line) => `data: ${line}`)
  return [
    ...(type === undefined ? [] : [`event: ${type}`]),
    ...(id === undefined ? [] : [`id: ${id}`]),
    ...lines,
    '',
    '',
  ].join('\n')
}
