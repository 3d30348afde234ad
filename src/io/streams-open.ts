/** How many event streams are open, as one isolate sees them. */

const open = new Map<string, number>()

/**
 * Takes a place in every one of these groups, or in none.
 *
 * @param groups Name -> how many may be open in it.
 * @returns Gives the places back, once; `null` when one of the groups is full.
 */
export function takePlace(groups: readonly (readonly [name: string, most: number])[]): (() => void) | null {
  if (groups.some(([name, most]) => (open.get(name) ?? 0) >= most)) return null
  for (const [name] of groups) open.set(name, (open.get(name) ?? 0) + 1)
  let isTaken = true
  return () => {
    if (!isTaken) return
    isTaken = false
    for (const [name] of groups) {
      const left = (open.get(name) ?? 1) - 1
      if (left > 0) open.set(name, left)
      else open.delete(name)
    }
  }
}
