/**
 * Fetches a bundle so that only the bytes its URL names can ever run: the browser compares them before it keeps the module,
 * and the import that follows finds that module and fetches nothing.
 */
import { digestIn, integrityOf } from '#core/integrity'
import { isFetchFailure, nameInRound, preload } from '../later.ts'
import { ownMap } from './primordials.ts'

const encode = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

/** URL -> how often it could not be fetched. */
const rounds = ownMap<string, number>()

/**
 * @param url Of this origin. One that names no digest is imported as it is: the gateway's own check stands alone then.
 * @throws {TypeError} when it could not be fetched, or is not what its URL says; another call fetches it anew.
 */
export async function importVerified(url: string): Promise<unknown> {
  const integrity = integrityOf(digestIn(url) ?? '')
  const round = rounds.get(url) ?? 0
  const name = nameInRound(url, round)
  try {
    if (integrity !== null) await preload(name, integrity)
    const module: unknown = await import(/* @vite-ignore */ name)
    return module
  } catch (error) {
    if (isFetchFailure(error)) rounds.set(url, round + 1)
    throw error
  }
}

/** Whether the bytes of an answer are those that a bundle's URL names; `true` when it names none. */
export async function isAsNamed(url: string, answer: Response): Promise<boolean> {
  const named = digestIn(url)
  if (named === null) return true
  const digest = await crypto.subtle.digest('SHA-256', await answer.arrayBuffer())
  return encode(new Uint8Array(digest)) === named
}
