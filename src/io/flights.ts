/** One question at a time: whoever wants to know the same while it is under way waits for the same answer. */
import { waitUntil } from 'cloudflare:workers'

/** A question whose request has died may never be answered: who waits for it longer than this asks again. */
const PATIENCE_MS = 2000

export class Flights<Value> {
  readonly #underWay = new Map<string, Promise<Value>>()

  /** @param ask Goes on when the request that began it has gone. */
  join(key: string, ask: () => Promise<Value>): Promise<Value> {
    const known = this.#underWay.get(key)
    if (known !== undefined) return orAfterwards(known, () => this.#begin(key, ask))
    return this.#begin(key, ask)
  }

  /** What is under way may know less than who asks from now on must. */
  clear(): void {
    this.#underWay.clear()
  }

  #begin(key: string, ask: () => Promise<Value>): Promise<Value> {
    const begun = ask().finally(() => {
      if (this.#underWay.get(key) === begun) this.#underWay.delete(key)
    })
    this.#underWay.set(key, begun)
    waitUntil(begun.catch(() => undefined))
    return begun
  }
}

async function orAfterwards<Value>(promise: Promise<Value>, ask: () => Promise<Value>): Promise<Value> {
  const gone = Symbol('gone')
  let timer: ReturnType<typeof setTimeout> | null = null
  const patience = new Promise<typeof gone>((resolve) => {
    timer = setTimeout(() => resolve(gone), PATIENCE_MS)
  })
  const answer = await Promise.race([promise, patience]).finally(() => clearTimeout(timer))
  return answer === gone ? ask() : answer
}
