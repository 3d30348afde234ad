/** Compares secrets without telling by its duration where they differ. */

/** Takes as long for any `given` of one length. That lengths differ may be seen: ours are no secret. */
export function equalSecrets(given: string, expected: string): boolean {
  let difference = given.length ^ expected.length
  for (let index = 0; index < given.length; index += 1) {
    difference |= given.charCodeAt(index) ^ expected.charCodeAt(index % Math.max(expected.length, 1))
  }
  return difference === 0
}
