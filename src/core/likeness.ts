/** Which known word somebody most likely meant. */

/** A word of so many letters may be wrong in one of them; a longer one in two. */
const SHORT = 5

/** @returns The known word that is one or two slips away; `null` when none is, or the word itself is known. */
export function likelyMeant(word: string, known: readonly string[]): string | null {
  if (known.includes(word)) return null
  const near = known
    .map((candidate) => ({ candidate, slips: slipsBetween(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, slips }) => slips <= (Math.min(word.length, candidate.length) <= SHORT ? 1 : 2))
    .toSorted((one, other) => one.slips - other.slips)
  return near[0]?.candidate ?? null
}

/** Letters added, left out, exchanged or swapped with their neighbour (optimal string alignment distance). */
function slipsBetween(one: string, other: string): number {
  const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, column) => column)]
  const at = (row: number, column: number): number => rows[row]?.[column] ?? Infinity
  for (let row = 1; row <= one.length; row += 1) {
    rows.push([row])
    for (let column = 1; column <= other.length; column += 1) {
      const isSwapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]
      const least = Math.min(
        at(row - 1, column) + 1,
        at(row, column - 1) + 1,
        at(row - 1, column - 1) + (one[row - 1] === other[column - 1] ? 0 : 1),
        isSwapped ? at(row - 2, column - 2) + 1 : Infinity,
      )
      rows[row]?.push(least)
    }
  }
  return at(one.length, other.length)
}
