/**
 * What an isolate may remember: values with an age limit, bounded in number or in bytes.
 *
 * Two generations take the place of a list in order of use: what is asked for moves to the young one, and when that is half
 * of the whole, the old one is forgotten. So remembering is one look-up, and what nobody has asked for goes first.
 */
interface Entry<Value> {
  readonly value: Value
  readonly at: number
  readonly weight: number
}

export class Memo<Value> {
  #young = new Map<string, Entry<Value>>()
  #old = new Map<string, Entry<Value>>()
  #youngWeight = 0
  readonly #maxAgeMs: number
  readonly #generationWeight: number

  /** @param maxWeight Bound on the sum of all weights: a number of entries, unless {@link set} is told what each weighs. */
  constructor(maxAgeMs: number, maxWeight: number) {
    this.#maxAgeMs = maxAgeMs
    this.#generationWeight = maxWeight / 2
  }

  /** The remembered value, or `undefined` when there is none or it is too old. */
  get(key: string, nowMs: number, maxAgeMs = this.#maxAgeMs): Value | undefined {
    const young = this.#young.get(key)
    const entry = young ?? this.#old.get(key)
    if (entry === undefined) return undefined
    if (nowMs - entry.at >= maxAgeMs) {
      this.forget(key)
      return undefined
    }
    if (young === undefined) this.#keep(key, entry)
    return entry.value
  }

  /** @param weight A value that weighs more than half of the bound is not kept: it would push out everything else. */
  set(key: string, value: Value, nowMs: number, weight = 1): void {
    this.forget(key)
    if (weight <= this.#generationWeight) this.#keep(key, { value, at: nowMs, weight })
  }

  forget(key: string): void {
    this.#youngWeight -= this.#young.get(key)?.weight ?? 0
    this.#young.delete(key)
    this.#old.delete(key)
  }

  clear(): void {
    this.#young.clear()
    this.#old.clear()
    this.#youngWeight = 0
  }

  #keep(key: string, entry: Entry<Value>): void {
    if (this.#youngWeight + entry.weight > this.#generationWeight) {
      this.#old = this.#young
      this.#young = new Map()
      this.#youngWeight = 0
    }
    this.#old.delete(key)
    this.#young.set(key, entry)
    this.#youngWeight += entry.weight
  }
}
