/** What the gateway answers about files that were sent to it. */
import { own, ownText } from '#core/own-property'
import { type Guard, numberOf, textsOf } from './guard.ts'

/** Hash of the stored bundle. */
export const UPLOADED: Guard<string> = { what: 'the upload', parse: (body) => ownText(body, 'sha256') ?? null }

export interface Imported {
  /** Keys, in the order of writing. */
  readonly written: readonly string[]
  /** Those of them under which something else was. */
  readonly replaced: readonly string[]
  readonly same: number
}

export const IMPORTED: Guard<Imported> = {
  what: 'the import',
  parse: (body) => {
    const same = numberOf(body, 'same')
    return same === null
      ? null
      : { written: textsOf(own(body, 'written')), replaced: textsOf(own(body, 'replaced')), same }
  },
}
