/** Writes values in Cap'n Proto's text form, which is how workerd is told what to run. */

/** A file beside the configuration, whose content stands in its place. */
export class Embedded {
  readonly file: string

  constructor(file: string) {
    this.file = file
  }
}

/** What is named without having a value. */
export const VOID = Symbol('void')

export type Value = string | number | boolean | typeof VOID | Embedded | readonly Value[] | Struct
export interface Struct {
  readonly [name: string]: Value
}

export function print(value: Value): string {
  if (value === VOID) return 'void'
  if (value instanceof Embedded) return `embed ${quoted(value.file)}`
  if (typeof value === 'string') return quoted(value)
  if (typeof value !== 'object') return String(value)
  if (isList(value)) return `[${value.map(print).join(', ')}]`
  return `(${Object.entries(value)
    .map(([name, part]) => `${name} = ${print(part)}`)
    .join(', ')})`
}

function isList(value: Struct | readonly Value[]): value is readonly Value[] {
  return Array.isArray(value)
}

/** Like a string of C: everything outside of printable ASCII by its bytes. */
function quoted(text: string): string {
  const bytes = Array.from(new TextEncoder().encode(text), (byte) => {
    const letter = String.fromCharCode(byte)
    if (letter === '"' || letter === '\\') return `\\${letter}`
    return byte >= 0x20 && byte < 0x7f ? letter : `\\x${byte.toString(16).padStart(2, '0')}`
  })
  return `"${bytes.join('')}"`
}
