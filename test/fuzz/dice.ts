/** Pseudo-random numbers that a seed decides alone (mulberry32), so that every finding can be had again. */

export interface Dice {
  /** A whole number from 0 to one below. */
  below(bound: number): number
  pick<Item>(items: readonly [Item, ...Item[]]): Item
  /** True once in so many times. */
  once(inSoMany: number): boolean
}

export function diceOf(seed: number): Dice {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  const below = (bound: number): number => next() % bound
  return {
    below,
    pick: (items) => items[below(items.length)] ?? items[0],
    once: (inSoMany) => below(inSoMany) === 0,
  }
}
