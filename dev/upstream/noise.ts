/** Numbers and ids that look drawn by lot and are the same in every run. */
import { createHash } from 'node:crypto'

/** A number from 0 to 1, exclusive, that hangs on the text alone. */
export function noise(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0) / 2 ** 32
}

/** A UUID that hangs on the text alone, so that a link to an item outlives a restart. */
export function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

export function pick<T>(choices: readonly [T, ...T[]], text: string): T {
  return choices[Math.floor(noise(text) * choices.length)] ?? choices[0]
}
