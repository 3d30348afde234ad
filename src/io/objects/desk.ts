/** The desk at which configuration files are written: one writer at a time, and nobody over what they have not seen. */
import { DurableObject } from 'cloudflare:workers'
import type { Env } from '../../env.ts'
import { sha256Hex } from '../digest.ts'

export type DeskOutcome =
  | { readonly kind: 'written'; readonly etag: string }
  /** Somebody else wrote meanwhile: the tag of what stands there now. */
  | { readonly kind: 'conflict'; readonly etag: string }

/** The name of the one desk. */
export const DESK = 'desk'

/** Tag of a file that is not there. */
const NOTHING = 'none'

/** KV shows a write within 60 s "or more". */
const KV_WINDOW_MS = 180_000

export async function etagOfFile(text: string | null): Promise<string> {
  return text === null ? NOTHING : (await sha256Hex(text)).slice(0, 32)
}

export class DeskObject extends DurableObject<Env> {
  /** @param expected Tag of the text that the writer has seen. */
  async write(file: string, expected: string, text: string): Promise<DeskOutcome> {
    return this.ctx.blockConcurrencyWhile(async () => {
      const etag = await etagOfFile(await this.#current(file))
      if (etag !== expected) return { kind: 'conflict', etag }
      await this.env.CONFIG.put(file, text)
      await this.ctx.storage.put(file, { text, at: Date.now() })
      return { kind: 'written', etag: await etagOfFile(text) }
    })
  }

  /** What was written here lately outweighs KV, which may still show the text before. */
  async #current(file: string): Promise<string | null> {
    const written = await this.ctx.storage.get<{ readonly text: string; readonly at: number }>(file)
    if (written !== undefined && Date.now() - written.at < KV_WINDOW_MS) return written.text
    return this.env.CONFIG.get(file)
  }
}
