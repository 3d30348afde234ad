/** Where in one file the gateway's rejections stand. */
import type { Rejection } from '#core/rejection'

export interface Mark {
  /** Both from 1. */
  readonly line: number
  readonly column: number
  readonly message: string
}

/** Rejections of this file that name a line; the rest cannot stand beside one. */
export function marksIn(file: string, rejections: readonly Rejection[]): readonly Mark[] {
  return rejections.flatMap(({ file: of, where, line, column, why }) => {
    if (line === undefined || (of ?? file) !== file) return []
    return { line, column: column ?? 1, message: where === '' ? why : `${where}: ${why}` }
  })
}
