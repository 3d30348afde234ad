/** What is sent as a bundle has to be one: an ES module's text, not an archive, a page or half a file. */

/** What JavaScript is called (RFC 9239), and what a client says that knows no type. */
const MODULE_TYPES: readonly string[] = ['text/javascript', 'application/javascript', 'application/octet-stream']

/** Controls that no build writes into a module: tab, line feed, form feed and carriage return are blanks to it. */
// oxlint-disable-next-line no-control-regex -- They are what is looked for.
const CONTROL = /[\0-\x08\x0b\x0e-\x1f\x7f]/
/** Without one nothing of it can be mounted. */
const EXPORT = /\bexport\b/

type TextRefusal = 'empty' | 'encoding' | 'control' | 'markup' | 'no_export'

/** In words, for whoever sent it. */
export const NO_MODULE = {
  empty: 'there is nothing in it',
  encoding: 'it is no UTF-8 text',
  control: 'it holds control characters',
  markup: 'it is a page or a drawing',
  no_export: 'it exports nothing',
} as const satisfies Record<TextRefusal, string>

/** @param type `Content-Type` as received; `null`: the sender says none. */
export function refuseModuleType(type: string | null): 'type' | null {
  const essence = type?.split(';')[0]?.trim().toLowerCase()
  return essence === undefined || MODULE_TYPES.includes(essence) ? null : 'type'
}

/**
 * Looks at the text and does not parse it: that would cost a parser in every isolate, and a browser parses it again. The
 * command line parses what it publishes.
 *
 * @returns The first thing that no module has, or `null`.
 */
export function refuseModule(bytes: Uint8Array): TextRefusal | null {
  const text = textOf(bytes)
  if (text === null) return 'encoding'
  if (text.trim() === '') return 'empty'
  if (CONTROL.test(text)) return 'control'
  if (text.trimStart().startsWith('<')) return 'markup'
  return EXPORT.test(text) ? null : 'no_export'
}

function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes)
  } catch {
    return null
  }
}
