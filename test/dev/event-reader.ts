/** Reads an event stream one event at a time. */

export interface ReadEvent {
  readonly id: string
  readonly event: string
  readonly data: string
}

export class EventReader {
  readonly #reader: ReadableStreamDefaultReader<string>
  #text = ''

  constructor(answer: Response) {
    if (!answer.body) throw new Error('no body')
    this.#reader = answer.body.pipeThrough(new TextDecoderStream()).getReader()
  }

  /** The next block of lines, comments included. @throws when the connection is lost. */
  async block(): Promise<string> {
    while (!this.#text.includes('\n\n')) {
      const { done, value } = await this.#reader.read()
      if (done) throw new Error('the stream ended')
      this.#text += value
    }
    const end = this.#text.indexOf('\n\n')
    const block = this.#text.slice(0, end)
    this.#text = this.#text.slice(end + 2)
    return block
  }

  /** The next event; comments are passed over. */
  async next(): Promise<ReadEvent> {
    const block = await this.block()
    if (block.startsWith(':')) return this.next()
    const fields = new Map(
      block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
    )
    return { id: fields.get('id') ?? '', event: fields.get('event') ?? '', data: fields.get('data') ?? '' }
  }

  async cancel(): Promise<void> {
    await this.#reader.cancel().catch(() => {})
  }
}
