/** The desk at which configuration files and pointers are written: one writer at a time, and nobody over what they have not seen. */
import { DurableObject } from 'cloudflare:workers'
import type { RegistryPointer } from '../../core/registry.ts'
import type { Env } from '../../env.ts'
import { sha256Hex } from '../digest.ts'

export type DeskOutcome =
  | { readonly kind: 'written'; readonly etag: string }
  /** Somebody else wrote meanwhile: the tag of what stands there now. */
  | { readonly kind: 'conflict'; readonly etag: string }

/** A tenant's pointer as its writer has seen it. */
export interface SeenPointer {
  /** `null`: this tenant has never been compiled, or has left the configuration. */
  readonly pointer: RegistryPointer | null
  /** Names the text, so that nobody flips over what they have not seen. */
  readonly etag: string
}

/** The name of the one desk. */
export const DESK = 'desk'

/** Tag of a file that is not there. */
const NOTHING = 'none'

export async function etagOfFile(text: string | null): Promise<string> {
  return text === null ? NOTHING : (await sha256Hex(text)).slice(0, 32)
}

/**
 * Reads and writes happen in this one place, where KV shows a write as soon as it is done: elsewhere it may take a minute.
 * Nothing is remembered beside KV, so that what is put there by hand always counts.
 */
export class DeskObject extends DurableObject<Env> {
  /** @param expected Tag of the text that the writer has seen. */
  async write(file: string, expected: string, text: string): Promise<DeskOutcome> {
    return this.ctx.blockConcurrencyWhile(async () => {
      const etag = await etagOfFile(await this.env.CONFIG.get(file))
      if (etag !== expected) return { kind: 'conflict', etag }
      await this.env.CONFIG.put(file, text)
      return { kind: 'written', etag: await etagOfFile(text) }
    })
  }

  /** The files as they stand, in the order asked for; `null` for one that is not there. */
  async read(files: readonly string[]): Promise<readonly (string | null)[]> {
    return Promise.all(files.map((file) => this.env.CONFIG.get(file)))
  }

  /** Pointers as they stand, in the order asked for; they are written by this Worker alone. */
  async readPointers(keys: readonly string[]): Promise<readonly SeenPointer[]> {
    return Promise.all(
      keys.map(async (key) => {
        const text = await this.env.CONFIG.get(key)
        const pointer = text === null ? null : await new Response(text).json<RegistryPointer>()
        return { pointer, etag: await etagOfFile(text) }
      }),
    )
  }
}
