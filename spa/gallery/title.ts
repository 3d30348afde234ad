/** Titles of examples. */

/** `TenThousandRows` reads as `Ten thousand rows`. */
export function titleOf(name: string): string {
  const words = name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
