/** What a plugin threw, in words. */

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  const said = error instanceof Error ? error.message : String(error)
  return said === '' ? 'It gave no message.' : said
}

/** Where in a plugin's bundle it was thrown, if a browser says: its address there is the whole one. */
export function placeOf(error: unknown, bundle: string): string {
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  const at = stack.indexOf(bundle)
  const [, line, column] = /^:(\d+):(\d+)/.exec(at < 0 ? '' : stack.slice(at + bundle.length)) ?? []
  return line === undefined ? '' : ` (bundle ${line}:${column})`
}
