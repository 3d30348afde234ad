/** Bodies of unknown length are read with a byte limit that is counted, never believed. */

/** The body did not fit. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge'
}

/** @throws {TooLarge} when there is more; errors of the stream pass through. */
export async function readBytes(body: ReadableStream<Uint8Array> | null, maxBytes: number): Promise<Uint8Array> {
  if (body === null) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let total = 0
  for await (const chunk of body) {
    total += chunk.byteLength
    if (total > maxBytes) throw new TooLarge(`more than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  const bytes = new Uint8Array(total)
  let offset = 0
  for (const chunk of chunks) {
    bytes.set(chunk, offset)
    offset += chunk.byteLength
  }
  return bytes
}

/** @throws {TypeError} for bytes that are not UTF-8. */
export async function readText(body: ReadableStream<Uint8Array> | null, maxBytes: number): Promise<string> {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(await readBytes(body, maxBytes))
}

export async function readJson(message: Response | Request, maxBytes: number): Promise<unknown> {
  const parsed: unknown = JSON.parse(await readText(message.body, maxBytes))
  return parsed
}
