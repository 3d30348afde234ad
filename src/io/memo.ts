/** What an isolate may remember: values with an age limit, bounded in number, least recently used first out. */
export class Memo<Value> {
  readonly #entries = new Map<string, { readonly value: Value; readonly at: number }>()
  readonly #maxAgeMs: number
  readonly #maxEntries: number

  constructor(maxAgeMs: number, maxEntries: number) {
    this.#maxAgeMs = maxAgeMs
    this.#maxEntries = maxEntries
  }

  /** The remembered value, or `undefined` when there is none or it is too old. */
  get(key: string, nowMs: number, maxAgeMs = this.#maxAgeMs): Value | undefined {
    const entry = this.#entries.get(key)
    if (entry === undefined) return undefined
    if (nowMs - entry.at >= maxAgeMs) {
      this.#entries.delete(key)
      return undefined
    }
    this.#entries.delete(key)
    this.#entries.set(key, entry)
    return entry.value
  }

  set(key: string, value: Value, nowMs: number): void {
    this.#entries.delete(key)
    this.#entries.set(key, { value, at: nowMs })
    if (this.#entries.size <= this.#maxEntries) return
    for (const oldest of this.#entries.keys()) {
      this.#entries.delete(oldest)
      return
    }
  }

  forget(key: string): void {
    this.#entries.delete(key)
  }

  clear(): void {
    this.#entries.clear()
  }
}
