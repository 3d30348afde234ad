/** Readers of the gateway's answers: from `unknown` to a type, or `null`. */
import { own } from '#core/own-property'

export interface Guard<T> {
  /** What the answer is about, for the sentence that says it is not understood. */
  readonly what: string
  readonly parse: (body: unknown) => T | null
}

/** Every item that its reader understands; nothing for what is no list. */
export function listOf<T>(input: unknown, parse: (item: unknown) => T | null): readonly T[] {
  if (!Array.isArray(input)) return []
  const items: readonly unknown[] = input
  return items.flatMap((item) => {
    const value = parse(item)
    return value === null ? [] : [value]
  })
}

export function textsOf(input: unknown): readonly string[] {
  return listOf(input, (item) => (typeof item === 'string' ? item : null))
}

export function numberOf(input: unknown, key: string): number | null {
  const value = own(input, key)
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}
